"""What verifying found: frozen values that explain themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from troth.record.note import Checkpoint

Severity = Literal["wrong", "warning"]
Kind = Literal["database", "tiles", "proof", "bundle"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `wrong` makes the whole not genuine, `warning` is for the reader to weigh.

    where: such as `entry 5`, `checkpoint 12`, `tile/0/000`, `row 17`. what: in words.
    """

    severity: Severity
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One audit in the log: where it stands, of which model, with which verdict, on which opening of which rows."""

    index: int
    time: str
    model: str
    verdict: str
    root: str = ""
    opening: int | None = None


@dataclass(frozen=True, slots=True)
class CharterHistory:
    """What the log promises about one charter, in the order it happened; numbers are entry indexes."""

    charter: str
    name: str
    version: str
    signed: int | None = None
    committed: tuple[int, ...] = ()
    started: tuple[int, ...] = ()
    trained: tuple[int, ...] = ()
    opened: tuple[int, ...] = ()
    audits: tuple[AuditLine, ...] = ()
    erased: tuple[int, ...] = ()
    released: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsPlace:
    """Where the rows that were given belong: the entry that committed them, its charter, and what came of it.

    name, version: of the charter, empty where it is not in what was verified. opened: the entries that opened these
    rows for this charter. audits: those of this charter made on these rows.
    """

    entry: int
    charter: str
    name: str
    version: str
    opened: tuple[int, ...]
    audits: tuple[AuditLine, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of verifying a database, an exported log, a proof or a release.

    key: the log's key in text (`name+id+base64`), None if none could be read; trusted: whether the caller gave that
    key, else it was taken from what was verified (trust on first use). head: the newest checkpoint whose signature is
    good. entries: how many leaves were recomputed. counts: entries by type. charters: the order of promises. findings:
    in order, as many of each severity as are kept. wrong_count: how many things are wrong, kept or not. more_findings:
    how many findings of both severities were left off. rows_checked: how many rows were compared with the committed
    ones; rows_of: where they are committed. first_time, last_time: of the entries. release: of a release, what its
    entry says; files: how many of its files were compared with the manifest.
    """

    path: str
    kind: Kind
    key: str | None
    trusted: bool
    head: Checkpoint | None
    entries: int
    counts: Mapping[str, int]
    charters: tuple[CharterHistory, ...]
    findings: tuple[Finding, ...]
    wrong_count: int
    more_findings: int = 0
    rows_checked: int | None = None
    rows_of: tuple[RowsPlace, ...] = ()
    first_time: str | None = None
    last_time: str | None = None
    release: Mapping[str, Any] | None = None
    files: int | None = None

    @property
    def genuine(self) -> bool:
        """Whether nothing is wrong; warnings do not make a record false."""
        return self.wrong_count == 0 and self.first_wrong is None

    @property
    def first_wrong(self) -> Finding | None:
        """The first thing that is wrong, None when all is genuine."""
        return next((finding for finding in self.findings if finding.severity == "wrong"), None)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is not false but should be known."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")
