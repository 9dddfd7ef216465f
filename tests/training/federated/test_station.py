"""A client's folder gives back the rows that were put into it."""

from __future__ import annotations

from pathlib import Path

from training import tiny
from training.federated.made import federated_task
from troth.training.federated.station import Station


def test_texts_with_any_separator_of_lines_come_back(tmp_path: Path) -> None:
    charter, dataset = federated_task(tmp_path, tiny.make_base(tmp_path / "base"))
    texts = ["one\u2028two", "one\x85two\x1ethree", "a\nb\r\nc", "早"]
    station = Station(tmp_path / "client", charter.path, number=0, workers=1, threads=1, half=False)
    station.write(texts, [dataset.labels[0]] * len(texts))
    found = Station.open(tmp_path / "client").dataset(charter, dataset.labels)
    assert [str(text) for text in found.train.inputs()] == texts
