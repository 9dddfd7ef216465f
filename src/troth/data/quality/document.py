"""A description as plain JSON: what the page is made of, and what `--json` prints. It tells places, and no cell."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from troth.data.formulas import defused
from troth.data.quality.balance import Counts, Gap
from troth.data.quality.columns import Column
from troth.data.quality.describe import Described, Description
from troth.data.quality.encoding import Encoded
from troth.data.quality.interface import Listing
from troth.data.quality.label_errors import LabelErrors
from troth.data.quality.representation import Represented
from troth.data.quality.sheet import Sheet
from troth.standard import Estimate, Evidence, NotMeasured, Part

FORMAT = 1
LISTED = 1000
"""Rows of one kind that are listed; `--list` writes them all."""

JSON = dict[str, Any]

COLUMNS = {
    **dict.fromkeys(("kind", "sheet", "of", "place", "other"), pl.String()),
    "score": pl.Float64(),
    **dict.fromkeys(("label", "more_likely"), pl.String()),
}
"""Of the table of all rows that were found."""


def document(description: Description) -> JSON:
    """The whole description."""
    return {
        "format": FORMAT,
        "confidence": description.confidence,
        "sheets": [_described(one) for one in description.sheets],
        "compared": [_sheet(sheet) for sheet in description.others],
        "findings": [{**asdict(one), "examples": list(one.examples)} for one in description.findings],
        "representation": [_represented(one) for one in description.representation],
        "label_errors": _label_errors(description.label_errors),
        "listings": [_listing(listing) for listing in description.listings],
    }


def rows_found(description: Description) -> pl.DataFrame:
    """Every row of every listing, as strings and a score; no cell begins as a formula does.

    label, more_likely: of a suspected row its label, and the one that the model gives.
    """
    errors = description.label_errors
    frames = [pl.DataFrame(schema=COLUMNS)]
    for listing in description.listings:
        found = [(listing.kind, listing.sheet, listing.of, one.place, one.other, one.score) for one in listing]
        frame = pl.DataFrame(found, schema=dict(list(COLUMNS.items())[:6]), orient="row")
        of = errors if listing.kind == "suspects" and isinstance(errors, LabelErrors) else None
        nothing = [None] * len(found)
        given = pl.Series("label", nothing if of is None else of.given, dtype=pl.String)
        suggested = pl.Series("more_likely", nothing if of is None else of.suggested, dtype=pl.String)
        frames.append(frame.hstack([given, suggested]))
    whole = pl.concat(frames)
    return whole.with_columns(defused(whole[name]) for name, kind in COLUMNS.items() if kind == pl.String)


def _sheet(sheet: Sheet) -> JSON:
    return {
        "name": sheet.name,
        "kind": sheet.kind,
        "files": [name for _, name in sheet.places.files],
        "rows": len(sheet),
        "digest": sheet.digest,
        "reader": sheet.reader,
        "encoding": [_encoded(one) for one in sheet.encoded],
    }


def _encoded(one: Encoded) -> JSON:
    def told(lines: Any) -> JSON:
        return {"lines": lines.count, "first": list(lines.first)}

    return {
        "file": str(one.path),
        "bytes": one.size,
        "encoding": one.encoding,
        "mixed": one.mixed,
        "byte_order_mark": one.marked,
        "lines": one.lines,
        "longest_line": one.longest,
        "not_utf8": {name: told(lines) for name, lines in one.foreign.items()},
        "signs": {name: told(lines) for name, lines in one.signs.items()},
        "line_ends": {"line_feed": one.breaks[0], "carriage_return_line_feed": one.breaks[1]},
    }


def _described(one: Described) -> JSON:
    return {
        **_sheet(one.sheet),
        "columns": [_column(column) for column in one.columns],
        "labels": None if one.labels is None else _counts(one.labels),
        "spellings": [[{"name": name, "rows": rows} for name, rows in spelled] for spelled in one.spelled],
        "groups": [_counts(counts) for counts in one.groups],
        "gaps": [_gap(gap) for gap in one.gaps],
        "agreement": None if one.agreement is None else evidence(one.agreement),
        "lengths": None if one.lengths is None else asdict(one.lengths),
        "writing": None if one.writing is None else {**asdict(one.writing), "found": dict(one.writing.found)},
    }


def _column(column: Column) -> JSON:
    return {
        "name": column.name,
        "role": column.role,
        "type": column.type,
        "missing": column.missing,
        "marks": column.marks,
        "different": column.different,
        "quantiles": None if column.quantiles is None else dict(column.quantiles),
        "odd": len(column.odd),
    }


def _counts(counts: Counts) -> JSON:
    return {
        "of": counts.of,
        "rows": counts.rows,
        "missing": counts.missing,
        "evenness": round(counts.evenness, 4),
        "parts": [_part(part) for part in counts.parts],
    }


def _part(part: Part) -> JSON:
    return {"name": part.name, "estimate": part.value, "low": part.low, "high": part.high, "counts": dict(part.counts)}


def _gap(gap: Gap) -> JSON:
    estimate = {"estimate": gap.value, "low": gap.low, "high": gap.high}
    return {"group": gap.group, "label": gap.label, **estimate, "shares": [_part(part) for part in gap.shares]}


def _represented(one: Represented) -> JSON:
    parts = [{**_part(part), "expected": share} for part, share in zip(one.parts, one.expected, strict=True)]
    return {
        "group": one.group,
        "sheet": one.sheet,
        "rows": one.rows,
        "p": one.p,
        "method": one.method,
        "differ": list(one.differ),
        "unknown": one.unknown,
        "parts": parts,
    }


def evidence(found: Evidence) -> JSON:
    """An estimate with its interval, or why there is none."""
    if isinstance(found, NotMeasured):
        return {"estimate": None, "reason": found.reason, "counts": dict(found.counts)}
    return _estimate(found)


def _estimate(found: Estimate) -> JSON:
    return {
        "estimate": found.value,
        "low": found.low,
        "high": found.high,
        "confidence": found.confidence,
        "method": found.method,
        "counts": dict(found.counts),
        "thin": found.thin,
    }


def _label_errors(found: LabelErrors | NotMeasured) -> JSON:
    if isinstance(found, NotMeasured):
        return {"share": evidence(found)}
    return {
        "share": _estimate(found.share),
        "rows": found.rows,
        "left_out": found.left_out,
        "suspected": len(found.listing),
        "pairs": [{"given": one, "suggested": other, "rows": count} for one, other, count in found.pairs],
        "margins": {"edges": list(found.edges), "rows": list(found.margins), "suspected": list(found.suspected)},
    }


def _listing(listing: Listing) -> JSON:
    rows = []
    for one in listing.first(LISTED):
        row: JSON = {"place": one.place}
        row |= {} if one.other is None else {"other": one.other}
        row |= {} if one.score is None else {"score": one.score}
        rows.append(row)
    return {"kind": listing.kind, "sheet": listing.sheet, "of": listing.of, "count": len(listing), "rows": rows}
