"""Words that a user gives, on the command line or on standard input: text, or refused."""

from __future__ import annotations

import sys

from troth.errors import TrothError

_LONGEST = 10_000  # characters of an identifier


def text_given(limit: int) -> str:
    """What stands on standard input, as far as `limit` characters. Raises TrothError where it is no text."""
    try:
        return checked(sys.stdin.read(limit))
    except UnicodeDecodeError as error:
        raise _no_text() from error


def person_given(subject: str) -> str:
    """A person's identifier; `-` reads it from the first line of standard input. Raises TrothError for no text."""
    if subject != "-":
        return checked(subject)
    try:
        return checked(sys.stdin.readline(_LONGEST).rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise _no_text() from error


def checked(text: str) -> str:
    """The text; raises TrothError where bytes of it are none."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _no_text() from error
    return text


def _no_text() -> TrothError:
    return TrothError("what was given is no text in UTF-8", remedy="Give it in UTF-8.")
