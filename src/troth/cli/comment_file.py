"""A comment as a file, for who keeps the record: JSON of format 1, signed by its author's key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from troth.errors import NotGenuine, TrothError
from troth.record import AUTHOR, COMMENT_LIMITS, SIGNED, Signer, is_signed, says_itself, signed_comment

FORMAT = 1
_LONGEST = 64 * 1024  # bytes of a file that holds one comment


def check_words(words: Mapping[str, Any]) -> None:
    """Refuse a text, or a name, that is empty, too long or hides something. Raises TrothError."""
    for name, longest in COMMENT_LIMITS.items():
        if not says_itself(name, words.get(name)):
            raise TrothError(
                f"the {name} of a comment is empty, longer than {longest:,} characters, or has characters that hide",
                remedy="Write plain lines of text.",
            )


def put_comment(path: Path, words: Mapping[str, Any], signer: Signer) -> None:
    """Write a comment into a new file. Raises TrothError where it may not be said, or cannot be written."""
    from troth.data.sealing.target import appearing

    check_words(words)
    document = {"format": FORMAT, **signed_comment(words, signer)}
    with appearing(path) as out:
        out.write((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def comment_in(path: Path) -> dict[str, Any]:
    """The comment in a file, with its author's key and signature.

    Raises TrothError for what is no comment, and NotGenuine where it is not signed by its author.
    """
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise TrothError(f"cannot read a comment: {why}", where=str(path), remedy=_REMEDY) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or set(found) != {"format", *SIGNED, *AUTHOR}:
        raise TrothError("is no comment", where=str(path), remedy=_REMEDY)
    said = {name: value for name, value in found.items() if name != "format"}
    if not is_signed(said):
        raise NotGenuine("the comment is not signed by its author", where=str(path), remedy="Ask for it again.")
    check_words(said)
    return said


_REMEDY = "Name a file that `troth data comment FOLDER --output FILE` wrote."
