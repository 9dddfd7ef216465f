from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from troth.errors import ModelError
from troth.models import Embedding, export, load

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
        head, _ = module()._kept_float(models_made / name / "model.onnx")
        assert "/head/" in head


def test_the_head_of_the_int8_export_is_float(trained: tuple[Path, str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    import onnx

    monkeypatch.setattr(module(), "INT8_AGREEMENT", 0.0)
    folder, _, inputs = trained
    export(folder, inputs)
    nodes = onnx.load(str(folder / "model.int8.onnx")).graph.node
    products = {node.op_type for node in nodes if "/head/" in node.name}
    assert products & {"MatMul", "Gemm"}
    assert "MatMulInteger" not in products


def test_an_export_of_texts_tells_its_vectors(copy_of: Copy) -> None:
    folder = copy_of("troth-text")
    (folder / "model.onnx").unlink()
    export(folder, TEXTS)
    model = load(f"onnx:{folder}", kind="text-classification")
    assert isinstance(model, Embedding)
    said, vectors = model.embed(TEXTS)
    expected = model.predict(TEXTS)
    assert (said.codes == expected.codes).all()
    assert said.probabilities == pytest.approx(expected.probabilities)
    assert len(vectors) == len(TEXTS)
    assert vectors[0] == pytest.approx(vectors[3], abs=1e-5)  # the same text
    assert abs(vectors[0] - vectors[1]).max() > 1e-3
    assert model.embed([])[1].shape[0] == 0
