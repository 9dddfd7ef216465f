"""What of a description a reader should know first, in sentences: what may spoil a training, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from troth.data.interface import Finding, Severity
from troth.data.quality.encoding import Encoded
from troth.data.quality.interface import Kind, Listing
from troth.data.quality.representation import Represented
from troth.data.quality.sheet import Sheet
from troth.data.quality.spelled import are_told_apart
from troth.data.spellings import Spelled, said

if TYPE_CHECKING:
    from troth.data.quality.describe import Described

FEW = 20
"""Rows of a label below which hardly anything is learned of it, and nothing judged."""
NAMED = 8
LONGEST = 40

SENTENCES: Mapping[Kind, tuple[Severity, str]] = {
    "leaked": ("warning", "rows of {sheet} also stand in {of} ({share} of its rows)"),
    "nearly_leaked": ("warning", "rows of {sheet} nearly stand in {of} ({share} of its rows)"),
    "conflicts": ("warning", "rows of {sheet} have the content of an earlier one and another label"),
    "without_content": ("warning", "rows of {sheet} have no content"),
    "without_label": ("warning", "rows of {sheet} have no label"),
    "odd": ("warning", "cells of column {of} of {sheet} are not of its type"),
    "formulas": (
        "warning",
        "cells of column {of} of {sheet} begin as a formula does, and a spreadsheet would run them",
    ),
    "copies": ("note", "rows of {sheet} are copies of an earlier one"),
    "near_copies": ("note", "rows of {sheet} are nearly the same as an earlier one"),
    "tied": ("note", "rows of {sheet} on whose label annotators tie"),
    "outliers": ("note", "rows of {sheet} whose {of} is far from that of the others"),
    "spellings": ("warning", "rows of {sheet} have a label that differs from a commoner one only in case or blanks"),
    "suspects": ("warning", "rows of {sheet} whose label is probably wrong"),
}

SIGNS: Mapping[str, tuple[Severity, str]] = {
    "nul": ("warning", "lines of {sheet} hold NUL characters"),
    "direction": ("warning", "lines of {sheet} hold marks that turn the direction of text"),
    "replaced": ("warning", "lines of {sheet} hold signs for characters that were lost before"),
    "twice": ("warning", "lines of {sheet} were encoded as UTF-8 twice"),
    "control": ("note", "lines of {sheet} hold control characters"),
    "hidden": ("note", "lines of {sheet} hold characters that do not show"),
    "return": ("note", "lines of {sheet} hold carriage returns that end no line"),
}


def findings_of(
    described: Sequence[Described],
    sheets: Sequence[Sheet],
    listings: Sequence[Listing],
    representation: Sequence[Represented],
) -> tuple[Finding, ...]:
    """Every finding, warnings first."""
    rows = {sheet.name: sheet for sheet in sheets}
    spelled = {one.sheet.name: one.spelled for one in described}
    found = [_listed(listing, rows[listing.sheet], spelled.get(listing.sheet, ())) for listing in listings]
    for sheet in sheets:
        for encoded in sheet.encoded:
            found += _encoding(encoded, sheet)
        if sheet.repeated:
            what = f"columns that {sheet.name} has more than once: {', '.join(sheet.repeated)}"
            found.append(Finding("note", what, len(sheet.repeated), split=sheet.name))
    for one in described:
        found += _rare(one)
    found += [_unlike(one) for one in representation if one.differ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "warning"))


def _listed(listing: Listing, sheet: Sheet, spelled: tuple[Spelled, ...]) -> Finding:
    severity, sentence = SENTENCES[listing.kind]
    table = sheet.texts is None
    if table and listing.kind in ("conflicts", "nearly_leaked"):
        severity = "note"  # rows of few columns are often alike by chance, and two cases alike may end otherwise
    if listing.kind == "spellings":
        severity = "warning" if are_told_apart(spelled, sheet.suffix) else "note"
        sentence += f" ({said(spelled, NAMED)})".replace("{", "{{").replace("}", "}}")
    of = f"{listing.of!r}" if listing.kind == "odd" or (listing.kind == "formulas") else listing.of
    what = sentence.format(sheet=sheet.name, of=of, share=f"{len(listing) / max(len(sheet), 1):.1%}")
    return Finding(severity, what, len(listing), listing.examples, sheet.name)


def _encoding(encoded: Encoded, sheet: Sheet) -> Iterator[Finding]:
    name, path = sheet.name, encoded.path

    def at(lines: Sequence[int]) -> tuple[str, ...]:
        return tuple(f"{path}:{line}" for line in lines)

    for encoding, lines in encoded.foreign.items():
        what = f"lines of {name} are not UTF-8; they are likely {encoding}"
        yield Finding("warning", what, lines.count, at(lines.first), name)
    if encoded.mixed:
        yield Finding("warning", f"{name} has lines of several encodings", None, split=name)
    if encoded.encoding.startswith(("utf-16", "utf-32")):
        yield Finding("note", f"{name} is in {encoded.encoding}", None, split=name)
    elif encoded.marked:
        yield Finding("note", f"{name} begins with a byte order mark", None, split=name)
    for sign, lines in encoded.signs.items():
        severity, sentence = SIGNS[sign]
        yield Finding(severity, sentence.format(sheet=name), lines.count, at(lines.first), name)
    if all(encoded.breaks):
        what = f"lines of {name} end in a line feed alone, and others with a carriage return before it"
        yield Finding("note", what, min(encoded.breaks), split=name)


def _rare(one: Described) -> Iterator[Finding]:
    if one.labels is None:
        return
    rare = [(part.name, part.counts["successes"]) for part in one.labels.parts if part.counts["successes"] < FEW]
    if rare:
        what = f"labels of {one.sheet.name} have fewer than {FEW} rows: {_some(rare)}"
        yield Finding("note", what, None, split=one.sheet.name)


def _unlike(one: Represented) -> Finding:
    what = (
        f"groups of {one.group!r} are not as often there as in the reference: {_some([(v, None) for v in one.differ])}"
    )
    return Finding("warning", what, None, split=one.sheet)


def _some(named: Sequence[tuple[str, int | None]]) -> str:
    told = [f"{_cut(name)!r}" + ("" if count is None else f" ({count})") for name, count in named[:NAMED]]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(told) + more


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
