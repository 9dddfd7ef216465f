"""What looking at a data file showed: the values that pass from the data room to `draft`."""

from __future__ import annotations

from dataclasses import dataclass, field

from troth.standard.kinds import TaskKind


@dataclass(frozen=True, slots=True)
class LabelCount:
    """A label and how many rows (of token tasks: tokens) carry it."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """A column that fairness may be measured over: few values, each with enough rows.

    counts: value to rows, missing left out. why: half a sentence for the draft's comment, such as `named like a
    protected attribute`. certain: False lets the draft name the column in a comment only.
    """

    column: str
    counts: tuple[LabelCount, ...]
    why: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Telltale:
    """A column of a table that nearly says the label, so that it may have been filled in after the decision.

    why: half a sentence for the draft's comment, such as `saves 93% of the errors`.
    """

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """A threshold that this data makes reasonable: the clause `measure operator limit`, and the note that goes beside
    it. decidable: False lets the draft name the clause in a comment only."""

    measure: str
    operator: str
    limit: float
    note: str
    decidable: bool = True


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What looking at a data file showed; filled by `data.inspect`, read by `draft`.

    path: as the charter should write it. name: for the charter, such as the file's stem; any text. kind: the
    likeliest task. rows: of the file (token tasks: sentences). text, label, tokens, tags, id: column names or None.
    labels: each with its count, frequent first; for BIO tags the tags themselves. groups: likely group columns.
    personal: columns that look personal (names, mail addresses, numbers of people), with nothing said about
    certainty. format: keys and values of the charter's `format` block that the file needs, such as {"header": False,
    "separator": ","}; empty when it is self-evident. documents: of token tasks, if known. thresholds: further
    reachable clauses; `draft` derives those of accuracy and fairness from counts itself. longest: characters of the
    longest text. telltales: columns that nearly say the label, which the draft leaves out. foreign: the share of the
    letters that are Chinese, Japanese or Korean, which the packaged base was not made for. test_rows: of the test file,
    None without one that can be read. notes: anything a reader should decide, a sentence each, written as comments at
    the top.
    """

    path: str
    name: str
    kind: TaskKind
    rows: int
    labels: tuple[LabelCount, ...]
    text: str | None = None
    label: str | None = None
    tokens: str | None = None
    tags: str | None = None
    id: str | None = None
    document: str | None = None
    features: tuple[str, ...] | None = None
    groups: tuple[GroupColumn, ...] = ()
    personal: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    format: dict[str, str | bool | list[str]] = field(default_factory=dict)
    test: str | None = None
    test_rows: int | None = None
    validation: str | None = None
    documents: int | None = None
    longest: int | None = None
    telltales: tuple[Telltale, ...] = ()
    foreign: float = 0.0
    thresholds: tuple[Reachable, ...] = ()
    notes: tuple[str, ...] = ()
