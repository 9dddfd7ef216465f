"""Values as YAML text that reads back as the same values, for the charter that is drafted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from troth.standard.tree import NOT_FINITE, REAL, WHOLE, WORDS

PLAIN = re.compile(r"[^\W_][\w./+-]*(?: [\w./+-]+)*")
"""Text that needs no quotes wherever it stands: words, without any sign that YAML gives a meaning."""

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

Value = str | bool | int | float | Sequence[str] | None


def scalar(value: str | bool | int | float | None, *, quotes: bool = False) -> str:
    """One value; text is put in quotes where it would read as something else, or where asked."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if not quotes and PLAIN.fullmatch(value) and value.isascii() and not _other(value):
        return value
    return f'"{"".join(_escaped(character) for character in value)}"'


def flow(value: Mapping[str, Value] | Sequence[str]) -> str:
    """A list or a mapping on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {_inner(item)}" for key, item in value.items()) + "}"
    return "[" + ", ".join(scalar(item) for item in value) + "]"


def comment(text: str) -> str:
    """Text for one line of comment."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _inner(value: Value) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return scalar(value)
    return flow(value)


def _other(text: str) -> bool:
    """Whether plain text stands for a number, a truth value or nothing, here or in YAML 1.1 readers."""
    yaml_1_1 = text.lower() in ("yes", "no", "on", "off", "y", "n")
    return text in WORDS or yaml_1_1 or any(rule.fullmatch(text) for rule in (WHOLE, REAL, NOT_FINITE))


def _escaped(character: str) -> str:
    if character in ESCAPES:
        return ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08X}"
