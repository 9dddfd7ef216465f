"""UTF-16 and UTF-32, told by a byte order mark or, where there is none, by what the bytes would say."""

from __future__ import annotations

import codecs
import re

MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks, those that begin with another one first, and the codecs that take them off."""
LOOK = 20_000
"""Bytes at the beginning that are looked at; a multiple of four."""
NULS = 0.2
"""Share of NUL bytes from which a file is UTF-16 without a mark: of Western texts it is a half."""
TEXT = 0.97
"""Share of characters of scripts in use from which bytes that are not UTF-8 are UTF-16 without a mark."""

_USED = re.compile(
    "[\t\n\r -~\u00a0-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1e00-\u1fff\u2010-\u203a"
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)


def wide(head: bytes) -> str | None:
    """The codec of a text in UTF-16 or UTF-32 that begins with these bytes; None for all else.

    >>> wide("text,label\\nyes,1\\n".encode("utf-16-be"))
    'utf-16-be'
    """
    marked = next((codec for mark, codec in MARKS.items() if head.startswith(mark)), None)
    if marked is not None:
        return marked
    head = head[:LOOK]
    head = head[: len(head) // 4 * 4] if len(head) >= 4 else head
    if not head or b"\0" not in head:
        return None
    shares = [head[place::4].count(0) / max(len(head[place::4]), 1) for place in range(4)]
    if shares[3] == 1 and shares[2] > TEXT:
        return "utf-32-le"
    if shares[0] == 1 and shares[1] > TEXT:
        return "utf-32-be"
    if head.count(0) >= NULS * len(head):
        return "utf-16-be" if shares[0] + shares[2] > shares[1] + shares[3] else "utf-16-le"
    return None if _is_utf8(head) else _unmarked(head)


def _unmarked(head: bytes) -> str | None:
    """The order of bytes by which they are text of scripts in use, with lines: Chinese has few NUL bytes."""
    found = {}
    for codec in ("utf-16-le", "utf-16-be"):
        text = head.decode(codec, "replace")
        found[codec] = len(_USED.findall(text)) / len(text) if "\n" in text and "\0" not in text else 0.0
    best = max(found, key=lambda codec: found[codec])
    return best if found[best] >= TEXT else None


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True
