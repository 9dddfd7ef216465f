"""What the user asks of a release: who gets which files, in which version, and what the publisher says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.sealing import column_names
from troth.errors import TrothError

if TYPE_CHECKING:
    from troth.data.publication import Said

LEFT_OUT = ("validation", "test", "unlabelled")
"""Splits that may be left out."""

ANSWER_LIMIT = 4000
"""Characters of one answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user asked for; access is None for a final version, which has that of its review."""

    access: str | None
    output: Path
    instead: Mapping[str, Path]
    splits: tuple[str, ...]
    to: tuple[str, ...]
    kinds: tuple[str, ...]
    version: str | None
    review_days: int | None
    refresh_days: int | None
    final: bool
    said: Said
    reference: Path | None
    label_errors: bool
    home: Path | None


def asked_of(**given: Any) -> Asked:
    """The options of the command, looked at before anything is read. Raises TrothError."""
    from troth import personal
    from troth.cli.release_found import acknowledgements
    from troth.data.publication import Said

    if given["access"] is None and not given["final"]:
        raise click.UsageError("Say with --access who gets the data: public, request or closed.")
    if given["final"] and given["review_days"]:
        raise click.UsageError("A final version is not reviewed again: --final or --review-days.")
    kinds = tuple(personal.KINDS) if given["kinds"] is None else tuple(column_names(given["kinds"]))
    personal.find("", kinds=kinds)  # an unknown kind is refused before anything is read
    made = Said(
        _creator(given["creator"]),
        given["contact"],
        given["url"],
        given["cite"],
        {} if given["answers"] is None else _answers(given["answers"]),
        acknowledgements(given["acknowledge"]),
    )
    for text in (given["creator"], made.contact, made.url, made.cite):
        if text is not None and not (text.strip() and text.isprintable()):
            raise TrothError(
                f"what is said of the data is empty, or hides something: {text[:80]!r}",
                remedy="Write it in signs that can be seen, on one line; or leave the option out.",
            )
    same = ("access", "output", "to", "version", "review_days", "refresh_days", "final", "reference", "label_errors")
    splits = tuple(split for split in ("train", *LEFT_OUT) if split not in given["without"])
    return Asked(
        **{name: given[name] for name in same},
        instead=_instead(given["instead"]),
        splits=splits,
        kinds=kinds,
        said=made,
        home=given["home"],
    )


def _creator(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    kind, mark, name = text.partition(":")
    if mark and kind.strip().lower() == "person":
        return {"kind": "Person", "name": name.strip()}
    return {"kind": "Organization", "name": text.strip()}


def _instead(named: Sequence[str]) -> dict[str, Path]:
    found = {}
    for each in named:
        split, mark, path = each.partition("=")
        if not (split and mark and path):
            raise click.UsageError("--replace takes SPLIT=FILE, such as train=posts.anonymised.csv.")
        found[split] = Path(path)
    return found


def _answers(path: Path) -> dict[str, str]:
    """A publisher's answers: a mapping from the datasheet's keys to text."""
    import yaml

    from troth.data.readers.files import check
    from troth.reports import QUESTIONS

    check(path)

    remedy = f"Write lines such as `funding: Paid for by …`. Keys: {', '.join(QUESTIONS)}."
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not YAML in UTF-8"
        raise TrothError(f"cannot read answers: {why}", where=str(path), remedy=remedy) from error
    if not isinstance(found, dict):
        raise TrothError("holds no answers by their keys", where=str(path), remedy=remedy)
    for key, text in found.items():
        if key not in QUESTIONS:
            raise TrothError(f"no question has the key {key!r}", where=str(path), remedy=remedy)
        if not isinstance(text, str) or not text.strip() or len(text) > ANSWER_LIMIT:
            what = f"the answer to {key} is no text of up to {ANSWER_LIMIT:,} characters"
            raise TrothError(what, where=str(path), remedy=remedy)
    return found
