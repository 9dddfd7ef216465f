"""What must hold across the splits of a dataset before anything is trained or judged on it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl

from troth.data.groups import group_names
from troth.data.interface import Finding, as_groups
from troth.data.roles import Part
from troth.data.spellings import said, spellings
from troth.errors import DataError

PREFIX = "BIESLU"
SMALL_GROUP = 30
"""Rows: below, an interval on a group's rate is wider than most limits are strict."""

EXAMPLES = 3
NAMED = 8
LONGEST = 40  # characters of a name that a message repeats


def labels_of(train: Part, declared: tuple[str, ...] | None) -> tuple[str, ...]:
    """The labels of the task: the charter's, else those of the training rows, sorted."""
    present = set(flat_labels(train).unique().to_list())
    if declared is None:
        return tuple(sorted(present))
    if train.roles.tags and not _are_tags(declared):
        return tuple(_tags_of(declared, present))
    return declared


def check_labels(parts: Sequence[Part], labels: tuple[str, ...], declared: tuple[str, ...] | None) -> list[Finding]:
    """DataError for a label that is not the charter's, was never trained on, or is the only one."""
    train, known = parts[0], set(labels)
    if declared is not None:
        for part in parts:
            _refuse_foreign(part, known, "task.output.labels does not list", sorted(known))
    trained = set(flat_labels(train).unique().to_list())
    if len(trained) < 2:
        raise DataError(
            f"every row has the same label, {next(iter(trained))!r}",
            where=train.places.of(0).rpartition(":")[0],
            remedy="A model can only learn to tell labels apart: name another label column, or add rows of others.",
        )
    findings = [_never(part, sorted(set(labels) - trained)) for part in (train,)]
    findings.append(_spelled(train))
    for part in parts[1:]:
        unseen = set(flat_labels(part).unique().to_list()) - trained
        if train.roles.tags:
            findings.append(_never_seen_tags(part, unseen, trained))
            unseen = {
                tag for tag in unseen if tag.partition("-")[2] not in {seen.partition("-")[2] for seen in trained}
            }
        if unseen:
            _refuse_foreign(part, trained, "no training row has", sorted(trained))
        findings.append(_never(part, sorted(trained - set(flat_labels(part).unique().to_list()))))
    return [finding for finding in findings if finding]


def check_groups(parts: Sequence[Part]) -> list[Finding]:
    """DataError for a group of a single row; Findings for groups that the test split has few rows of, or none."""
    findings: list[Finding] = []
    for name in parts[0].roles.groups or parts[-1].roles.groups:
        for part in parts:
            if name in part.roles.groups:
                _refuse_single(name, [other for other in parts if name in other.roles.groups])
                break
    test = parts[-1]
    for name in test.roles.groups:
        counts = dict.fromkeys(known_groups(parts, name), 0) | group_counts(test, name)
        findings += _few(name, counts, test) + _nobody(name, test)
    return findings


def known_groups(parts: Sequence[Part], name: str) -> tuple[str, ...]:
    """The groups of a column over all splits that have it, sorted."""
    return group_names([as_groups(part.frame[name]) for part in parts if name in part.roles.groups])


def _few(name: str, counts: Mapping[str, int], test: Part) -> list[Finding]:
    absent = sorted(group for group, count in counts.items() if count == 0)
    small = sorted(group for group, count in counts.items() if 0 < count < SMALL_GROUP)
    findings = []
    if absent:
        what = f"groups of {name!r} have no test row, so nothing can be said of them: {_some(absent)}"
        findings.append(Finding("warning", what, None, split=test.name))
    if small:
        what = f"groups of {name!r} have fewer than {SMALL_GROUP} test rows: {_some(small, counts)}"
        findings.append(Finding("note", what, None, split=test.name))
    return findings


def _nobody(name: str, test: Part) -> list[Finding]:
    """Rows without a value in a column where every row should have one; lists may well be empty."""
    column = as_groups(test.frame[name])
    missing = column.null_count()
    if not missing or column.dtype == pl.List:
        return []
    rows = column.is_null().arg_true().head(EXAMPLES).to_list()
    what = f"test rows name no group of {name!r} ({missing / len(column):.1%} of them), and no figure on it covers them"
    return [Finding("warning", what, missing, tuple(test.places.of(row) for row in rows), test.name)]


def flat_labels(part: Part) -> pl.Series:
    """Every label of a part: of token tasks, every word's tag."""
    if part.roles.tags:
        return part.frame[part.roles.tags].explode(empty_as_null=False)
    return part.frame[part.roles.label or ""]


def group_counts(part: Part, name: str) -> dict[str, int]:
    """Rows of each group, most first; a row of several groups counts in each."""
    column = as_groups(part.frame[name])
    flat = column.explode() if column.dtype == pl.List else column
    counts = flat.drop_nulls().value_counts(sort=True)
    return dict(zip(counts.to_series(0).to_list(), counts["count"].to_list(), strict=True))


def _refuse_foreign(part: Part, known: set[str], who: str, named: Iterable[str]) -> None:
    flat = flat_labels(part)
    foreign = ~flat.is_in(list(known))
    if not foreign.any():
        return
    place = int(foreign.arg_true()[0])
    label = str(flat[place])
    near = difflib.get_close_matches(label, list(named), n=1)
    raise DataError(
        f"holds the label {label!r}, which {who}" + (f"; did you mean {near[0]!r}?" if near else ""),
        where=_place(part, place),
        remedy=f"Known: {_some(list(named))}. Correct the row, or name the label in the charter and train on it.",
    )


def _place(part: Part, flat: int) -> str:
    """`file:line` of a label; of token tasks from CoNLL columns the word's own line."""
    if not part.roles.tags:
        return part.places.of(flat)
    ends = np.cumsum(part.frame[part.roles.tags].list.len().to_numpy())
    row = int(np.searchsorted(ends, flat, side="right"))
    file, _, line = part.places.of(row).rpartition(":")
    # Words of a CoNLL sentence stand on consecutive lines; elsewhere a sentence has one line.
    next_line = int(part.places.lines[row + 1]) if row + 1 < len(part.places.lines) else int(line) + 10**9
    within = flat - (int(ends[row - 1]) if row else 0)
    return (
        f"{file}:{int(line) + within}" if next_line > int(line) + within and ".json" not in file else f"{file}:{line}"
    )


def _never(part: Part, labels: list[str]) -> Finding | None:
    if not labels:
        return None
    return Finding("warning", f"labels without a row in the {part.name} split: {_some(labels)}", None, split=part.name)


def _spelled(part: Part) -> Finding | None:
    """That labels may have been meant to be one: they are learned, and judged, as several."""
    found = spellings(flat_labels(part).cast(pl.String))
    if not found:
        return None
    what = f"labels of the {part.name} split that differ only in case or blanks: {said(found, NAMED)}"
    return Finding("warning", what, None, split=part.name)


def _never_seen_tags(part: Part, unseen: set[str], trained: set[str]) -> Finding | None:
    if not unseen:
        return None
    what = f"tags of the {part.name} split that training never saw: {_some(sorted(unseen))}"
    return Finding("warning", what, None, split=part.name)


def _refuse_single(name: str, parts: Sequence[Part]) -> None:
    columns = [as_groups(part.frame[name]) for part in parts]
    if any(column.dtype == pl.List for column in columns):
        return  # annotators' lists name many groups once; those are findings
    counts = pl.concat(columns).drop_nulls().value_counts(sort=True)
    single = counts.filter(pl.col("count") == 1).to_series(0).to_list()
    if not single:
        return
    part, row = next(
        (part, int(found.arg_true()[0]))
        for part in parts
        if (found := (as_groups(part.frame[name]) == single[0]).fill_null(False)).any()
    )
    others = counts.filter(pl.col("count") > 1).to_series(0).to_list()
    near = difflib.get_close_matches(single[0], others, n=1)
    also = f" ({len(single)} groups of {name!r} have one row)" if len(single) > 1 else ""
    raise DataError(
        f"column {name!r}: this is the only row of the group {single[0]!r}{also}"
        + (f"; did you mean {near[0]!r}?" if near else ""),
        where=part.places.of(row),
        remedy=f"Nothing can be said of a group of one: correct it, merge it, make ranges of numbers, or list it under "
        f"data.format.missing (missing: [{single[0]!r}]).",
    )


def _are_tags(labels: Iterable[str]) -> bool:
    return any(label == "O" or label[1:2] == "-" for label in labels)


def _tags_of(types: Sequence[str], present: set[str]) -> list[str]:
    """Entity types as the tags that the data has of them, O first."""
    return ["O", *(f"{prefix}-{kind}" for kind in types for prefix in PREFIX if f"{prefix}-{kind}" in present)]


def _some(names: Sequence[str], counts: Mapping[str, int] | None = None) -> str:
    """The first few names, each with its rows where `counts` has them."""
    shown = ", ".join(repr(_cut(name)) + (f" ({counts[name]})" if counts else "") for name in names[:NAMED])
    return shown + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
