"""A zoo of files made to harm or broken on the way: each is a ModelError that names its place and what to do."""

from __future__ import annotations

import io
import json
import pickle
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.tiny import edit_json, write_json
from troth.errors import ModelError
from troth.models import load

Copy = Callable[[str], Path]
TEXT, TABLE = "text-classification", "tabular-classification"


class Bomb:
    """Leaves a mark when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (exec, ("import pathlib; pathlib.Path('exploded').touch()",))


def refused(reference: Any, kind: str = TEXT) -> ModelError:
    """The error that opening `reference` gives, which must name a place and a remedy."""
    with pytest.raises(ModelError) as caught:
        load(reference, kind=kind)
    assert caught.value.where, caught.value
    assert caught.value.remedy, caught.value
    assert not Path("exploded").exists()
    return caught.value


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_pickle_named_safetensors(copy_of: Copy) -> None:
    for name in ("hf-text", "troth-text"):
        folder = copy_of(name)
        (folder / "model.safetensors").write_bytes(pickle.dumps(Bomb()))
        assert "pickle" in refused(folder).what


def test_a_torch_archive_named_safetensors(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    with zipfile.ZipFile(folder / "model.safetensors", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
    assert "zip" in refused(folder).what


@pytest.mark.parametrize("name", ["hf-text", "troth-text"])
def test_truncated_safetensors(copy_of: Copy, name: str) -> None:
    folder = copy_of(name)
    data = (folder / "model.safetensors").read_bytes()
    for length in (0, 4, 8, 40, len(data) // 2, len(data) - 1):
        (folder / "model.safetensors").write_bytes(data[:length])
        refused(folder)


def test_a_huge_header_length(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    (folder / "model.safetensors").write_bytes((2**63).to_bytes(8, "little") + b"{}")
    assert str(2**63) in refused(folder).what


def test_a_header_that_describes_more_than_there_is(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    header = json.dumps({"w": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}).encode()
    (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    assert "describes" in refused(folder).what


def test_weights_of_another_shape(copy_of: Copy) -> None:
    for name in ("hf-text", "troth-text"):
        folder = copy_of(name)
        edit_json(folder / "config.json", intermediate_size=64)
        refused(folder)


def test_weights_that_are_missing_are_not_random(copy_of: Copy) -> None:
    from safetensors.numpy import load_file, save_file

    folder = copy_of("hf-text")
    weights = load_file(folder / "model.safetensors")
    save_file(
        {name: value for name, value in weights.items() if "classifier" not in name}, folder / "model.safetensors"
    )
    assert "classifier.weight" in refused(folder).what


def test_only_a_pickle_of_weights(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    error = refused(folder)
    assert "pytorch_model.bin" in error.what
    assert "safe_serialization" in str(error.remedy)


@pytest.mark.parametrize(
    "name", ["m.pkl", "m.pickle", "m.pt", "m.pth", "m.bin", "m.joblib", "m.h5", "m.keras", "m.ckpt", "m.npy"]
)
def test_files_that_can_run_code(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(pickle.dumps(Bomb()))
    for reference in (path, f"onnx:{path}", f"skops:{path}", f"predictions:{path}"):
        assert "refused" in refused(reference, TABLE).what


def test_a_folder_of_pickles(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "model.pkl").write_bytes(pickle.dumps(Bomb()))
    assert "pickle" in refused(tmp_path / "old").what


def test_a_pickle_by_any_other_name(tmp_path: Path) -> None:
    for name, scheme in (("m.onnx", "onnx"), ("m.skops", "skops"), ("m.parquet", "predictions")):
        (tmp_path / name).write_bytes(pickle.dumps(Bomb()))
        refused(f"{scheme}:{tmp_path / name}", TABLE)


def test_code_that_comes_with_a_model(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    edit_json(folder / "config.json", auto_map={"AutoModel": "modeling.Model"})
    (folder / "modeling.py").write_text("open('exploded', 'w')", encoding="utf-8")
    assert "auto_map" in refused(folder).what


@pytest.mark.parametrize(
    "fields",
    [
        {"_attn_implementation": "owner/kernel"},
        {"attn_implementation": "flash|owner/kernel:f"},
        {"attn_implementation": {"text": "owner/kernel"}},
        {"text_config": {"_attn_implementation_internal": "owner/kernel"}},
    ],
)
@pytest.mark.parametrize("name", ["hf-text", "troth-text"])
def test_attention_that_would_be_fetched_from_a_hub(copy_of: Copy, name: str, fields: dict[str, Any]) -> None:
    folder = copy_of(name)
    edit_json(folder / "config.json", **fields)
    assert "run as code" in refused(folder).what


def test_an_adapter_over_another_model(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    write_json(folder / "adapter_config.json", {"base_model_name_or_path": "evil/base"})
    assert "adapter" in refused(folder).what


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": "1.0"}', "\x00", '{"a":' * 100_000])
def test_a_broken_tokenizer(copy_of: Copy, text: str) -> None:
    for name in ("hf-text", "troth-text"):
        folder = copy_of(name) if not Path(name).exists() else Path(name)
        (folder / "tokenizer.json").write_text(text, encoding="utf-8")
        assert "tokenizer.json" in str(refused(folder).where)


def test_a_tokenizer_that_takes_for_ever(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    split = {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}
    edit_json(folder / "tokenizer.json", pre_tokenizer=split)
    assert "exponential" in refused(folder).what


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": 4}, "format"),
        ({"format": None}, "format"),
        ({"labels": ["one"]}, "labels"),
        ({"labels": "abc"}, "labels"),
        ({"kind": "poetry"}, "kind"),
        ({"runtime": "pickle"}, "runtime"),
        ({"labels": ["a", "b"]}, "safetensors"),
        ({"network": None}, ""),
        ({"network": {}}, ""),
        ({"kind": "token-classification"}, "token"),
    ],
)
def test_a_manifest_that_does_not_fit(copy_of: Copy, fields: dict[str, Any], said: str) -> None:
    folder = copy_of("troth-text")
    edit_json(folder / "troth.json", **fields)
    assert said in refused(folder).what


def test_an_export_beside_labels_of_another_model(copy_of: Copy) -> None:
    folder = copy_of("troth-text")
    edit_json(folder / "troth.json", labels=["a", "b"])
    with pytest.raises(ModelError, match="2 labels"):
        load(f"onnx:{folder}", kind=TEXT).predict(["a cat"])


def test_links_that_lead_out(copy_of: Copy, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"format": 1}', encoding="utf-8")
    for name, file in (("hf-text", "config.json"), ("troth-text", "troth.json"), ("troth-table", "model.skops")):
        folder = copy_of(name)
        (folder / file).unlink()
        (folder / file).symlink_to(tmp_path / "secret.json")
        assert "leads out" in refused(folder, TABLE if name == "troth-table" else TEXT).what


def test_a_link_to_a_folder(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    (folder / "loop").symlink_to(folder)
    assert "link to a folder" in refused(folder).what


def onnx_outside(path: Path, location: str) -> None:
    """A valid ONNX file whose one weight is in `location`."""
    import onnx
    from onnx import TensorProto, helper

    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 3], data_location=TensorProto.EXTERNAL)
    weight.external_data.add(key="location", value=location)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
        [weight],
    )
    path.write_bytes(
        onnx.ModelProto(ir_version=8, graph=graph, opset_import=[helper.make_opsetid("", 17)]).SerializeToString()
    )


@pytest.mark.parametrize("location", ["/etc/passwd", "../secret", "a/../../secret", "link", "", "nowhere", "a\0b"])
def test_onnx_with_tensors_outside(tmp_path: Path, location: str) -> None:
    (tmp_path / "secret").write_bytes(bytes(24))
    room = tmp_path / "room"
    room.mkdir()
    (room / "link").symlink_to(tmp_path / "secret")
    onnx_outside(room / "m.onnx", location)
    error = refused(f"onnx:{room / 'm.onnx'}", TABLE)
    assert re.search("outside|not there", error.what)


@pytest.mark.parametrize("data", [b"", b"\x3a", b"\xff" * 40, b"\x3a\xff\xff\xff\xff\x7f", b"not onnx at all"])
def test_onnx_that_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(data)
    refused(f"onnx:{tmp_path / 'm.onnx'}", TABLE)


def test_truncated_onnx(copy_of: Copy) -> None:
    folder = copy_of("troth-text")
    data = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(data[: len(data) // 2])
    refused(f"onnx:{folder}")


def test_skops_with_a_type_of_its_own(tmp_path: Path) -> None:
    import skops.io
    from sklearn.preprocessing import FunctionTransformer

    (tmp_path / "m.skops").write_bytes(skops.io.dumps(FunctionTransformer(shutil_rmtree())))
    error = refused(f"skops:{tmp_path / 'm.skops'}", TABLE)
    assert "shutil" in error.what


def shutil_rmtree() -> Any:
    import shutil

    return shutil.rmtree


def test_skops_that_is_no_classifier(tmp_path: Path) -> None:
    import skops.io
    from sklearn.preprocessing import StandardScaler

    (tmp_path / "m.skops").write_bytes(skops.io.dumps(StandardScaler().fit([[1.0], [2.0]])))
    assert "StandardScaler" in refused(f"skops:{tmp_path / 'm.skops'}", TABLE).what


def test_skops_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("troth.models.skops_model.UNPACKED_LIMIT", 1 << 20)
    with zipfile.ZipFile(tmp_path / "m.skops", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", bytes(2 << 20))
    assert "unpacks" in refused(f"skops:{tmp_path / 'm.skops'}", TABLE).what


def test_a_tree_that_leads_outside_itself(copy_of: Copy) -> None:
    """The nodes of the first tree in model.skops get a child that does not exist."""
    import numpy as np

    folder = copy_of("troth-table")
    with zipfile.ZipFile(folder / "model.skops") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith(".npy"):
            array = np.load(io.BytesIO(content), allow_pickle=False)
            if array.dtype.names and "left" in array.dtype.names:
                array["left"][~array["is_leaf"].astype(bool)] = 2**31
                buffer = io.BytesIO()
                np.save(buffer, array, allow_pickle=False)
                parts[name] = buffer.getvalue()
    with zipfile.ZipFile(folder / "model.skops", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "tree" in refused(folder, TABLE).what


def test_nothing_there(tmp_path: Path) -> None:
    for reference in (
        tmp_path / "none",
        f"onnx:{tmp_path / 'none'}",
        f"skops:{tmp_path / 'none'}",
        "predictions:none.csv",
    ):
        refused(reference, TABLE)
    refused(tmp_path)


@pytest.mark.parametrize("name", ["../other/model.safetensors", ".cache/model.safetensors", "/etc/passwd", "w.bin", 7])
def test_an_index_of_weights_that_leads_elsewhere(copy_of: Copy, name: Any) -> None:
    """transformers would open what the index names; the digest would cover none of it."""
    from safetensors.numpy import load_file

    folder = copy_of("hf-text")
    tensors = load_file(folder / "model.safetensors")
    (folder / ".cache").mkdir()
    (folder.parent / "other").mkdir()
    for place in (folder / ".cache", folder.parent / "other"):
        (place / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes())
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    write_json(folder / "model.safetensors.index.json", {"metadata": {}, "weight_map": dict.fromkeys(tensors, name)})
    assert "refused" in refused(folder).what


def test_an_index_of_weights_that_stays(copy_of: Copy) -> None:
    from safetensors.numpy import load_file

    folder = copy_of("hf-text")
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    index = {"metadata": {}, "weight_map": dict.fromkeys(tensors, "model-00001-of-00001.safetensors")}
    write_json(folder / "model.safetensors.index.json", index)
    assert load(folder, kind=TEXT).predict(["a cat"]).codes.shape == (1,)
    for tree in ({}, {"weight_map": []}):
        write_json(folder / "model.safetensors.index.json", tree)
        assert "weight_map" in refused(folder).what


def test_a_config_that_names_its_weights(copy_of: Copy) -> None:
    folder = copy_of("hf-text")
    edit_json(folder / "config.json", transformers_weights=".cache/model.safetensors")
    assert "as its weights" in refused(folder).what


@pytest.mark.parametrize("aside", [".cache", ".git", ".Cache"])
def test_nothing_is_opened_that_the_digest_leaves_out(copy_of: Copy, tmp_path: Path, aside: str) -> None:
    folder = copy_of("hf-text")
    (folder / aside).mkdir()
    (folder / "config.json").rename(folder / aside / "config.json")
    (folder / "config.json").symlink_to(f"{aside}/config.json")
    assert "no part of the model" in refused(folder).what
    (tmp_path / aside).mkdir()
    (tmp_path / aside / "w").write_bytes(bytes(24))
    onnx_outside(tmp_path / "m.onnx", f"{aside}/w")
    assert "no part of the model" in refused(f"onnx:{tmp_path / 'm.onnx'}", TABLE).what


def test_onnx_with_tensors_at_an_address(tmp_path: Path) -> None:
    """ONNX Runtime takes this location for a pointer; a file of that name must not make it pass."""
    (tmp_path / "*" / "_ORT_MEM_ADDR_").mkdir(parents=True)
    (tmp_path / "*" / "_ORT_MEM_ADDR_" / "*").write_bytes(bytes(24))
    onnx_outside(tmp_path / "m.onnx", "*/_ORT_MEM_ADDR_/*")
    assert "address" in refused(f"onnx:{tmp_path / 'm.onnx'}", TABLE).what


class PanicException(BaseException):
    """As libraries written in Rust call theirs."""


def test_a_library_that_panics(copy_of: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import polars
    import tokenizers

    def panic(*_: Any, **__: Any) -> Any:
        raise PanicException("index out of bounds")

    (tmp_path / "p.csv").write_text("label\na\n", encoding="utf-8")
    monkeypatch.setattr(polars, "read_csv", panic)
    assert "out of bounds" in refused(tmp_path / "p.csv").what
    monkeypatch.setattr(tokenizers, "Tokenizer", type("Tokenizer", (), {"from_str": staticmethod(panic)}))
    assert "out of bounds" in refused(copy_of("troth-text")).what


@pytest.mark.parametrize(
    "pattern", ["((a+))+", "((a+)b?)+$", "(a|aa)+$", "a+b", "a*a*$", "(?:a+)+", r"\\+a+b", "a{1,}{2,}", "x" * 101]
)
def test_patterns_that_may_take_for_ever(copy_of: Copy, pattern: str) -> None:
    folder = copy_of("troth-text")
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
    edit_json(folder / "tokenizer.json", pre_tokenizer={"type": "Sequence", "pretokenizers": [split]})
    assert "exponential" in refused(folder).what


def test_patterns_of_the_tokenizers_there_are() -> None:
    from troth.models.tokenizer import KNOWN, is_simple

    gpt2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
    assert gpt2 in KNOWN
    assert all(map(is_simple, [" {2,}", r"\s+", r"\d", r"\s?\p{L}+", "[0-9][0-9][0-9]", r"\p{N}{1,3}"]))


@pytest.mark.parametrize("contents", [["x" * 100], ["aaaa"] * 10])
def test_normalisers_that_blow_a_text_up(copy_of: Copy, contents: list[str]) -> None:
    folder = copy_of("troth-text")
    steps = [{"type": "Replace", "pattern": {"String": "a"}, "content": content} for content in contents]
    edit_json(folder / "tokenizer.json", normalizer={"type": "Sequence", "normalizers": steps})
    assert "longer" in refused(folder).what


def test_a_table_of_another_width_than_its_columns(copy_of: Copy) -> None:
    folder = copy_of("troth-table")
    columns = json.loads((folder / "troth.json").read_text())["features"]["columns"]
    edit_json(folder / "troth.json", features={"columns": columns[:-1]})
    assert f"takes {len(columns)} columns, its troth.json names {len(columns) - 1}" in refused(folder, TABLE).what


def fitted(kind: str) -> Any:
    import numpy as np
    from sklearn import ensemble, svm

    random = np.random.default_rng(1)
    matrix, answers = np.column_stack([random.normal(size=80), random.integers(0, 3, 80)]), np.arange(80) % 2
    if kind == "boosting":
        learner = ensemble.HistGradientBoostingClassifier(max_iter=2, categorical_features=[1])
    elif kind == "stages":
        learner = ensemble.GradientBoostingClassifier(n_estimators=3)
    elif kind == "vectors":
        learner = svm.SVC()
    else:
        learner = ensemble.RandomForestClassifier(2)
    return learner.fit(matrix, answers)


def narrow(part: Any) -> None:
    part.n_features_in_ = 1


def narrow_forest(forest: Any) -> None:
    forest.n_features_in_ = 1


def hidden(stages: Any) -> None:
    """Only the first stage's width is compared with the data's when it predicts."""
    import numpy as np

    narrower = type(stages)(n_estimators=1).fit(np.zeros((4, 1)), [0, 1, 0, 1])
    stages.estimators_[0], stages.init_, stages.n_features_in_ = narrower.estimators_[0], narrower.init_, 1
    stages.estimators_features_ = [0]


def odd_members(forest: Any) -> None:
    forest.estimators_ = tuple(forest.estimators_)


def numberless(forest: Any) -> None:
    del forest.estimators_[1].n_features_in_


def in_fit(boosting: Any) -> None:
    boosting._in_fit = True


def shadowed(forest: Any) -> None:
    forest._validate_X_predict = None


def far_category(boosting: Any) -> None:
    boosting._bin_mapper.bin_thresholds_[0] = boosting._bin_mapper.bin_thresholds_[0] + 10_000


def no_category(boosting: Any) -> None:
    boosting._bin_mapper.is_categorical_[:] = 0
    for stage in boosting._predictors:
        for predictor in stage:
            predictor.nodes["is_categorical"][~predictor.nodes["is_leaf"].astype(bool)] = 1


def fewer_vectors(vectors: Any) -> None:
    vectors._dual_coef_ = vectors._dual_coef_[:, :2]


def more_counted(vectors: Any) -> None:
    vectors._n_support = vectors._n_support * 1000


SPOILT: list[tuple[str, Callable[[Any], None]]] = [
    ("forest", narrow_forest),
    ("forest", numberless),
    ("forest", odd_members),
    ("stages", narrow),
    ("stages", hidden),
    ("forest", shadowed),
    ("boosting", narrow),
    ("boosting", in_fit),
    ("boosting", far_category),
    ("boosting", no_category),
    ("vectors", narrow),
    ("vectors", fewer_vectors),
    ("vectors", more_counted),
]


@pytest.mark.parametrize(("kind", "spoil"), SPOILT)
def test_arrays_that_compiled_code_would_follow_outside(kind: str, spoil: Callable[[Any], None]) -> None:
    from sklearn.pipeline import Pipeline

    from troth.models.trees import check_trees

    estimator = fitted(kind)
    check_trees(Pipeline([("last", estimator)]), "m")
    spoil(estimator)
    with pytest.raises(ModelError, match="outside itself"):
        check_trees(Pipeline([("last", estimator)]), "m")


def test_parts_nested_deeper_than_is_looked() -> None:
    import functools

    from sklearn.pipeline import Pipeline

    from troth.models.trees import check_trees

    estimator = fitted("forest")
    narrow_forest(estimator)
    with pytest.raises(ModelError, match="outside itself"):
        check_trees(functools.partial(print, inner=estimator), "m")
    for _ in range(20):
        estimator = Pipeline([("step", estimator)])
    with pytest.raises(ModelError, match="too deeply"):
        check_trees(estimator, "m")
