"""The United States: social security, tax, licences, passports, Medicare."""

from stdnum.us import itin, ssn

from troth.personal.checksums import of, varied
from troth.personal.interface import DRIVING_LICENCE, HEALTH_NUMBER, NATIONAL_ID, PASSPORT, TAX_ID, Rule

SECURED = ("ssn", "social security", "social", "soc sec", "social security number", "social insurance")
DRIVERS = (
    *(
        "driver's license",
        "drivers license",
        "driver license",
        "driving licence",
        "driving license",
        "driver's licence",
        "dl",
    ),
    *("license number", "licence number", "führerschein", "permis de conduire", "驾驶证", "驾照"),
)

RULES = (
    Rule("us_ssn", NATIONAL_ID, r"\d{3}-\d{2}-\d{4}", of(ssn), SECURED, 0.7, 0.97, doubted=0.6),
    Rule("us_ssn_unbroken", NATIONAL_ID, r"\d{3} ?\d{2} ?\d{4}", of(ssn), SECURED, 0.0, 0.9),
    Rule(
        "us_itin", TAX_ID, r"9\d{2}[ \-]?[5-9]\d[ \-]?\d{4}", of(itin), ("itin", "taxpayer", "tax id", "tax"), 0.0, 0.9
    ),
    Rule(
        "us_ein",
        TAX_ID,
        r"\d{2}-\d{7}",
        varied,
        ("ein", "employer identification", "tax id", "tax", "fein", "business"),
        0.0,
        0.9,
    ),
    Rule(
        "us_driving_licence",
        DRIVING_LICENCE,
        r"[A-Za-z]{0,3}\d{5,14}[A-Za-z]?|[A-Za-z]?\d{3,4}(?:-\d{2,4}){2,4}",
        varied,
        DRIVERS,
        0.0,
        0.92,
    ),
    Rule(
        "us_medicare",
        HEALTH_NUMBER,
        r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}",
        None,
        ("medicare", "mbi"),
        0.85,
        0.97,
    ),
    Rule(
        "passport",
        PASSPORT,
        r"[A-Z]{0,2}\d{6,9}[A-Z]?",
        varied,
        (
            "passport",
            "passport number",
            "passport no",
            "visa",
            "reisepass",
            "passeport",
            "pasaporte",
            "passaporto",
            "paspoort",
            "travel document",
        ),
        0.0,
        0.93,
        doubted=0.5,
    ),
    Rule(
        "identity_mentioned",
        NATIONAL_ID,
        r"[A-Z]{0,4}-?\d{5,12}[A-Z]{0,2}",
        varied,
        (
            "national id",
            "national identity",
            "identity card",
            "id card",
            "voter id",
            "voter",
            "citizen id",
            "id number",
            "身份证",
            "证件号",
        ),
        0.0,
        0.8,
    ),
    Rule(
        "tax_mentioned",
        TAX_ID,
        r"[A-Z]{0,2}\d[\dA-Z]{6,13}|\d{2,4}(?:[ /\-]\d{2,9}){1,3}",
        varied,
        (
            "tax id",
            "tax number",
            "tax identification",
            "tin",
            "vat",
            "vat number",
            "taxpayer",
            "steuernummer",
            "utr",
            "税号",
            "纳税人识别号",
        ),
        0.0,
        0.8,
    ),
)
