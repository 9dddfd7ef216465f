"""What opens a door: passwords, codes, keys and tokens, by the prefixes their issuers give them or by what is said."""

from troth.personal.checksums import random_looking, telling, telling_digits
from troth.personal.interface import SECRET, Rule

_SAID = r"""\s{0,3}(?:is|was|are|:|=|=>|：|＝|为|是|changed to|set to)\s{0,3}(?:now\s|still\s)?["'`“「]?"""
_VALUE = r"""([^\s"'`“”「」，。；]{4,})"""


def _token(name: str, pattern: str) -> Rule:
    return Rule(name, SECRET, rf"\b{pattern}", alone=0.97, joined=True)  # it may end with a dash


RULES = (
    Rule(
        "private_key",
        SECRET,
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:-?[A-Za-z0-9+/=:,.()\\\s])*"
        r"(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?",
        alone=0.99,
        joined=True,
    ),
    _token("token_jwt", r"eyJ[A-Za-z0-9_\-]{8,}\.eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*"),
    _token("key_amazon", r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA)[A-Z2-7]{16}"),
    _token("token_github", r"(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})"),
    _token("token_gitlab", r"gl(?:pat|dt|rt|ptt|soat|cbt|ft)-[A-Za-z0-9_\-]{20,64}"),
    _token("token_slack", r"xox[abeoprs]-[A-Za-z0-9\-]{10,}"),
    _token("hook_slack", r"hooks\.slack\.com/services/[A-Za-z0-9+/]{40,56}"),
    _token("key_stripe", r"(?:sk|rk|pk|whsec)_(?:live|test)?_?[A-Za-z0-9]{16,}"),
    _token("key_google", r"AIza[A-Za-z0-9_\-]{35}|ya29\.[A-Za-z0-9_\-]{20,}|GOCSPX-[A-Za-z0-9_\-]{28}"),
    _token("key_of_a_model_service", r"sk-(?:[a-z0-9]{2,12}-)?[A-Za-z0-9_\-]{20,}"),
    _token("token_hugging_face", r"hf_[A-Za-z0-9]{30,64}"),
    _token("key_sendgrid", r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{16,64}"),
    _token("key_twilio", r"(?:SK|AC)[0-9a-f]{32}"),
    _token("key_mailgun", r"key-[0-9a-z]{32}"),
    _token(
        "token_of_a_registry", r"(?:npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_\-]{50,}|dckr_pat_[A-Za-z0-9_\-]{27,64})"
    ),
    _token("token_telegram", r"\d{8,10}:AA[A-Za-z0-9_\-]{33}"),
    _token("token_digital_ocean", r"do[opr]_v1_[0-9a-f]{64}"),
    _token("token_shopify", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    _token("key_square", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,43}"),
    _token("key_age", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    Rule(
        "password_in_address",
        SECRET,
        r"[a-z][a-z0-9+.\-]*://[^\s:/@]+:([^\s:/@]{3,})@",
        alone=0.98,
        joined=True,
    ),
    Rule(
        "bearer_token",
        SECRET,
        r"(?i)(?:bearer|basic|token)\s{1,3}([A-Za-z0-9+/_\-.~]{20,}={0,2})",
        random_looking,
        alone=0.9,
    ),
    Rule(
        "password",
        SECRET,
        rf"(?i)(?:pass ?word|passwd|pass ?phrase|passcode|pwd|login credentials?|密码|口令){_SAID}{_VALUE}",
        telling,
        alone=0.9,
        joined=True,
    ),
    Rule(
        "key_or_token",
        SECRET,
        r"(?i)(?:api|access|secret|private|auth|session|client|license|licence|activation|firmware|network|product|encryption|recovery)"
        rf"[ _\-]?(?:key|token|secret|code|id)?{_SAID}([A-Za-z0-9+/_\-.=~]{{8,}})",
        random_looking,
        alone=0.85,
        joined=True,
    ),
    Rule(
        "key_assigned",
        SECRET,
        rf"(?i)(?:key|token|secret){_SAID}([A-Za-z0-9+/_\-.=~]{{8,}})",
        random_looking,
        alone=0.8,
        joined=True,
    ),
    Rule(  # "the key APP-9882-5832-1199"
        "key_in_parts",
        SECRET,
        r"\b(?i:key|token|activation code|licen[cs]e)(?: (?:is|was))?\s{1,2}([A-Z]{2,6}(?:-[A-Za-z0-9]{3,24}){1,6})",
        telling_digits,
        alone=0.75,
        joined=True,
    ),
    Rule(
        "code_once",
        SECRET,
        r"(?i)(?:pin|otp|one[ -]time (?:code|password|passcode)|2fa|verification code|security code"
        r"|auth(?:entication)? code|passcode|confirmation code|login code|access code|验证码|校验码|动态码|密码)"
        r"(?: code| number)?\s{0,2}(?:is|was|:|=|：|为|是)?\s{0,2}(\d{3}[ \-]?\d{3}|\d{4,8}|\d(?: \d){3,7})",
        telling_digits,
        alone=0.8,
        joined=True,
    ),
)
