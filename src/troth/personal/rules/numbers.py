"""Numbers that mean somebody only by what is said of them: accounts, orders, policies, patients, dates of birth."""

from troth.personal.checksums import day, spaced, telling_digits, username
from troth.personal.interface import ACCOUNT_NUMBER, DATE_OF_BIRTH, HEALTH_NUMBER, Rule

_CODE = r"#?[A-Za-z]{0,5}[\-#]?\d[A-Za-z0-9\-]{2,24}"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?"
)
BORN = (
    *("born", "birth", "birthday", "birthdate", "date of birth", "dob", "d.o.b.", "né le", "née le", "geboren"),
    *("nacido", "nato il", "geb.", "出生", "生日", "生于", "出生日期"),
)
_SAID = r"""\s{0,2}(?:no\.?|nr\.?|number|num|id|code|号码|编号|号)?\s{0,2}(?:is|was|:|=|#|：|为|是)?\s{0,2}"""
_OF_ACCOUNTS = (
    "account|acct|customer|client|member(?:ship)?|user id|order|booking|reservation|confirmation|reference|ref|invoice"
    "|ticket|case|claim|policy|contract|loan|mortgage|transaction|payment|employee|staff|badge|student|loyalty|warranty|tracking|license"
    "|certificate|subscription"
)
_OF_HEALTH = (
    "mrn|medical record|patient|health (?:insurance|card|plan)|insurance(?: policy)?|medicare|medicaid|prescription|rx"
    "|subscriber"
)


def _named(words: str) -> str:
    return rf"(?i)\b(?:{words}){_SAID}({_CODE})"


RULES = (
    Rule("account_number", ACCOUNT_NUMBER, _named(_OF_ACCOUNTS), telling_digits, alone=0.6, joined=True),
    Rule("reference_marked", ACCOUNT_NUMBER, r"#[A-Z]{2,5}-?\d{4,16}", telling_digits, alone=0.55, edged=False),
    Rule(
        "user_handle",
        ACCOUNT_NUMBER,
        r"@[A-Za-z_][A-Za-z0-9_.]{1,29}[A-Za-z0-9_]",
        None,
        ("handle", "twitter", "instagram", "tiktok", "social media", "username", "user name", "screen name"),
        0.0,
        0.6,
        edged=False,
    ),
    Rule(
        "user_folder",
        ACCOUNT_NUMBER,
        r"(?i)[/\\](?:users|home)[/\\]([a-z][a-z0-9._\-]*[a-z0-9])",
        username,
        alone=0.6,
        joined=True,
    ),
    Rule(  # "4 1 5 -5 5 5 -0 1 3 2": written apart, so that nobody's pattern finds it
        "number_spaced",
        ACCOUNT_NUMBER,
        r"\d{1,6}(?:[ \-]{1,2}\d{1,6}){4,18}",
        spaced,
        (
            *(
                "account",
                "acct",
                "number",
                "nmbr",
                "num",
                "id",
                "ssn",
                "card",
                "crd",
                "phone",
                "phne",
                "call",
                "mobile",
            ),
            *(
                "contact",
                "cntct",
                "me at",
                "passport",
                "licence",
                "license",
                "tax",
                "bank",
                "bnk",
                "routing",
                "imei",
                "backup",
            ),
        ),
        0.0,
        0.55,
    ),
    Rule(
        "account_number_chinese",
        ACCOUNT_NUMBER,
        r"(?:订单|账号|客户|会员|工号|学号|保单|合同|流水|快递|运单)(?:编号|号码|号)?[为是：:]?\s{0,2}([A-Za-z0-9\-]{5,32})",
        alone=0.6,
        joined=True,
    ),
    Rule("health_number", HEALTH_NUMBER, _named(_OF_HEALTH), alone=0.75, joined=True),
    Rule(
        "health_number_chinese",
        HEALTH_NUMBER,
        r"(?:病历|住院|门诊|医保|社保|就诊|病案)(?:卡)?(?:编号|号码|号)[为是：:]?\s{0,2}([A-Za-z0-9\-]{5,24})",
        alone=0.8,
        joined=True,
    ),
    Rule(
        "date_of_birth",
        DATE_OF_BIRTH,
        rf"(?i)\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:\d{{4}}|\d\d)|\d{{4}}[./\-]\d{{1,2}}[./\-]\d{{1,2}}"
        rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\.?,? \d{{4}}",
        day,
        BORN,
        0.0,
        0.95,
    ),
    Rule(  # no edge of a word is on the right: RE2 knows those of ASCII alone
        "date_of_birth_chinese",
        DATE_OF_BIRTH,
        r"\b\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]",
        day,
        BORN,
        0.0,
        0.95,
        joined=True,
    ),
)
