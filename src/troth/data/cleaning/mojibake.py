"""Text that was encoded as UTF-8 and read as Windows-1252, once or twice: `cafÃ©` for `café`.

A cell is repaired as a whole or not at all: only where every character of it that is not ASCII stands for a byte, and
all of these together are valid UTF-8. Hardly any text that is right is so by chance, as a single letter with an accent
between ASCII letters already is not; one that mixes both kinds stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

TIMES = 3
"""How often a cell may have been encoded again."""

SIGN = r"[\u00c2-\u00f4][^\x00-\x7f]"
"""What a broken character begins with: a lead byte and a byte after it (RFC 3629), by the characters they became."""

_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_BYTES = {
    (chr(byte) if byte in _UNDEFINED else bytes([byte]).decode("windows-1252")): byte for byte in range(0x80, 0x100)
} | {chr(byte): byte for byte in range(0x80, 0xA0)}
"""Characters to bytes as the web has it: what Windows-1252 leaves undefined is the control of that number
(https://encoding.spec.whatwg.org/#legacy-single-byte-encodings); so are the others, as Latin-1 has them."""


def repaired(cells: pl.Series) -> pl.Series:
    """The column with every such cell as it was meant."""
    found = cells.str.contains(SIGN).fill_null(False).arg_true()
    if not len(found):
        return cells
    return cells.scatter(found, [meant(cell) for cell in cells.gather(found).to_list()])


def meant(text: str) -> str:
    """A text as it was meant; as it is, where that cannot be told.

    >>> meant("cafÃ© â€“ dÃ©jÃ\\xa0 vu"), meant("café"), meant("„Ö“")
    ('café – déjà vu', 'café', '„Ö“')
    """
    told = text
    for _ in range(TIMES):
        once = _once(told)
        if once is None:
            break
        told = once
        if all(_written(one) for one in told if ord(one) > 127):
            text = told
    return text


def _once(text: str) -> str | None:
    """The text with its characters taken for bytes; None where these are not UTF-8."""
    if not re.search(SIGN, text):
        return None
    try:
        return bytes(ord(one) if ord(one) < 128 else _BYTES[one] for one in text).decode()
    except (KeyError, UnicodeDecodeError):
        return None


def _written(one: str) -> bool:
    """Whether people write such a character: no control, and none that no language has."""
    return unicodedata.category(one)[0] in "LMNPSZ" or one in "\u00ad\u200c\u200d\ufeff"
