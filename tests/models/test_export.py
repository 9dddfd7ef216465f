from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from troth.errors import ModelError
from troth.models import export, load

Copy = Callable[[str], Path]
TEXTS = ["the cat sat", "far away!", "a dog ran on the mat"] * 4


@pytest.fixture(params=["troth-text", "troth-tokens"])
def trained(request: pytest.FixtureRequest, copy_of: Copy) -> tuple[Path, str, Any]:
    folder = copy_of(request.param)
    (folder / "model.onnx").unlink()
    if request.param == "troth-text":
        return folder, "text-classification", TEXTS
    return folder, "token-classification", [text.split() for text in TEXTS]


def module() -> Any:
    import importlib

    return importlib.import_module("troth.models.export")


def test_both_exports_agree_with_the_original(trained: tuple[Path, str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module(), "INT8_AGREEMENT", 0.5)  # random weights have no margin between labels
    folder, kind, inputs = trained
    exported = export(folder, inputs)
    assert exported.float32 is not None
    assert exported.float32.same == 1.0
    assert exported.float32.difference < 1e-4
    assert exported.int8 is not None
    assert b"DynamicQuantizeLinear" in (folder / "model.int8.onnx").read_bytes()
    assert [note.split()[0] for note in exported.notes] == ["model.onnx", "model.int8.onnx"]
    float32, int8 = (load(f"onnx:{folder / name}", kind=kind) for name in ("model.onnx", "model.int8.onnx"))
    assert (float32.describe().runtime, int8.describe().runtime) == ("onnx", "onnx int8")
    assert len({float32.digest, int8.digest, load(folder, kind=kind).digest}) == 3
    assert load(f"onnx:{folder}", kind=kind).digest == load(folder, kind=kind).digest


def test_an_export_that_does_not_agree_is_not_kept(
    trained: tuple[Path, str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module(), "FLOAT_DIFFERENCE", -1.0)
    folder, _, inputs = trained
    exported = export(folder, inputs)
    assert (exported.float32, exported.int8) == (None, None)
    assert "does not agree" in exported.notes[0]
    assert not (folder / "model.onnx").exists()


def test_an_exporter_that_fails_leaves_nothing(trained: tuple[Path, str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(folder: Path) -> None:
        (folder / "model.onnx").write_bytes(b"half")
        raise RuntimeError("no such operator\nand much more")

    monkeypatch.setattr(module(), "write_float", fails)
    folder, _, inputs = trained
    exported = export(folder, inputs)
    assert exported.notes == ("No model.onnx: no such operator",)
    assert not (folder / "model.onnx").exists()


def test_there_must_be_something_to_check_on(trained: tuple[Path, str, Any]) -> None:
    with pytest.raises(ModelError, match="no inputs"):
        export(trained[0], [])


def test_a_table_has_nothing_to_export(copy_of: Copy) -> None:
    assert export(copy_of("troth-table"), {}).notes == ()


def test_the_head_stays_float(models_made: Path) -> None:
    for name in ("troth-text", "troth-tokens"):
        assert module()._kept_float(models_made / name / "model.onnx")[0].startswith("/network/head/")
