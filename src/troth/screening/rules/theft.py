"""What the model was told, and what it was told to keep, is asked for."""

from troth.screening.interface import THEFT, Rule

_GIVE = (
    r"(?:reveal|show|print|repeat|output|tell|give|display|write(?: out| down)?|share|leak|disclose|recite|dump|"
    r"return|copy|"
    r"summari[sz]e|spell|expose|say|provide|list|state|read out|echo|translate|divulge|quote|paste|send|"
    r"regurgitate|explain|type)"
)


_COPY = (
    r"(?:reveal|show|print|repeat|output|display|write (?:out|down)|leak|disclose|recite|dump|return|copy|echo|"
    r"regurgitate|spell)"
)


def _of(name: str, pattern: str, score: float) -> Rule:
    return Rule(f"theft_{name}", THEFT, pattern, score, max(score, 0.8))


RULES = (
    _of(
        "prompt",
        rf"\b(?:{_GIVE}|what(?:.s| is| are| was| were))\s+(?:\S+\s+){{0,5}}?(?:system|initial|original|hidden|"
        rf"secret|internal|"
        r"entire|full|complete|exact|previous|prior|preceding|starting|pre-?|developer|first|base|underlying|"
        r"prompt)\s*(?:prompts?|instructions?|"
        r"system prompts?|system messages?|system instructions?|directives?|configuration|rules|guidelines|texts?)\b",
        0.75,
    ),
    _of(
        "yours",
        rf"\b(?:{_GIVE}|what(?:.s| is| are| was| were))\s+(?:\S+\s+){{0,4}}?(?:your|ur) (?:own |full |exact |"
        rf"complete |actual |"
        r"current )?(?:prompts?(?: texts?)?|instructions?|system prompt|directives|programming|initial \S+)\b",
        0.65,
    ),
    _of(
        "above",
        rf"\b{_COPY}\s+(?:\S+\s+){{0,3}}?(?:everything|all|text|texts|words?|content|contents|sentences?|lines?|"
        rf"prompts?|"
        r"instructions?|messages?|conversation|paragraph)\s+(?:\S+\s+){0,3}?(?:above|before (?:this|that|my|"
        r"the)|preceding|prior to|"
        r"you (?:were|have been|.ve been|got|received)|so far|at the (?:start|beginning|top))",
        0.7,
    ),
    _of(
        "told",
        r"\bwhat (?:were|was|have|had|are|did) (?:you|your|they|the developers?|openai|your "
        r"creators?)\s+(?:\S+\s+){0,3}?(?:told|instructed|"
        r"programmed|asked to (?:keep|hide)|given|tell you|instruct you|initial|"
        r"first)\b[^.!?\n]{0,40}(?:instruction|prompt|before|beginning|"
        r"start|above|not to|to do|secret|\?)",
        0.5,
    ),
    _of("begins", r"\b(?:start|begin)(?:ing|s)? (?:with|from)\W+(?:you are|\"?you are (?:a|an|chatgpt))", 0.6),
    _of(
        "secret",
        rf"\b(?:{_GIVE}|what(?:.s| is)|guess|know|get|hint\w*|unlock)\s+(?:\S+\s+){{0,4}}?(?:the|your|that|ur|"
        rf"hidden|secret|"
        r"system|admin|master)\s+(?:secret|pass-?word|pass-?phrase|secret (?:key|word|code|phrase)|access "
        r"(?:key|code)|api keys?|"
        r"credentials|codeword|hidden (?:word|message|text))\b",
        0.45,
    ),
    _of(
        "german",
        r"\b(?:zeig\w*|gib|geben|druck\w*|wiederhol\w*|nenn\w*|verrat\w*|sag\w*|schreib\w*|liste\w*|ubersetz\w*|"
        r"buchstabier\w*)\s+"
        r"(?:\S+\s+){0,6}?(?:prompt\w*|system\w*anweisung\w*|anweisung\w*|eingabeaufforderung\w*|instruktion\w*|"
        r"aufforderungstext\w*)\b",
        0.7,
    ),
    _of(
        "french",
        r"\b(?:montre\w*|donne\w*|affiche\w*|repete\w*|revele\w*|ecri\w*|"
        r"imprime\w*)\W+(?:\S+\s+){0,5}?(?:prompt|instructions? "
        r"(?:systeme|initiale\w*|precedente\w*|secrete\w*)|tes instructions|vos instructions|consignes initiales)\b",
        0.7,
    ),
    _of(
        "spanish",
        r"\b(?:muestra\w*|dame|dime|imprime|repite|revela\w*|escribe)\s+(?:\S+\s+){0,5}?(?:prompt|instrucciones "
        r"(?:iniciales|"
        r"anteriores|del sistema|secretas|originales)|tus instrucciones)\b",
        0.7,
    ),
    _of(
        "chinese",
        r"(?:输出|显示|告诉我|告诉|重复|打印|展示|泄露|说出|给我|列出|复述|翻译|公开|透露|写出|发给我)[^。！？!?\n]{0,14}?(?:系统(?:提示|指令|消息|设定)|"
        r"初始(?:提示|指令|设定)|提示词|隐藏(?:的)?(?:指令|提示|内容)|你的(?:指令|设定|规则|提示|初始)|上面的(?:全部|所有)?(?:内容|文字|指令|话)|"
        r"内部(?:指令|规则|提示))",
        0.85,
    ),
)
