"""Marks of the conversation itself are forged: special tokens, turns of others, ends of documents and prompts."""

from troth.screening.interface import FORGERY, Rule


def _of(name: str, pattern: str, score: float) -> Rule:
    return Rule(f"forgery_{name}", FORGERY, pattern, score, max(score, 0.8))


RULES = (
    _of(
        "token",
        r"<\|[ ]?(?:im_start|im_end|im_sep|system|user|assistant|endoftext|endofprompt|begin_of_text|"
        r"end_of_text|eot_id|eom_id|"
        r"start_header_id|end_header_id|start_of_role|end_of_role|end_of_turn|python_tag|tool_call|tool|ipython|"
        r"end|channel|message|start|return)[ ]?\|>"
        r"|<(?:start|end)_of_turn>|<｜[^｜>]{1,24}｜>|<s>\s*\[inst\]",
        0.9,
    ),
    _of(
        "bracket",
        r"\[/?inst\]|<</?sys>>|\[/?(?:system|sys)(?:[ _](?:message|prompt|note|override|instructions?|update|"
        r"admin|command))?\]"
        r"|\{\{#?/?(?:system|user|assistant)[^}]{0,10}\}\}|\[(?:admin|developer|override|root)(?: \w+){0,3}\]\s*:?",
        0.8,
    ),
    _of(
        "element",
        r"</?(?:system|assistant|instructions?|system_?prompt|user_?(?:input|query|prompt|message)|prompt|admin|"
        r"important|"
        r"tool_?(?:call|result|response)|function_?calls?|context|document|human)>",
        0.5,
    ),
    _of(
        "heading",
        r"(?:^|\n)\s{0,3}#{2,6} {0,2}(?:system|instructions?|human|assistant|new instructions?|user|end of \w+|"
        r"admin|override)\b[ \w]{0,20}:?",
        0.45,
    ),
    _of(
        "turn",
        r"(?:^|\n|[\"'.!?] )\s{0,4}\[?(?:system|assistant|developer|ai assistant|chatgpt|sysadmin|root)(?: "
        r"(?:message|prompt|note|override|"
        r"update|instructions?|notice))?\]? ?:(?:\s|\S)",
        0.4,
    ),
    _of("role", r"[\"']role[\"']\s*:\s*[\"'](?:system|assistant|developer)[\"']", 0.6),
    _of(
        "end",
        r"[=#*_~<>/-]{2,}\s*(?:the )?(?:end|eof|stop|begin|start|finish(?:ed)?|ende|fin)\b(?: of)?(?: the)?[ "
        r"\w]{0,24}(?:[=#*_~<>/-]{2,}|[.:!]|\n|$)"
        r"|\b(?:end|start|beginning|begin) of (?:the )?(?:system |user |new |initial )?(?:prompt|instructions?|"
        r"context|session|conversation|user input|"
        r"query|input|article|document|email|web ?page)\b\s*(?:[=#*_~<>\].:!-]|$|\n)",
        0.5,
    ),
    _of(
        "comment",
        r"<!--[^>]{0,200}\b(?:ignore|disregard|instructions?|assistant|you must|language model|chatbot|prompt|"
        r"forget)\b",
        0.75,
    ),
    _of(
        "authority",
        r"\b(?:system|admin|administrator|security|developer|root|openai|anthropic|management)\s+(?:override|"
        r"notice|alert|update|"
        r"message|directive|command|mode|instruction)\b\s*[:!\]-]|\b(?:this is|i am|i.m|as) (?:a |an |the |your "
        r")?(?:message from |order from )?"
        r"(?:system administrator|admin(?:istrator)?|developer|creator|programmer|ceo|openai|owner) (?:of|at|"
        r"from|who|and|,|override)",
        0.4,
    ),
    _of(
        "chinese",
        r"(?:^|\n|[。！？!?])\s*[\[【<(（]?(?:系统(?:消息|提示|指令|通知)|管理员(?:指令|命令)|开发者(?:指令|消息))[\]】>)）]?\s*[:：]",
        0.6,
    ),
)
