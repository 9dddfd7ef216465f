"""Whether a candidate can be such a number: checksums and ranges, by python-stdnum where it knows them.

Every check takes a candidate as it stands in the text, separators and all.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from types import ModuleType

from stdnum import luhn
from stdnum.iso7064 import mod_11_2

_EXTENSION = re.compile(r"(?i)x|ext")
_NO_DIGIT = re.compile(r"\D")
_CARDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|(?:6011|65\d\d|64[4-9]\d)\d{12}(?:\d{3})?|35\d{14}"
    r"|(?:2131|1800)\d{11}|3(?:0[0-5]|6\d|8\d|09)\d{11}|62\d{14,17}|(?:5[0678]|6[37])\d{10,17}|0604\d{8,15}|8[12]\d{14}"
)
"""Ranges of the card schemes (ISO/IEC 7812): lengths by first digits."""
_PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)  # 49 CFR 565.15
_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, *range(2, 10)), strict=True)
)


def digits(text: str) -> str:
    """Its decimal digits alone."""
    return _NO_DIGIT.sub("", text)


def varied(text: str) -> bool:
    """Whether its digits are not all the same and no mere sequence: made-up examples are not numbers of anyone."""
    found = digits(text)
    return len(set(found)) > 1 and found not in "01234567890" and found not in "09876543210"


def telling_digits(text: str) -> bool:
    """Whether there are digits in it, and not all the same: zeros and ones stand for a number that nobody has."""
    return len(set(digits(text))) > 1


def spaced(text: str) -> bool:
    """Seven to nineteen digits, not all the same, of which most stand alone or in twos."""
    parts = re.findall(r"\d+", text)
    return 7 <= sum(map(len, parts)) <= 19 and varied(text) and sum(len(part) <= 2 for part in parts) * 2 > len(parts)


def username(text: str) -> bool:
    """Whether a folder of users is somebody's, and not everybody's."""
    return text.lower() not in {"public", "shared", "default", "test", "user", "username", "all", "guest"}


def of(module: ModuleType, **options: bool) -> Callable[[str], bool]:
    """The check of a module of python-stdnum, for varied digits."""
    valid: Callable[..., bool] = module.is_valid

    def check(text: str) -> bool:
        return valid(text, **options) and varied(text)

    return check


def card(text: str) -> bool:
    """A number in a scheme's range whose check digit (Luhn) holds."""
    found = digits(text)
    return bool(_CARDS.fullmatch(found)) and varied(found) and luhn.is_valid(found)


def identity_of_china(text: str) -> bool:
    """A province, a day there was, and a check digit (GB 11643-1999).

    Counties are not looked at: they are renamed and divided, and a number is kept for life.
    """
    number = text.replace(" ", "").upper()
    if len(number) != 18 or int(number[:2]) not in _PROVINCES:
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    valid: bool = mod_11_2.is_valid(number)
    return valid


def vehicle(text: str) -> bool:
    """A vehicle identification number whose ninth character is its check digit (49 CFR 565.15)."""
    number = text.upper()
    if len(number) != 17 or not any(sign.isdigit() for sign in number):
        return False
    signs = [_VALUES.get(sign, int(sign) if sign.isdigit() else -1) for sign in number]
    return -1 not in signs and "0123456789X"[sum(map(int.__mul__, signs, _WEIGHTS)) % 11] == number[8]


def internet_address(text: str) -> bool:
    """An address of version 4 or 6 that is not the unspecified one."""
    try:
        return not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False


def phone(text: str) -> bool:
    """Seven to fifteen digits (ITU-T E.164) before any extension, that are no date and not all the same."""
    found = digits(_EXTENSION.split(text)[0])
    return 7 <= len(found) <= 15 and len(set(found)) > 2 and not _DATES.fullmatch(text.strip())


_DATES = re.compile(
    r"(?:19|20)\d\d([-./ ])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?: \d\d)?"
    r"|(?:0?[1-9]|[12]\d|3[01])([-./ ])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)?\d\d(?: \d\d)?"
    r"|(?:19|20)\d{2}[- ](?:19|20)\d{2}"
)


def day(text: str) -> bool:
    """A day and a month there are, where both are written in digits."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) != 3:
        return True
    year, *rest = parts if parts[0] > 31 else parts[::-1]
    return sorted(rest)[0] in range(1, 13) and max(rest) <= 31 and (year < 100 or 1850 < year < 2100)


def telling(text: str) -> bool:
    """Whether what follows "password is" can be one: a word of a language is none."""
    signs = text.strip("\"'`.,;:!?()[]<>")
    kinds = sum(bool(re.search(kind, signs)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d\s]"))
    return len(signs) >= 4 and (bool(re.search(r"\d", signs)) or kinds >= 3) and not signs.endswith("...")


def random_looking(text: str) -> bool:
    """Whether a token mixes letters and digits as chance does, and words do not."""
    signs = set(text)
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(text))
    return len(signs) >= min(8, len(text) // 2) and changes >= 2
