"""A client's folder: its own rows, which charter it trains under, and by what its machine is best used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from troth.data import Dataset, Places, Roles, Split
from troth.errors import DataError, TrainingError
from troth.standard import Charter, read

FILE, ROWS = "client.json", "rows.jsonl"
ROLES = Roles(text="text", label="label")


@dataclass(frozen=True, slots=True)
class Station:
    """A client on disk. number: that the server knows it by. turns: a folder that clients on one machine share."""

    folder: Path
    charter: Path
    number: int
    workers: int
    threads: int
    half: bool
    turns: Path | None = None
    places: int = 1

    def write(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Make the folder, with these rows in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            json.dumps({"text": text, "label": label})  # in ASCII: a text may hold what UTF-8 has no bytes for
            for text, label in zip(texts, labels, strict=True)
        ]
        (self.folder / ROWS).write_text("\n".join(lines) + "\n", encoding="utf-8")
        said = {
            "charter": str(self.charter),
            "number": self.number,
            "workers": self.workers,
            "threads": self.threads,
            "half": self.half,
            "turns": str(self.turns) if self.turns else None,
            "places": self.places,
        }
        (self.folder / FILE).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Station:
        """As it was written. Raises TrainingError for a folder that is none."""
        try:
            said = json.loads((folder / FILE).read_text(encoding="utf-8"))
            turns = Path(said["turns"]) if said["turns"] else None
            rest = {name: said[name] for name in ("number", "workers", "threads", "half", "places")}
            return cls(folder, Path(said["charter"]), turns=turns, **rest)
        except (OSError, ValueError, KeyError, TypeError):
            raise TrainingError("this is no folder of a federated client", where=str(folder)) from None

    def read_charter(self) -> Charter:
        """The charter, as this client has it."""
        return read(self.charter)

    def dataset(self, charter: Charter, labels: tuple[str, ...]) -> Dataset:
        """The client's rows, all of them to learn from. Raises DataError for a label that is not among these."""
        content = (self.folder / ROWS).read_bytes()
        rows = [json.loads(line) for line in content.decode().split("\n") if line]
        texts, given = [row["text"] for row in rows], [row["label"] for row in rows]
        unknown = sorted(set(given) - set(labels))
        if unknown or not rows:
            what = f"has a label that the training does not know: {unknown[0]}" if unknown else "has no rows"
            raise DataError(what, where=str(self.folder / ROWS), remedy="Name every label as task.output.labels.")
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        frame = pl.DataFrame({"text": texts, "label": given}, schema={"text": pl.String, "label": pl.String})
        train = _split(charter, "train", frame, digest)
        none = [_split(charter, name, frame[:0], digest) for name in ("validation", "test")]
        return Dataset(charter.task.kind, labels, train, none[0], none[1], digest)


def _split(charter: Charter, name: str, frame: pl.DataFrame, digest: str) -> Split:
    places = Places(((0, ROWS),), np.arange(1, frame.height + 1))
    return Split(name, charter.task.kind, frame, ROLES, places, digest)
