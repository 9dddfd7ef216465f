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
    "name": "name first_name last_name full_name surname username user_name author customer 姓名 用户名 作者",
    "mail": "email e-mail mail email_address 邮箱 电子邮件",
    "phone": "phone telephone mobile phone_number tel 电话 手机 手机号",
    "number": "ssn social_security national_id passport id_card iban account_number card_number 身份证 身份证号 护照",
    "place": "address street home_address postcode zip zipcode 地址 住址 邮编",
    "birth": "dob birth birthday date_of_birth birth_date 出生日期 生日",
    "machine": "ip ip_address device_id mac_address",
}
"""What identifies a person (GDPR art. 4(1); PIPL art. 4), by the names of columns."""

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
