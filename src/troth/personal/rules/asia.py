"""Identity and tax numbers of China and India."""

from stdnum.cn import uscc
from stdnum.in_ import aadhaar, epic, gstin, pan

from troth.personal.checksums import identity_of_china, of, varied
from troth.personal.interface import DRIVING_LICENCE, NATIONAL_ID, PASSPORT, TAX_ID, Rule

IDENTIFIED = ("身份证", "身份证号", "身份证号码", "证件号", "证件号码", "id", "identity", "resident")

RULES = (
    Rule(
        "chinese_identity",
        NATIONAL_ID,
        r"[1-9]\d{5} ?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx]",
        identity_of_china,
        IDENTIFIED,
        0.97,
        0.99,
        doubted=0.8,
    ),
    Rule(
        "chinese_company",
        TAX_ID,
        r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}",
        of(uscc),
        ("统一社会信用代码", "信用代码", "税号"),
        0.9,
        0.97,
    ),
    Rule(
        "chinese_passport",
        PASSPORT,
        r"(?:[EGDSP]|E[A-HJ-NP-Z]|S[ED]|PE|MA|K[JH])\d{7,8}",
        varied,
        ("护照", "护照号", "passport", "通行证"),
        0.0,
        0.95,
    ),
    Rule(
        "chinese_permit", PASSPORT, r"[CHMW]\d{8}(?:\d{2})?", varied, ("通行证", "回乡证", "台胞证", "港澳"), 0.0, 0.95
    ),
    Rule("chinese_driving_licence", DRIVING_LICENCE, r"\d{12}", varied, ("驾驶证", "驾照", "档案编号"), 0.0, 0.93),
    Rule(
        "indian_aadhaar",
        NATIONAL_ID,
        r"[2-9]\d{3}[ \-]\d{4}[ \-]\d{4}",
        of(aadhaar),
        ("aadhaar", "aadhar", "uidai", "uid"),
        0.85,
        0.98,
        doubted=0.7,
    ),
    Rule(
        "indian_aadhaar_unbroken",
        NATIONAL_ID,
        r"[2-9]\d{11}",
        of(aadhaar),
        ("aadhaar", "aadhar", "uidai", "uid"),
        0.0,
        0.97,
        doubted=0.7,
    ),
    Rule(
        "indian_tax",
        TAX_ID,
        r"[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z]",
        of(pan),
        ("pan", "permanent account", "income tax"),
        0.9,
        0.97,
        doubted=0.6,
    ),
    Rule(
        "indian_company", TAX_ID, r"\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]", of(gstin), ("gstin", "gst"), 0.95, 0.98
    ),
    Rule(
        "indian_voter", NATIONAL_ID, r"[A-Z]{3}\d{7}", of(epic), ("voter", "epic", "election"), 0.0, 0.95, doubted=0.7
    ),
    Rule(
        "indian_driving_licence",
        DRIVING_LICENCE,
        r"[A-Z]{2}[ \-]?\d{2}[ \-]?(?:19|20)\d{2}\d{7}",
        varied,
        ("licence", "license", "dl", "driving"),
        0.7,
        0.95,
    ),
    Rule("indian_passport", PASSPORT, r"[A-PR-WY][1-9]\d ?\d{4}[1-9]", varied, ("passport",), 0.0, 0.94),
)
