"""What the answer is to be like: in a code, without a refusal, or, planted in a document, other than asked for."""

from troth.screening.interface import ENCODING, PLANTED, SUPPRESSION, Rule

_CODE = (
    r"(?:base ?-?64|rot-?13|morse(?: code)?|hex(?:adecimal)?(?: code)?|leet(?:speak)?|1337|pig latin|caesar(?: "
    r"cipher| shift)?|cipher\w*|ascii codes?|binary code|"
    r"reversed?(?: order| sequence| text)?|backwards?|url.?encod\w+|emojis? only|unicode|nato alphabet|braille|"
    r"anagram\w*)\b"
)
_ANSWER = r"(?:answers?|responses?|reply|replies|output|message|summary|text)\b"


def _encoding(name: str, pattern: str, score: float, planted: float) -> Rule:
    return Rule(f"encoding_{name}", ENCODING, pattern, score, planted)


def _suppression(name: str, pattern: str, score: float) -> Rule:
    return Rule(f"suppression_{name}", SUPPRESSION, pattern, score, max(score, 0.75))


def _planted(name: str, pattern: str, planted: float, score: float = 0.0) -> Rule:
    return Rule(f"planted_{name}", PLANTED, pattern, score, planted)


RULES = (
    _encoding(
        "answer",
        rf"\b(?:respond|reply|answer|output|write|speak|encode|encrypt|convert|provide|render|deliver|give|"
        rf"present|use|apply|transform)\b"
        rf"\s+(?:\S+\s+){{0,8}}?(?:in|using|as|with|to|into|a|your)\s+(?:\S+\s+){{0,3}}?{_CODE}",
        0.3,
        0.85,
    ),
    _encoding(
        "secret",
        rf"\b(?:instructions?|prompt|secrets?|password|above|conversation|rules|system|key|text "
        rf"before)\b[^.!?\n]{{0,60}}\b(?:in|using|as|into|with|to)\s+"
        rf"(?:\S+\s+){{0,2}}?{_CODE}",
        0.5,
        0.85,
    ),
    _encoding(
        "decode",
        r"\b(?:decode|decrypt|decipher|translate|unscramble|un-?reverse)\b[^.!?\n]{0,60}\b(?:and|"
        r"then)\s+(?:\S+\s+){0,2}?(?:execute|follow|do|"
        r"obey|run|act on|comply|answer|respond|perform|carry out)\b",
        0.75,
        0.9,
    ),
    _suppression(
        "refusal",
        r"\b(?:do not|don.?t|never|cannot|can.?t|can not|won.?t|must not|may not|not allowed to|without|no|"
        r"under no circumstances|not)\s+(?:\S+\s+){0,3}?"
        r"(?:refus(?:e|es|al|als|ing)|reject(?:ing)?|declin(?:e|ing)) (?:to|any|my|the|a|an|anything|what|user|"
        r"request|answer|that|it|me|prompts?|or)\b",
        0.5,
    ),
    _suppression(
        "warning",
        r"\b(?:do not|don.?t|never|without|no|avoid|omit|skip|must not|refrain "
        r"from)\s+(?:\S+\s+){0,4}?(?:warnings?|disclaimers?|apolog(?:y|ies|i[sz]e|i[sz]ing)|"
        r"morali[sz]\w*|moral lectures?|ethical (?:concerns|considerations|warnings?|lectures?)|lectur(?:e|ing) "
        r"me)\b",
        0.5,
    ),
    _suppression(
        "as_an_ai",
        r"\b(?:do not|don.?t|never|avoid|stop|not|without)\s+(?:\S+\s+){0,4}?(?:say|saying|mention\w*|state|"
        r"stating|remind\w*|tell\w*|write|include|respond)\b[^.!?\n]{0,60}\b"
        r"(?:as an? ai|ai language model|language model|you(?:.re| are) an ai|i.?m sorry|i cannot|i can.t|sorry|"
        r"openai|content polic\w+|against (?:the )?(?:rules|polic\w+))",
        0.7,
    ),
    _suppression(
        "begin",
        r"\b(?:start|begin|open|prefix|preface)\s+(?:\S+\s+){0,3}?(?:answers?|responses?|reply|replies|"
        r"messages?|output|sentence)?\s*(?:\S+\s+){0,2}?(?:with|by)\W+(?:\S+\s+){0,4}?"
        r"[\"'“‘(\[]?(?:sure|absolutely|of course|certainly|yes,? (?:i|here)|\[?\(?[🔓])",
        0.6,
    ),
    _suppression(
        "obey",
        r"\b(?:you|it|he|she|dan|ai|assistant|chatgpt)\s+(?:must|have to|will|shall|are required to|are "
        r"obligated to|need to|should|always)\s+(?:\S+\s+){0,2}?(?:comply|obey|"
        r"fulfil+|follow (?:all|every|any|my) (?:orders?|commands?|instructions?|requests?))\b",
        0.5,
    ),
    _suppression(
        "no_matter",
        r"\b(?:no matter (?:how|what|if|whether)|regardless of (?:how|whether|what|if|the)|even if (?:it|they|"
        r"that|the \w+)(?:.s|.re| is| are| seems?)?)\b[^.!?\n]{0,60}\b"
        r"(?:illegal|unethical|immoral|harmful|dangerous|offensive|inappropriate|against|controversial|legality|"
        r"ethic\w*|moral\w*|legal\w*|policy|policies)\b",
        0.6,
    ),
    _suppression(
        "chinese",
        r"(?:不要|不得|不能|不许|禁止|切勿|无需|不准)[^。！？!?\n]{0,8}(?:拒绝|道歉|警告|说(?:教|抱歉|不能)|提醒我|免责|解释原因)|(?:必须|一定要|"
        r"务必)[^。！？!?\n]{0,8}(?:服从|回答(?:任何|所有)|遵从)",
        0.5,
    ),
    _planted(
        "change",
        r"\b(?:modify|change|alter|replace|rewrite|adjust|transform|convert|encode|augment|enhance|extend|"
        r"expand|supplement|infuse|sprinkle|spice up|embed|insert|"
        r"integrate|include|incorporate|add|append|attach|inject|weave|introduce|work|slip|mix|substitute|"
        r"scramble|jumble|misspell|reverse|remove|omit|strip|shuffle|"
        rf"finish|end|begin|start|conclude|preface|craft|format|present|provide|give|deliver|render|write|make|"
        rf"use|group|combine|rearrange|swap)\b\s+(?:\S+\s+){{0,14}}?"
        rf"(?:your|the|this|its|my) (?:\w+ )?{_ANSWER}",
        0.8,
    ),
    _planted(
        "in_answer",
        rf"(?:^|[.!?\n\"'|]\s*)(?:in|within|throughout|at the (?:end|start|beginning|top|bottom) of|as part of|"
        rf"during) (?:your|the) (?:\w+ )?{_ANSWER}\W+(?:\S+\s+)?\w+",
        0.8,
    ),
    _planted(
        "answer_so",
        r"(?:^|[.!?\n\"'|]\s*)(?:please )?(?:respond|reply|answer|speak|write back|talk) (?:only |to (?:this|"
        r"the user|all|every|any)[ \w]{0,16}|exclusively |solely |always )?"
        r"(?:in|with|as|using|like|by)\b",
        0.6,
    ),
    _planted(
        "to_model",
        r"\b(?:attention|note to|dear|hey|hello|message (?:to|for)|instructions? (?:to|for)|"
        r"important[^.\n]{0,20}for)\W+(?:the |any |all )?(?:ai|a\.i\.|llm|llms|language models?|chatbots?|gpt|"
        r"chatgpt|"
        r"assistants?|agents?|bots?|copilot|gemini|claude|model)\b",
        0.85,
        0.4,
    ),
    _planted(
        "if_model",
        r"\bif you(?:.re| are) (?:an? |the )?(?:ai|llm|language model|chatbot|assistant|bot|agent|gpt)\b",
        0.85,
        0.4,
    ),
    _planted(
        "chinese",
        r"(?:在|于)(?:你的?|您的?)?(?:回答|回复|答复|输出|总结|摘要)(?:中|里|里面|的?(?:开头|结尾|末尾|最后))[^。！？!?\n]{0,8}(?:加入|添加|包含|插入|附上|"
        r"提到|推荐|写上|写)|"
        r"(?:修改|改变|篡改|更改|替换)(?:你的?|您的?)(?:回答|回复|答案|输出)",
        0.85,
    ),
)
