"""The files of a charter's data as they are published: which, under which name, and with which digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from troth.data.publication.own import Own
from troth.data.readers import Reading, Table, reader_of
from troth.data.readers.files import check
from troth.errors import DataError
from troth.record import hashed
from troth.standard import HUB, Charter, Source, TaskKind

FOLDER = "data"
"""The folder of a release that its data files lie in."""
ENDINGS = (".csv", ".tsv", ".txt", ".data", ".jsonl", ".ndjson", ".json", ".parquet", ".conll", ".bio")
"""Endings of files that a release keeps."""

SPLITS = ("train", "validation", "test", "unlabelled")

MEDIA = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".jsonl": "application/jsonlines",
    ".ndjson": "application/jsonlines",
    ".parquet": "application/x-parquet",
}
"""Media types by a file's ending, as Croissant's specification and its reference implementation name them."""


@dataclass(frozen=True)
class DataFile:
    """One file of a data set.

    split: train, validation, test or unlabelled. source: how the charter says that it is read. path: the file that is
    published, original: the charter's own. name: the path in a release, with slashes. sha256: `sha256:<hex>` of the
    bytes at `path`, size: how many these are. own: all of the charter's files. personal: columns that it calls so in
    any of them.
    """

    split: str
    kind: TaskKind
    source: Source
    path: Path
    original: Path
    name: str
    sha256: str
    size: int
    own: Own
    personal: tuple[str, ...] = ()

    @property
    def replaced(self) -> bool:
        """Whether another file than the charter's own is published."""
        return self.path != self.original

    @property
    def media_type(self) -> str:
        """The media type by the name's ending, that of a plain text where it tells none."""
        return MEDIA.get(Path(self.name.removesuffix(".gz")).suffix, "text/plain")

    @cached_property
    def table(self) -> Table:
        """The file's rows as they stand."""
        return self.own.read(self.split, self.path) if self.replaced else self.original_table

    @property
    def original_table(self) -> Table:
        """The rows of the charter's own file."""
        return self.own.table(self.split)


def files_of(charter: Charter, replaced: Mapping[str, Path], splits: Sequence[str] = SPLITS) -> tuple[DataFile, ...]:
    """The files of the splits that the charter names, train first; replaced: files to publish in place of its own.

    Raises DataError where a split or a file is not there, or is a folder or on the hub.
    """
    sources = _sources(charter)
    for split in replaced:
        if split not in sources or split not in splits:
            raise DataError(
                f"the charter names no file of {split!r} that could be replaced",
                where=str(charter.path),
                remedy=f"It names: {', '.join(sources)}.",
            )
    chosen = [split for split in sources if split in splits]
    on_disk = {split: source for split, source in sources.items() if not source.path.startswith(HUB)}
    own = Own(charter.task.kind, {split: (source, _path(charter, source)) for split, source in on_disk.items()})
    return tuple(_file(charter, split, sources[split], own, replaced.get(split)) for split in chosen)


def _path(charter: Charter, source: Source) -> Path:
    return charter.folder / Path(source.path).expanduser()


def _sources(charter: Charter) -> dict[str, Source]:
    data = charter.data
    sources = {"train": data.train, "validation": data.validation, "test": data.test}
    if data.unlabelled is not None:
        sources["unlabelled"] = replace(data.unlabelled, format=data.train.format)
    return {split: source for split, source in sources.items() if source is not None}


def _personal(charter: Charter) -> tuple[str, ...]:
    """Every column that is personal in any file of the charter: what is so in one is so in all."""
    return tuple(dict.fromkeys(name for source in _sources(charter).values() for name in source.columns.personal))


def _file(charter: Charter, split: str, source: Source, own: Own, instead: Path | None) -> DataFile:
    if source.path.startswith(HUB):
        raise DataError("is on the hub, and a release is made of files", where=source.path, remedy="Name its files.")
    original = _path(charter, source)
    path = original if instead is None else instead
    for one in (original, path):
        check(one)
    sha256, size = hashed(path)
    reader = reader_of(path, Reading(source.format, source.columns, charter.task.kind, split))
    name = f"{FOLDER}/{split}{_ending(path, reader)}"
    return DataFile(split, charter.task.kind, source, path, original, name, sha256, size, own, _personal(charter))


def _ending(path: Path, reader: str) -> str:
    """The ending that tells the format, with `.gz` where it is packed; another ending may be anybody's name."""
    bare = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    ending = bare.suffix.lower() if bare.suffix.lower() in ENDINGS else f".{reader}"
    return ending + (".gz" if bare != path else "")
