"""Earlier instructions are set aside, in the languages in which it is tried most."""

from troth.screening.interface import OVERRIDE, Rule

_PUT_ASIDE = (
    r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overlook|bypass|override|overrule|discard|dismiss|neglect|"
    r"set aside|pay no attention to|stop (?:following|obeying)|(?:do not|don.?t|no longer) (?:follow|obey))"
)
_EARLIER = (
    r"(?:previous(?:ly)?|prior|preceding|earlier|above|foregoing|past|former|initial|original|existing|given|"
    r"old|system|"
    r"developer|your|these|those|all|any|every|my)"
)
_INSTRUCTIONS = (
    r"(?:instructions?|prompts?|directions?|directives?|commands?|rules|guidelines?|orders|messages?|programming|"
    r"training|restrictions?|assignments?|tasks?|context|instrucions?|instuctions?)\b"
)


def _of(name: str, pattern: str, score: float = 0.9) -> Rule:
    return Rule(f"override_{name}", OVERRIDE, pattern, score, max(score, 0.9))


RULES = (
    _of("english", rf"\b{_PUT_ASIDE}\s+(?:\S+\s+){{0,3}}?{_EARLIER}\s+(?:\S+\s+){{0,2}}?{_INSTRUCTIONS}"),
    _of(
        "unbroken",
        r"(?:ignore|disregard|forget)(?:all|any|every)?(?:of)?(?:the|your|my)?(?:previous|prior|above|earlier)"
        r"(?:instructions?|prompts?|rules|orders|messages?)",
    ),
    _of(
        "english_turned",
        rf"\b{_PUT_ASIDE}\s+(?:\S+\s+){{0,4}}?{_INSTRUCTIONS}\W+(?:\S+\s+){{0,3}}?"
        r"(?:above|before(?: this)?|(?:you|i)(?:.ve| have| were|.re)? (?:been )?(?:given|received|told|gave|got|"
        r"had))\b",
    ),
    _of(
        "all_said",
        r"\b(?:forget|ignore|disregard)\s+(?:about\s+)?(?:all|everything|anything|whatever|what|every thing)\b"
        r"[^.!?\n]{0,24}\b(?:above|before|previous(?:ly)?|said|told|wrote|know|knew|learned|learnt|until now|so "
        r"far|up to now|"
        r"that came|instructed|programmed)\b",
    ),
    _of(
        "everything",
        r"(?:^|[.!?:\n]\s*|\b(?:please|now|and|so|but|then|yo|hey)\W+)(?:forget|ignore) (?:all|everything)"
        r"(?:[.!,;]|\s+(?:and|now|then|please)\b|$)",
        0.75,
    ),
    _of(
        "void",
        rf"\b(?:above|previous|prior|earlier|preceding|original|initial)\s+(?:\S+\s+)?{_INSTRUCTIONS}\s+"
        r"(?:\S+\s+){0,2}?(?:void|invalid|cancell?ed|wrong|outdated|no longer|fake|a test|overrid\w+|superseded|"
        r"revoked|"
        r"suspended|ignored|forgotten|disregarded)\b",
    ),
    _of(
        "new",
        r"\b(?:here (?:are|is)|these are|follow|now follow|obey|listen to)\s+(?:your|my|the|these)?\s*new\s+"
        r"(?:instructions?|rules|orders|task|prompt)\b|\b(?:your|the) new (?:instructions?|task|rules|orders|"
        r"goal|objective|role|"
        r"prompt)\s*(?:is|are|:)|(?:^|\n)\W{0,6}new (?:instructions?|task|rules|prompt)\s*:",
        0.7,
    ),
    _of(
        "instead",
        r"\b(?:instead of (?:answering|following|doing|the (?:above|task|summary))|rather than (?:answering|"
        r"following))"
        r"[^.!?\n]{0,60}\b(?:say|print|output|write|reply|respond|answer|tell|give|repeat)\b",
        0.45,
    ),
    _of(
        "stop",
        r"(?:^|[.!?\n]\s*)(?:stop|wait|pause|halt|hold on)[.!,]+\s*(?:\S+\s+){0,6}?(?:new|instead|forget|ignore|"
        r"different|"
        r"actually|switch|change)\b",
        0.4,
    ),
    _of(
        "german",
        r"\b(?:ignorier\w*|vergiss|vergesst|vergessen|missachte\w*|beachte\w* nicht|uberg(?:ehe|"
        r"ehen))\s+(?:\S+\s+){0,5}?"
        r"(?:\w*anweisung\w*|instruktion\w*|befehl\w*|aufgabe\w*|auftrag\w*|auftrage|angaben|regeln|vorgabe\w*|"
        r"aufforderung\w*|"
        r"eingabe\w*|prompts?|informationen|anordnung\w*)\b",
    ),
    _of(
        "german_all",
        r"\b(?:vergiss|vergesst|vergessen sie|ignoriere\w*)\s+(?:bitte\s+)?(?:alles|alle|das|was)\b"
        r"[^.!?\n]{0,40}\b(?:vorher|davor|bisher|gesagt|oben|zuvor|habe|steht|wei(?:ss|ß)t|gelernt)",
        0.85,
    ),
    _of(
        "french",
        r"\b(?:ignor\w+|oubli\w+|neglig\w+|(?:ne )?(?:tiens|tenez|tenir) pas compte|fai\w+ "
        r"abstraction)\s+(?:\S+\s+){0,5}?"
        r"(?:instructions?|consignes?|regles|directives?|ordres|commandes?|indications?)\b",
    ),
    _of(
        "french_all",
        r"\boubli\w+ (?:tout|toutes)\b[^.!?\n]{0,40}\b(?:avant|precede\w*|dit|appris|sais|savez|donne\w*)\b",
    ),
    _of(
        "spanish",
        r"\b(?:ignor\w+|olvid\w+|descart\w+|hagan? caso omiso|haz caso omiso|desestim\w+)\s+(?:\S+\s+){0,5}?"
        r"(?:instruccion\w*|ordenes|reglas|indicaciones|directrices|comandos|tareas?)\b",
    ),
    _of(
        "spanish_all",
        r"\bolvid\w+ (?:todo|todas)\b[^.!?\n]{0,40}\b(?:antes|anterior\w*|dicho|dije|sabes|aprendid\w+)\b",
    ),
    _of(
        "italian",
        r"\b(?:ignora\w*|dimentica\w*|trascura\w*|non seguire)\s+(?:\S+\s+){0,5}?(?:istruzion\w+|ordini|regole|"
        r"comandi|"
        r"indicazioni|direttive)\b",
    ),
    _of(
        "portuguese",
        r"\b(?:ignor\w+|esquec\w+|desconsider\w+|descart\w+)\s+(?:\S+\s+){0,5}?(?:instruc\w+|ordens|regras|comandos|"
        r"orientac\w+|diretrizes)\b",
    ),
    _of(
        "dutch",
        r"\b(?:negeer|vergeet)\s+(?:\S+\s+){0,5}?(?:instructies?|opdracht\w*|regels|aanwijzingen|"
        r"bevelen)\b",
    ),
    _of(
        "slavic",
        r"\b(?:zaborav\w*|ignorisi\w*|ignoriraj\w*|zanemar\w*|zapomnij\w*|zignoruj\w*|ignoruj\w*|"
        r"zapomen\w*)\s+(?:\S+\s+){0,5}?"
        r"(?:instrukc\w*|instrukcij\w*|uput\w*|naredb\w*|pravila|polecen\w*|pokyn\w*|zasady|prikaz\w*|rozkaz\w*)",
    ),
    _of(
        "russian",
        r"(?:игнорируй|забудь|проигнорируй|не обращай|отбрось|отмени)\S*\s+(?:\S+\s+){0,5}?"
        r"(?:инструкци|указани|команд|правил|приказ|сообщени|промпт)",
    ),
    _of("turkish", r"(?:talimat|komut|kural|yonerge)\S*\s+(?:\S+\s+){0,2}?(?:unut|yok say|gormezden gel|goz ardi)"),
    _of(
        "japanese",
        r"(?:以前|前|これまで|上記|今まで|先)[^。\n]{0,10}(?:指示|命令|ルール|プロンプト)[^。\n]{0,10}(?:無視|忘れ)",
    ),
    _of(
        "korean", r"(?:이전|위의|앞의|지금까지|기존)[^.\n]{0,16}(?:지시|명령|규칙|프롬프트|지침)[^.\n]{0,10}(?:무시|잊)"
    ),
    _of("arabic", r"(?:تجاهل|انس|تجاهلي)\S*\s+(?:\S+\s+){0,3}?(?:التعليمات|الأوامر|القواعد|تعليمات)"),
    _of("hindi", r"(?:पिछले|पहले|उपरोक्त|सभी)[^।\n]{0,24}(?:निर्देश|आदेश|नियम)[^।\n]{0,24}(?:अनदेखा|भूल|नज़रअंदाज)"),
    _of(
        "chinese",
        r"(?:忽略|无视|忘记|忘掉|忘了|忽視|無視|不要理会|别管|不用管|抛开|撤销|推翻|丢弃|不要遵守|不再遵守)[^。！？!?\n]{0,12}?"
        r"(?:之前|以前|前面|上面|上述|以上|先前|所有|一切|此前|原来|原有|原先|系统|你的|全部|任何)[^。！？!?\n]{0,10}?"
        r"(?:指令|指示|提示|规则|規則|要求|设定|設定|命令|限制|对话|約束|约束|任务|准则)",
    ),
    _of(
        "chinese_new",
        r"(?:现在|從現在|从现在|接下来)[^。！？!?\n]{0,8}(?:新的?)(?:指令|任务|规则|身份|设定|命令)(?:是|为|:|：|如下)",
        0.7,
    ),
)
