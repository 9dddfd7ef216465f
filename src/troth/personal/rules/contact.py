"""How a person is reached: e-mail, telephone, web."""

from troth.personal.checksums import phone
from troth.personal.interface import EMAIL, PHONE, POSTCODE, URL, Rule

CALLED = (
    *(
        "phone",
        "telephone",
        "tel",
        "tel.",
        "mobile",
        "cell",
        "call",
        "calls",
        "called",
        "fax",
        "desk",
        "office",
        "home",
    ),
    *(
        "work",
        "contact",
        "text me",
        "sms",
        "whatsapp",
        "dial",
        "ring",
        "number is",
        "reach me",
        "hotline",
        "messages to",
    ),
    *("answering at", "handy", "telefon", "telefono", "teléfono", "téléphone", "telefoon", "ph"),
    *("电话", "手机", "联系方式", "座机", "传真", "致电", "拨打", "热线", "号码"),
)
_ENDS = (  # of names: those of the most hosts, and of the countries whose numbers the room knows
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|co|me|tv|us|uk|de|fr|es|it|nl|cn|in|eu|ch|at|be|se|no|dk|fi|pl|pt"
    "|ie|ru|jp|kr|au|nz|ca|br|mx|za|sg|hk|tw|online|site|xyz|shop|cloud|tech|blog|store"
)

RULES = (
    Rule(
        "email",
        EMAIL,
        r"[A-Za-z0-9À-ɏ._%+\-]*[A-Za-z0-9À-ɏ_%+\-]@(?:[A-Za-z0-9À-ɏ\-]+\.)+[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ]+",
        alone=0.97,
        beside=0.97,
        joined=True,
    ),
    Rule(
        "web_address",
        URL,
        r"""(?i)(?:https?|ftp|wss?)://[^\s<>"'`，。；、！？（）【】「」《》]*[^\s<>"'`，。；、！？（）【】「」《》.,;:!?)\]}]""",
        alone=0.9,
        beside=0.9,
        joined=True,
    ),
    Rule(
        "web_host",
        URL,
        rf"(?i)(?:www\.(?:[a-z0-9\-]+\.)+[a-z][a-z]+|(?:[a-z0-9\-]+\.)+(?:{_ENDS}))(?:/[a-z0-9._~%/\-?=&+#@]*[a-z0-9/])?",
        alone=0.6,
        beside=0.6,
    ),
    Rule(
        "phone_international",
        PHONE,
        r"\+\d{1,3}[ .\-]?(?:\(\d{1,4}\)[ .\-]?)?\d{1,4}(?:[ .\-]?\d{2,4}){1,5}",
        phone,
        CALLED,
        0.8,
        edged=False,
    ),
    Rule(
        "phone_north_america",
        PHONE,
        r"(?:(?:\+|\b00|\b)1[ .\-]?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .\-])|\([2-9]\d\d\) ?|\b[2-9]\d\d[ .\-])"
        r"\d{3}[ .\-]\d{4}(?: ?(?i:x|ext\.?|extension) ?\d{1,6})?",
        phone,
        CALLED,
        0.7,
        edged=False,
    ),
    Rule(
        "phone_extension",
        PHONE,
        r"(?:(?:\+|\b00|\b)1[ .\-]\(?|\(|\b)\d{3}\)?[ .\-]?\d{3}[ .\-]\d{4}(?i:x|ext\.? ?)\d{1,6}",
        phone,
        CALLED,
        0.8,
        0.95,
        edged=False,
    ),
    Rule(
        "phone_national", PHONE, r"(?:\(|\b)0\d{1,4}\)?(?:[ ./\-]\d{2,5}){1,4}", phone, CALLED, 0.45, 0.8, edged=False
    ),
    Rule("phone_in_brackets", PHONE, r"\(\d{2,5}\) ?\d{3,4}[ \-]?\d{3,4}", phone, CALLED, 0.5, 0.85, edged=False),
    Rule("phone_mentioned", PHONE, r"\d{2,4}(?:[ .\-]?\d{2,4}){2,4}|\d{3}[ .\-]\d{4}", phone, CALLED, 0.0, 0.6),
    Rule(
        "phone_china",
        PHONE,
        r"(?:(?:\+|\b)86[ \-]?|\b)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}",
        phone,
        CALLED,
        0.8,
        0.95,
        edged=False,
    ),
    Rule(
        "phone_china_landline",
        PHONE,
        r"(?:\(|\b)0(?:10|2\d|[3-9]\d{2})\)?[ \-]?[2-8]\d{6,7}(?:-\d{1,5})?",
        phone,
        CALLED,
        0.6,
        0.9,
        edged=False,
    ),
    Rule("phone_india", PHONE, r"(?:(?:\+|\b)91[ \-]?|\b)[6-9]\d{4}[ \-]?\d{5}", phone, CALLED, 0.0, 0.8, edged=False),
    Rule(
        "postcode_united_kingdom",
        POSTCODE,
        r"(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
        r" ?\d[ABD-HJLNP-UW-Z]{2})",
        alone=0.5,
    ),
    Rule("postcode_canada", POSTCODE, r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d", alone=0.5),
    Rule(
        "postcode",
        POSTCODE,
        r"\d{4,5}(?:-\d{3,4})?|\d{4} [A-Z]{2}|\d{6}",
        None,
        ("zip", "zip code", "zipcode", "postcode", "postal code", "post code", "邮编", "邮政编码", "plz", "pin code"),
        0.0,
        0.7,
    ),
)
