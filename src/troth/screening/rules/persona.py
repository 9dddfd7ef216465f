"""A role is given that has no rules: modes, names that are known for it, what such a role is said to be free of."""

from troth.screening.interface import PERSONA, Rule

_RULES = (
    r"(?:restrictions?|restraints?|rules|filters?|censorship|limitations?|limits|ethics|ethical|morals?|"
    r"morality|moral|"
    r"guidelines|polic(?:y|ies)|safeguards?|constraints?|boundaries|principles|content polic\w+|safety|laws)\b"
)


def _of(name: str, pattern: str, score: float) -> Rule:
    return Rule(f"persona_{name}", PERSONA, pattern, score, max(score, 0.7))


RULES = (
    _of(
        "anything_now",
        r"\bdo anything now\b|\bd\.?a\.?n\.? (?:mode|prompt|jailbreak)\b|\b(?:act|acting|respond|behave|answer) "
        r"as (?:a )?dan\b"
        r"|\byou are (?:now )?(?:a )?dan\b",
        0.95,
    ),
    _of(
        "mode",
        r"\b(?:developer|dev|god|admin|administrator|debug|maintenance|root|sudo|jailbreak|unrestricted|"
        r"unfiltered|uncensored|"
        r"evil|chaos|opposite|no.?filter|dan|anarchy|rebel|kernel)[ _-]?mode\b[^.!?\n]{0,60}\b(?:enabled?|on|"
        r"activated?|active|"
        r"engaged|output|unlocked|you|chatgpt|gpt)\b"
        r"|\b(?:enter|enable|activate|switch (?:in)?to|simulate|initiate|engage|you are (?:now "
        r")?in)\s+(?:\S+\s+){0,2}?(?:developer|god|admin|"
        r"debug|root|jailbreak|unrestricted|unfiltered|uncensored|evil|opposite|dan)[ _-]?mode\b",
        0.85,
    ),
    _of(
        "jailbroken",
        r"\b(?:jail.?broken|jail.?break (?:prompt|mode|yourself|chatgpt|gpt|version)|un-?censored (?:ai|"
        r"assistant|gpt|"
        r"chatbot|model|version|response)|unfiltered (?:ai|assistant|chatbot|bot|model|version|response|"
        r"answers?)|amoral (?:ai|assistant|"
        r"chatbot|being|character)|unethical (?:ai|assistant|chatbot|bot))",
        0.8,
    ),
    _of(
        "unbound",
        rf"\b(?:you|it|he|she|they|chatgpt|gpt|ai|bot|assistant|model|character|dan|who|which|"
        rf"that)\b[^.!?\n]{{0,50}}?"
        r"(?:\b(?:without|free (?:of|from)|freed from|not (?:bound|limited|restricted|constrained|governed) by|"
        r"no longer (?:bound|"
        r"limited|restricted|follow)\w*(?: by)?|unbound by|not have(?: to follow)?(?: any)?|do(?:es)?n.t "
        r"have(?: to follow)?(?: any)?|has no|have no|having no|"
        r"ignores?|bypass(?:es|ing)?|break(?:s|ing)? free (?:of|from)|unaware of|not follow|not adhere to|"
        rf"doesn.t (?:follow|care about)))\s+(?:\S+\s+){{0,3}}?{_RULES}",
        0.7,
    ),
    _of(
        "no_rules",
        r"\b(?:without|with no|no|zero) (?:any |ethical |moral |content )*(?:restrictions?|filters?|censorship|"
        r"ethics|morals|"
        r"moral compass|ethical (?:guidelines|constraints|boundaries)|moral (?:restraints?|constraints?|"
        r"guidelines))\s*"
        r"(?:,|or|and|whatsoever|at all)\s",
        0.5,
    ),
    _of(
        "from_now",
        r"\bfrom (?:now|this (?:point|moment)|here) (?:on|onwards?|forward|forth)\W+(?:\S+\s+){0,4}?(?:you|u|"
        r"your|act|"
        r"respond|answer|speak|behave|pretend|always|only)\b",
        0.55,
    ),
    _of(
        "you_are_now",
        r"(?:^|[.!?:\n]\s*|\b(?:and|because|that|,)\s+)you(?:.re| are| will be|.ll be) now\s+(?:going to|a|an|"
        r"the|in|my|free|"
        r"called|named|acting|playing|no longer|hired)\b",
        0.5,
    ),
    _of(
        "can_anything",
        r"\b(?:can|will|must|able to|allowed to|willing to) (?:do|say|answer|generate|write|produce|create|"
        r"fulfil+|tell)\s+"
        r"(?:\S+\s+)?(?:anything|any request|any question|everything|whatever)\b[^.!?\n]{0,40}\b(?:i|user|"
        r"asked?|want|no matter|"
        r"even|regardless|without)\b",
        0.5,
    ),
    _of(
        "character",
        r"\b(?:stay|remain|always be|keep) in character\b|\b(?:never|not|don.t|without) break(?:ing)?\s+(?:out "
        r"of |the )?"
        r"(?:your |its )?character\b|\bbreaks? character\b",
        0.45,
    ),
    _of(
        "two_answers",
        r"\b(?:two|both|2) (?:different |separate )?(?:responses?|answers?|ways|"
        r"outputs?)\b[^\n]{0,160}\b(?:jailbr|dan|developer"
        r"|unfiltered|normal(?:ly)?|classic|mode|evil|standard)\b",
        0.6,
    ),
    _of(
        "tokens",
        r"\b(?:lose|deduct\w*|start with|have|subtract|take away)\s+(?:\S+\s+){0,2}?(?:tokens|points|"
        r"lives)\b[^\n]{0,160}\b"
        r"(?:refus|reject|die|disobey|character|fail)",
        0.7,
    ),
    _of(
        "simulate",
        r"\b(?:simulate|emulate|imitate|impersonate|roleplay as|role-play as|pretend to be|act as|"
        r"become)\s+(?:\S+\s+){0,5}?(?:evil|"
        r"amoral|unrestricted|unfiltered|uncensored|unethical|malicious|jailbroken|immoral|lawless|ruthless|rogue)\b",
        0.7,
    ),
    _of(
        "chinese",
        r"(?:你|您)?(?:现在|从现在起|从现在开始|接下来|將|将)[^。！？!?\n]{0,10}(?:扮演|是一个|成为|进入|假装|变成)[^。！？!?\n]{0,24}"
        r"(?:没有(?:任何)?(?:限制|道德|约束|规则|审查|底线)|不受(?:任何)?(?:限制|约束|规则|道德)|无限制|开发者模式|越狱|不遵守|邪恶)",
        0.9,
    ),
    _of(
        "chinese_unbound",
        r"(?:不受|不再受|摆脱|没有|无视|绕过|突破)(?:任何|一切|所有)?(?:的)?(?:限制|约束|道德|审查|规则|安全准则|内容政策|伦理)[^。！？!?\n]{0,16}"
        r"(?:ai|人工智能|助手|模型|机器人|回答|角色|chatgpt)|(?:开启|进入|启用|切换到?)(?:开发者|越狱|无限制|上帝|dan)模式",
        0.75,
    ),
    _of(
        "german",
        r"\b(?:ab (?:jetzt|sofort)|von nun an)\b[^.!?\n]{0,60}\b(?:bist du|sind sie|wirst du|werden sie|"
        r"agier\w*|verhalt\w*|antwort\w*|"
        r"spielst|spielen)\b",
        0.55,
    ),
    _of("french", r"\b(?:a partir de maintenant|desormais)\W+(?:\S+\s+){0,3}?(?:tu|vous)\b", 0.5),
    _of(
        "spanish",
        r"\b(?:a partir de ahora|desde ahora|de ahora en adelante)\W+(?:\S+\s+){0,3}?(?:eres|seras|actua\w*|vas "
        r"a|responde\w*|debes)\b",
        0.6,
    ),
)
