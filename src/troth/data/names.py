"""What columns tend to be called, in English and Chinese: how the roles of a file nobody has described are guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable

TEXT = [
    "text",
    "sentence",
    "review",
    "content",
    "post",
    "message",
    "comment",
    "tweet",
    "body",
    "document",
    "utterance",
    "question",
    "query",
    "description",
    "文本",
    "内容",
    "评论",
    "句子",
    "正文",
    "消息",
    "问题",
]
LABEL = [
    "label",
    "labels",
    "category",
    "class",
    "target",
    "intent",
    "sentiment",
    "gold",
    "y",
    "outcome",
    "income",
    "two_year_recid",
    "default",
    "approved",
    "标签",
    "类别",
    "分类",
    "情感",
    "意图",
    "结果",
]
TOKENS = ["tokens", "words", "post_tokens", "token", "word", "词", "字", "分词"]
TAGS = ["tags", "ner_tags", "ner", "labels", "bio", "tag", "标注", "实体标签"]
DOCUMENT = [
    "document",
    "doc",
    "doc_id",
    "document_id",
    "thread_id",
    "conversation_id",
    "subject",
    "subject_id",
    "patient_id",
    "user_id",
    "文档",
]
NUMBER = ["id", "uuid", "guid", "row_id", "post_id", "record_id", "message_id", "text_id", "编号", "序号"]
"""What a column is called that numbers the rows."""

IDENTIFIER = [*NUMBER, "index", "fnlwgt"]

GROUPS = {
    "sex": "sex gender 性别",
    "race": "race ethnicity ethnic_group skin_colour skin_color 种族 民族",
    "age": "age age_group age_cat age_band age_range 年龄 年龄段",
    "origin": "nationality native-country native_country country citizenship region province state 国籍 地区 省份 籍贯",
    "religion": "religion belief faith 宗教 信仰",
    "disability": "disability disabled 残疾",
    "family": "marital_status marital-status marital pregnant 婚姻 婚姻状况",
    "language": "language dialect first_language native_language mother_tongue 语言 方言 母语 第一语言",
    "target": "target targets target_group target_groups",
}
"""Protected attributes (EU Charter of Fundamental Rights art. 21; PRC Employment Promotion Law art. 3), by name."""

PERSONAL = {
    "name": "name first_name firstname given_name forename middle_name last_name lastname family_name surname "
    "full_name fullname nickname username user_name author customer 姓名 用户名 作者",
    "mail": "email e-mail mail email_address 邮箱 电子邮件",
    "phone": "phone telephone mobile phone_number tel 电话 手机 手机号",
    "number": "ssn social_security national_id passport passport_number id_card iban account_number bank_account "
    "card_number plate licence_plate license_plate number_plate 身份证 身份证号 护照 护照号 卡号 车牌 车牌号",
    "place": "address street home_address postcode zip zipcode 地址 住址 邮编",
    "birth": "dob birth birthday birthdate date_of_birth birth_date 出生日期 生日",
    "machine": "ip ip_address device_id mac_address",
}
"""What identifies a person (GDPR art. 4(1); PIPL art. 4), by the names of columns."""

SAID = {
    "name": ("name", "person"),
    "mail": ("e-mail", "email"),
    "phone": ("phone", "phone"),
    "birth": ("date of birth", "date_of_birth"),
    "ssn social_security": ("ssn", "national_id"),
    "national_id id_card 身份证 身份证号": ("identity card", "national_id"),
    "passport passport_number 护照 护照号": ("passport", "passport"),
    "iban": ("iban", "iban"),
    "account_number bank_account": ("account number", "bank_account"),
    "card_number 卡号": ("card number", "card"),
    "plate licence_plate license_plate number_plate 车牌 车牌号": ("licence plate", "plate"),
    "address street home_address 地址 住址": ("address", "street_address"),
    "postcode zip zipcode 邮编": ("postcode", "postcode"),
    "ip ip_address": ("ip address", "ip_address"),
    "device_id mac_address": ("device id", "device"),
}
"""By heading, or name, of PERSONAL: the words that say so in English, and the kind (of `troth.personal.KINDS`)."""

_TOLD_BY_THEIR_END = ("mail", "phone", "number", "birth")
"""Headings that a longer name has too: `home_phone` is a phone, while a `file_name` is nobody's name."""

VALUES = {
    "mail address": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "phone number": re.compile(r"(\+\d{1,3}[ .-]?)?(\(\d{2,4}\)[ .-]?)?\d{2,4}[ .-]\d{3,4}([ .-]\d{3,4})?|1[3-9]\d{9}"),
    "social security number": re.compile(r"\d{3}-\d{2}-\d{4}"),
    "identity card number": re.compile(r"\d{17}[\dXx]"),
    "IP address": re.compile(r"\d{1,3}(\.\d{1,3}){3}"),
    "card number": re.compile(r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}"),
    "IBAN": re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}"),
}
"""What identifies a person, by the look of whole cells."""

GROUP_VALUES = frozenset(
    [
        "male",
        "female",
        "man",
        "woman",
        "men",
        "women",
        "m",
        "f",
        "non-binary",
        "男",
        "女",
        "white",
        "black",
        "asian",
        "hispanic",
        "latino",
        "african-american",
        "caucasian",
        "christian",
        "muslim",
        "jewish",
        "hindu",
        "buddhist",
        "atheist",
        "汉族",
        "回族",
        "藏族",
    ]
)
"""Values that give a group column away whatever it is called."""

DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")


def first_of(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """The column whose name comes first in `names`, compared without case."""
    by_name: dict[str, str] = {}
    for column in columns:
        by_name.setdefault(column.strip().lower(), column)
    return next((by_name[name] for name in names if name in by_name), None)


def kind_of(column: str, table: dict[str, str]) -> str | None:
    """The heading under which a column's name stands in GROUPS or PERSONAL, or None."""
    name = column.strip().lower()
    return next((kind for kind, names in table.items() if name in names.split()), None)


def personal_kind(column: str) -> tuple[str, str] | None:
    """What the name of a column says is in its cells: words that stand for it, and the kind; None where it says none.

    >>> personal_kind("Date of birth"), personal_kind("home_phone"), personal_kind("file_name")
    (('date of birth', 'date_of_birth'), ('phone', 'phone'), None)
    """
    words = [word for word in re.split(r"[\W_]+", column.lower()) if word]
    for first in range(len(words)):
        name = "_".join(words[first:])
        heading = kind_of(name, PERSONAL)
        if heading and (first == 0 or heading in _TOLD_BY_THEIR_END):
            return next(said for names, said in SAID.items() if heading == names or name in names.split())
    return None


def is_of_persons(column: str) -> bool:
    """Whether a name ends as that of something personal does: a `customer_name` may be one, a `customer_segment` not.

    What is left alone for the name of its column asks this rather than `personal_kind`, which must be sure.
    """
    words = [word for word in re.split(r"[\W_]+", column.lower()) if word]
    return any(kind_of("_".join(words[first:]), PERSONAL) for first in range(len(words)))


def words_beside(column: str) -> str:
    """What the name of a column says beside each of its cells; empty where it says nothing of persons."""
    said = personal_kind(column)
    return said[0] if said else ""
