"""Cards, bank accounts, and what proves that a card is in hand."""

from stdnum import bic, iban
from stdnum.us import rtn

from troth.personal.checksums import card, of, varied
from troth.personal.interface import BANK_ACCOUNT, CARD, IBAN, SECRET, Rule

CARDS = (
    *(
        "card",
        "cards",
        "credit",
        "debit",
        "visa",
        "mastercard",
        "amex",
        "american express",
        "discover",
        "cc",
        "payment",
    ),
    *("charge", "银行卡", "卡号", "信用卡", "储蓄卡", "借记卡", "karte", "carte", "tarjeta", "carta", "kaart"),
)
ACCOUNTS = (
    *("account", "acct", "a/c", "bank", "deposit", "transfer", "wire", "routing", "aba", "sort code", "checking"),
    *("savings", "iban", "konto", "compte", "cuenta", "conto", "rekening", "账号", "账户", "开户", "汇款", "转账"),
)

RULES = (
    Rule(
        "card",
        CARD,
        r"\d{12,19}|\d{4}(?:[ \-]\d{4}){3}(?:[ \-]\d{1,3})?|\d{4}[ \-]\d{6}[ \-]\d{4,5}",
        card,
        CARDS,
        0.8,
        0.98,
        doubted=0.5,
    ),
    Rule(
        "iban",
        IBAN,
        r"(?i)[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?:[ \-]?[A-Z0-9]{1,3})?",
        of(iban, check_country=False),
        ("iban", *ACCOUNTS),
        0.95,
        0.98,
        doubted=0.55,
    ),
    Rule("bank_routing", BANK_ACCOUNT, r"\d{9}", of(rtn), ("routing", "aba", "rtn", "transit"), 0.0, 0.9),
    Rule(
        "bank_sort_code",
        BANK_ACCOUNT,
        r"\d{2}-\d{2}-\d{2}|\d{6}",
        varied,
        ("sort code", "sort-code", "sortcode"),
        0.0,
        0.9,
    ),
    Rule(
        "bank_identifier",
        BANK_ACCOUNT,
        r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
        of(bic),
        ("bic", "swift"),
        0.0,
        0.9,
    ),
    Rule("bank_account", BANK_ACCOUNT, r"\d{6,19}|\d{2,6}(?:[ \-]\d{2,6}){1,4}", varied, ACCOUNTS, 0.0, 0.65),
    Rule(
        "card_security_code",
        SECRET,
        r"(?i)\b(?:cvv2?|cvc2?|cid|csc|security code)\s{0,2}(?:is|:|=|#)?\s{0,2}(\d{3,4})",
        alone=0.9,
    ),
    Rule(
        "card_expiry",
        SECRET,
        r"(?i)\b(?:exp|expiry|expires|expiration|valid (?:thru|until))(?: date)?"
        r"\s{0,2}(?:is|:|=|on)?\s{0,2}((?:0?[1-9]|1[0-2]) ?/ ?(?:20)?\d\d)",
        alone=0.7,
    ),
)
