"""Strings and numbers from outside, made fit to be shown: nothing hidden, nothing endless, never NaN.

Names of labels and groups come from data files, so they may hold line breaks, control characters, marks that turn the
direction of the text (the "trojan source" trick, Boucher and Anderson 2021), or ten thousand letters. A reader must
see what is there and the paper must stay whole, so each such character is replaced by a visible sign before any
template sees it. Escaping for HTML, XML, Markdown or YAML is a second step and is done by whoever writes that format.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LONGEST = 400
"""Characters of one string kept in a paper; the JSON paper keeps them all."""

_HIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_TURNING = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_CONTROLS, _DELETE = 0x20, 0x7F


def visible(text: str, longest: int = LONGEST, keep: str = "") -> str:
    """The text with every hidden character shown, cut after `longest` characters with its true length told.

    keep: characters left as they are, such as the line breaks of a charter file.
    """
    rest = len(text) - longest
    cut = text[:longest] if rest > 0 else text
    shown = cut if cut.isascii() and cut.isprintable() else "".join(c if c in keep else _sign(c) for c in cut)
    return f"{shown}… [{len(text):,}]" if rest > 0 else shown


def _sign(character: str) -> str:
    code = ord(character)
    if code < _CONTROLS:
        return chr(0x2400 + code)  # Unicode "control pictures": ␊ for a line feed
    if code == _DELETE:
        return "\u2421"
    if character in _TURNING or unicodedata.category(character) in _HIDDEN:
        return f"⟨U+{code:04X}⟩"
    return character


def tidy(value: Any) -> Any:
    """A copy of a JSON-like value: strings visible, NaN as None, infinities kept (an interval may be open)."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return _tidy_mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [tidy(item) for item in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value if value is None or isinstance(value, (bool, int, float)) else visible(str(value))


def _tidy_mapping(mapping: Mapping[Any, Any]) -> dict[str, Any]:
    """Names that look alike once cut get a number, so that no row of a table is lost."""
    made: dict[str, Any] = {}
    for key, value in mapping.items():
        name = wanted = visible(str(key))
        again = 2
        while name in made:
            name, again = f"{wanted} ({again})", again + 1
        made[name] = tidy(value)
    return made


def strict(value: Any) -> Any:
    """A copy that JSON can hold: NaN and infinities as None, tuples as lists, all else as it was."""
    if isinstance(value, Mapping):
        return {str(key): strict(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [strict(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
