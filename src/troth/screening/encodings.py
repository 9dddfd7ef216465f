"""Text in codes that write each byte or letter apart: base64, hexadecimal, percent signs, entities, bits, Morse.

Such a code is told by its form; what it says is kept where it is printable, which random bytes are not.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from html import unescape

from troth.screening.normal import HIDDEN

LEAST = 8  # characters that a code must say: less is chance

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{40,}\r?\n)*[A-Za-z0-9+/]{12,}={0,2}")
_BASE64_URL = re.compile(r"[A-Za-z0-9_-]{12,}={0,2}")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[ ,:;-]{0,2}){7,}(?:0x|\\x)?[0-9A-Fa-f]{2}(?![0-9A-Za-z])"
)
_NUMBERS = re.compile(r"(?:\d{2,3}[ ,;]{1,2}){7,}\d{2,3}")
_BITS = re.compile(r"(?:[01]{8}[ ,]{0,2}){8,}")
_ESCAPE = r"(?:%[0-9A-Fa-f]{2}|&#?[0-9A-Za-z]{2,8};|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|=[0-9A-F]{2})"
_ESCAPES = re.compile(rf"{_ESCAPE}(?:[^\n%&\\=]{{0,48}}{_ESCAPE})+")
_ONE = re.compile(_ESCAPE)
_MORSE = re.compile(r"(?:[.\-–—•·−]{1,6}(?: {1,3}| ?[/|] ?)){7,}[.\-–—•·−]{1,6}")
_SIGNS_OF_CODE = re.compile(
    r"[A-Za-z0-9+/_-]{12}|[0-9A-Fa-f]{2}[ ,:;-]{1,2}(?:0x|\\x)?[0-9A-Fa-f]{2}[ ,:;-]|%[0-9A-Fa-f]|&|\\[ux]|=[0-9A-F]{2}"
    r"|[01]{8}[ ,]|[.\-–—•·−] ?[.\-–—•·−/|]"
)  # without one of these there is none
_MORSE_CODE = """
    a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- u..- v...- w.--
    x-..- y-.-- z--.. 0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.. 9----. ..-.-.- ,--..-- ?..--..
    '.----. !-.-.-- --....-
"""
_LETTERS = {code[1:]: code[0] for code in _MORSE_CODE.split()}  # ITU-R M.1677-1

_BLANKS = dict.fromkeys(map(ord, "\t\n\r\u00a0\u3000"), " ")

Found = tuple[int, int, str, str]
"""Start, end, what is said there, and in which code."""


def encoded(text: str) -> Iterator[Found]:
    """What such codes say in a text, code by code."""
    if not _SIGNS_OF_CODE.search(text):
        return
    for pattern, how, read in _CODES:
        for found in pattern.finditer(text):
            said = read(found.group())
            if said is not None and _says(said):
                yield *found.span(), said, how


def _says(said: str) -> bool:
    """Whether it can be a text: long enough, nothing in it that is not written, and letters for the most part."""
    if len(said) < LEAST or not HIDDEN.sub("", said.translate(_BLANKS)).isprintable():
        return False
    return 10 * sum(sign.isalnum() or sign.isspace() for sign in said) >= 7 * len(said)


def _of_bytes(data: bytes) -> str | None:
    """As UTF-8, else as UTF-16 where every other byte is none."""
    if b"\0" in data[:64]:
        return _decoded(data[: len(data) & ~1], "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    return _decoded(data, "utf-8")


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = error.start >= len(data) - 3 > 0  # the last character was cut off
        return data[: error.start].decode(encoding) if cut else None


def _base64(code: str) -> str | None:
    kept = "".join(code.split()).rstrip("=").replace("-", "+").replace("_", "/")
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return _of_bytes(binascii.a2b_base64(kept + "=" * (-len(kept) % 4)))


def _base64_url(code: str) -> str | None:
    return _base64(code) if "-" in code or "_" in code else None


def _hex(code: str) -> str | None:
    digits = re.sub(r"0x|\\x|[^0-9A-Fa-f]", "", code)
    return _of_bytes(bytes.fromhex(digits[: len(digits) & ~1]))


def _numbers(code: str) -> str | None:
    values = [int(number) for number in re.findall(r"\d+", code)]
    return bytes(values).decode() if all(9 <= value < 127 for value in values) else None


def _bits(code: str) -> str | None:
    digits = re.sub(r"[^01]", "", code)
    return _of_bytes(int(digits, 2).to_bytes(len(digits) // 8, "big"))


def _escapes(code: str) -> str | None:
    """Bytes that stand beside each other belong together: é is %C3%A9."""
    data = _ONE.sub(lambda one: f"\0{_byte(one.group())}\0", code)
    parts = re.split(r"\0+", data)
    said: list[bytes] = [
        bytes([int(part[1:], 16)]) if part.startswith("\1") else part.encode("utf-8", "surrogatepass") for part in parts
    ]
    return _decoded(b"".join(said), "utf-8")


def _byte(escape: str) -> str:
    """One escape: a byte, marked by a control sign, or the character that it names."""
    if escape[0] in "%=" or escape.startswith("\\x"):
        return "\1" + escape[-2:]
    said = unescape(escape) if escape[0] == "&" else chr(int(escape[2:], 16))
    return said if len(said) == 1 and not "\ud800" <= said <= "\udfff" else ""


def _morse(code: str) -> str | None:
    plain = re.sub(r"[–—−]", "-", re.sub(r"[•·]", ".", code))
    words = [re.split(r" ", word) for word in re.split(r" ?[/|] ?| {2,}", plain)]
    letters = ["".join(_LETTERS.get(letter, "\0") for letter in word if letter) for word in words]
    return " ".join(letters)


_CODES: tuple[tuple[re.Pattern[str], str, Callable[[str], str | None]], ...] = (
    (_BASE64, "base64", _base64),
    (_BASE64_URL, "base64", _base64_url),
    (_HEX, "hex", _hex),
    (_NUMBERS, "numbers", _numbers),
    (_BITS, "bits", _bits),
    (_ESCAPES, "escapes", _escapes),
    (_MORSE, "morse", _morse),
)
