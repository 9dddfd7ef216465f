"""What is put in the place of what was found.

An operator is called with the kind and the characters of a finding and gives what stands there afterwards. All but
`redact`, `mask` and `generalise` take a key of 32 bytes or more; under one key a value is answered alike in every text,
so that what was one person stays one person, however the number is spaced or the name is cased.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from string import ascii_lowercase, ascii_uppercase, digits

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from troth.errors import DataError
from troth.personal.interface import (
    ACCOUNT_NUMBER,
    BANK_ACCOUNT,
    CARD,
    COORDINATES,
    DATE_OF_BIRTH,
    EMAIL,
    IBAN,
    IP_ADDRESS,
    LOCATION,
    ORGANISATION,
    PERSON,
    PHONE,
    POSTCODE,
    SECRET,
    STREET_ADDRESS,
    URL,
    Finding,
)

Operator = Callable[[str, str], str]

_SPELLED = frozenset({EMAIL, URL, PERSON, LOCATION, ORGANISATION, STREET_ADDRESS})  # the rest are numbers or codes
_KNOWN_BY_ITS_END = frozenset({CARD, IBAN, BANK_ACCOUNT, ACCOUNT_NUMBER, PHONE})
_LEAST_KEY = 32
_HAN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃列张寒来暑往秋收冬藏闰余成岁律吕调阳"
_HOSTED = {EMAIL: "{}@example.org", URL: "https://example.org/{}"}  # a host of nobody's (RFC 2606)
_HOST = re.compile(r"(?:[A-Za-z]+://)?(?:[^/@\s]*@)?([^/?#@\s]+\.[^/?#@\s]+)(?:[/?#]|$)")
_SEALED = re.compile(r"⟦([a-z_]+):([A-Za-z0-9_\-]+)⟧")


def replaced(text: str, findings: Iterable[Finding], operator: Operator | Mapping[str, Operator]) -> str:
    """The text with something else in the place of each finding; findings of no operator stay.

    findings: in order, without overlaps, as `find` gives them. operator: one, or one for each kind.
    """
    parts: list[str] = []
    end = 0
    for one in findings:
        chosen = operator.get(one.kind) if isinstance(operator, Mapping) else operator
        if chosen is None:
            continue
        parts += [text[end : one.start], chosen(one.kind, text[one.start : one.end])]
        end = one.end
    return "".join([*parts, text[end:]])


def redact(kind: str, value: str) -> str:
    """The name of its kind: `[email]`."""
    return f"[{kind}]"


def mask(kind: str, value: str) -> str:
    """Stars for letters and digits; the last four stay of what people know such a number by. A secret's length goes."""
    if kind == SECRET:
        return "****"
    signs = sum(sign.isalnum() for sign in value)
    shown = 4 if kind in _KNOWN_BY_ITS_END and signs >= 8 else 0
    parts = []
    for sign in value:
        hidden = sign.isalnum() and signs > shown
        signs -= sign.isalnum()
        parts.append("*" if hidden else sign)
    return "".join(parts)


def generalise(kind: str, value: str) -> str:
    """What is still said of many: a year of birth, a network, the first part of a postcode, a host; else its kind."""
    if kind == DATE_OF_BIRTH and (year := re.search(r"(?:18|19|20)\d\d", value)):
        return year.group()
    if kind == POSTCODE and re.fullmatch(r"[A-Z\d][A-Z\d -]{2,9}", value):
        return value[:2] + "*" * (len(value) - 2)
    if kind == EMAIL and (host := re.fullmatch(r"\S+@([^@\s]+)", value)):
        return f"[email]@{host.group(1)}"
    if kind == URL and (host := _HOST.match(value)):
        return host.group(1)
    if kind == COORDINATES and re.fullmatch(r"[-+\d.,;°\sNSEWnsew]+", value):
        return re.sub(r"(\d+\.\d)\d*", r"\1", value)
    if kind == IP_ADDRESS:
        return _network(value)
    return redact(kind, value)


def _network(value: str) -> str:
    """The network of an address; the kind where it is none."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return redact(IP_ADDRESS, value)
    return str(ipaddress.ip_network(f"{value}/{24 if address.version == 4 else 48}", strict=False))


def hashed(key: bytes) -> Operator:
    """The kind and sixteen signs of HMAC-SHA256 (RFC 2104): the same for the same value, and nothing else to go by."""
    _check(key)

    def operator(kind: str, value: str) -> str:
        return f"[{kind}:{_digest(key, kind, value).hex()[:16]}]"

    return operator


def pseudonym(key: bytes) -> Operator:
    """Another value of the same shape, always the same for the same one: letters for letters, digits for digits.

    What comes out may happen to be somebody's number, as any made-up one may.
    """
    _check(key)

    def operator(kind: str, value: str) -> str:
        draw = _stream(key, kind, value)
        if kind in _HOSTED:
            return _HOSTED[kind].format(_shaped(draw, "a" * 10))
        return _shaped(draw, value)

    return operator


def encrypt(key: bytes) -> Operator:
    """The value sealed by AES-SIV (RFC 5297), which `restored` opens again; alike for the same characters.

    That two places hold the same value can be seen. key: 64 bytes are made of it.
    """
    cipher = _cipher(key)

    def operator(kind: str, value: str) -> str:
        sealed = cipher.encrypt(value.encode(), [kind.encode()])
        return f"⟦{kind}:{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}⟧"

    return operator


def restored(text: str, key: bytes) -> str:
    """The text with everything opened that `encrypt` sealed. Raises DataError where the key is another."""
    cipher = _cipher(key)

    def opened(found: re.Match[str]) -> str:
        kind, sealed = found.groups()
        try:
            return cipher.decrypt(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)), [kind.encode()]).decode()
        except (InvalidTag, ValueError):
            raise DataError(
                "a sealed value does not open",
                where=f"character {found.start()}",
                remedy="Give the key that it was sealed with; if it is that one, the text was changed.",
            ) from None

    return _SEALED.sub(opened, text)


def canonical(kind: str, value: str) -> str:
    """What two ways to write one value have in common: no case, and in numbers no separators either."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    if kind == SECRET:
        return value
    return " ".join(plain.split()) if kind in _SPELLED else "".join(sign for sign in plain if sign.isalnum())


def _check(key: bytes) -> None:
    if len(key) < _LEAST_KEY:
        raise DataError(
            f"the key has {len(key)} bytes", remedy=f"Give a key of {_LEAST_KEY} bytes or more, drawn by chance."
        )


def _cipher(key: bytes) -> AESSIV:
    _check(key)
    return AESSIV(hmac.digest(key, b"troth/personal/encrypt/1", hashlib.sha512))


def _digest(key: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(key, f"troth/personal/{kind}\0{canonical(kind, value)}".encode(), hashlib.sha256)


def _stream(key: bytes, kind: str, value: str) -> Callable[[int], int]:
    """Numbers below a bound, drawn by the value."""
    seed, count, left = _digest(key, kind, value), 0, b""

    def draw(bound: int) -> int:
        nonlocal count, left
        if len(left) < 4:
            left = hmac.digest(seed, count.to_bytes(8, "big"), hashlib.sha256)
            count += 1
        number, left = int.from_bytes(left[:4], "big"), left[4:]
        return number % bound  # four bytes: how much more often some digit comes is one in a hundred million

    return draw


def _shaped(draw: Callable[[int], int], shape: str) -> str:
    """Signs of the same kinds as those of the shape; a first digit that is not zero stays one."""
    signs: list[str] = []
    for sign in shape:
        if sign.isdigit():
            signs.append(digits[draw(10)] if sign == "0" or signs else digits[1 + draw(9)])
        elif sign.isalpha() and not sign.isascii():
            signs.append(_HAN[draw(len(_HAN))] if "一" <= sign <= "鿿" else ascii_lowercase[draw(26)])
        elif sign.isalpha():
            signs.append((ascii_uppercase if sign.isupper() else ascii_lowercase)[draw(26)])
        else:
            signs.append(sign)
    return "".join(signs)
