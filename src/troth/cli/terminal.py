"""What is printed: nothing that stands in a file of data, a model or a record may steer the terminal.

A label, a reason or a path may hold escape sequences, and C1 controls (U+009B is one character, yet some terminals
begin a sequence at it), or marks that turn the direction of the text. Every command prints by this file.
"""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import click


def printable(text: str) -> str:
    """The text with line breaks kept and every other character that shows nothing, or more than itself, replaced."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(one if _shows(one) else "\N{REPLACEMENT CHARACTER}" for one in text)


def say(text: object, *, err: bool = False) -> None:
    """Print one message on stdout, or on stderr."""
    _print(printable(str(text)), err=err)


def say_json(document: Mapping[str, Any], *, indent: int | None = 1) -> None:
    """Print one JSON document, and nothing else, on stdout."""
    say_json_text(json.dumps(finite(document), ensure_ascii=False, indent=indent, allow_nan=False))


def say_json_text(text: str) -> None:
    """Print JSON that is written already: the same values, what does not show as an escape."""
    _print("".join(one if _shows(one) else _escaped(one) for one in text.strip()))


def _print(text: str, *, err: bool = False) -> None:
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        # The reader left, as `head` does: what is done still ends with its own status, and nothing more is printed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if err else sys.stdout).fileno())


def finite(value: Any) -> Any:
    """A copy that JSON can hold: NaN and infinities as None, tuples as lists, all else as it was."""
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shows(character: str) -> bool:
    # isprintable calls no space but the ASCII one printable; those of other scripts (Zs) only take room.
    return character == "\n" or character.isprintable() or unicodedata.category(character) == "Zs"


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]
