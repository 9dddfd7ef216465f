"""A test set that is at hand, held against what a log committed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from troth.record.commitment import RowCommitment, compare
from troth.record.order import Promises
from troth.record.verification import RowsPlace
from troth.record.walk import Findings


@dataclass(frozen=True, slots=True)
class OpenedRows:
    """Rows that are claimed to be the committed test set: their canonical bytes, the salt, and the kept leaves.

    charter: the digest of the charter they are claimed to be committed for; without it any charter's will do.
    """

    rows: Iterable[bytes]
    salt: bytes
    kept: RowCommitment | None = None
    charter: str | None = None


def check_opened(
    rows: OpenedRows | None, found: RowCommitment | None, promises: Promises, findings: Findings
) -> tuple[int | None, tuple[RowsPlace, ...]]:
    """Compare the given rows with the committed ones: how many were compared, and where they are committed."""
    if rows is None or found is None:
        return None, ()
    kept = rows.kept
    if found.root in promises.roots:
        return found.count, _check_places(rows, found, promises, findings)
    if not promises.roots:
        findings.say("rows", "no test set was committed in what was verified")
    elif kept is None:
        findings.say("rows", f"these {found.count:,} rows give no committed root, nor is it known which row differs")
    elif kept.root not in promises.roots:
        findings.say("rows", "the kept leaves are not those of a committed test set")
    else:
        check = compare(kept, found)
        for index in check.changed if check.same_salt else ():
            findings.say(f"row {index}", "it is not the row that was committed")
        if not check.changed or not check.same_salt or check.changed_count > len(check.changed):
            findings.say("rows", str(check))
    return found.count, ()


def _check_places(
    rows: OpenedRows, found: RowCommitment, promises: Promises, findings: Findings
) -> tuple[RowsPlace, ...]:
    """Where the rows are committed, for the charter that was asked for if one was."""
    for commitment in promises.roots[found.root]:
        if commitment.rows != found.count:
            what = f"it promises {commitment.rows!r} rows under the root of {found.count:,}"
            findings.say(f"entry {commitment.entry}", what)
    places = promises.places(found.root)
    mine = tuple(place for place in places if rows.charter in (None, place.charter))
    if not mine:
        others = ", ".join(f"{place.charter} (entry {place.entry})" for place in places)
        findings.say("rows", f"they are committed for {others}, not for the charter {rows.charter}")
    return mine
