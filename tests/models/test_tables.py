"""Tables and texts by scikit-learn (skops) and by ONNX graphs exported elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from troth.errors import ModelError
from troth.models import load

TEXT, TABLE = "text-classification", "tabular-classification"
RANDOM = np.random.default_rng(5)
MATRIX = RANDOM.normal(size=(120, 2))
ANSWERS = np.where(MATRIX[:, 0] > 0, "yes", "no")
COLUMNS = {"a": MATRIX[:, 0], "b": MATRIX[:, 1]}


def saved(path: Path, estimator: Any) -> str:
    import skops.io

    path.write_bytes(skops.io.dumps(estimator))
    return f"skops:{path}"


@pytest.mark.parametrize(
    "kind", ["HistGradientBoostingClassifier", "RandomForestClassifier", "GradientBoostingClassifier"]
)
def test_forests(tmp_path: Path, kind: str) -> None:
    from sklearn import ensemble

    size = {"max_iter": 3} if kind.startswith("Hist") else {"n_estimators": 3}
    estimator = getattr(ensemble, kind)(**size).fit(MATRIX, ANSWERS)
    prediction = load(saved(tmp_path / "m.skops", estimator), kind=TABLE, labels=["yes", "no"]).predict(COLUMNS)
    np.testing.assert_allclose(prediction.probabilities, estimator.predict_proba(MATRIX)[:, ::-1], atol=1e-6)


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    town = np.array(["Aix", "Bonn"] * 60, dtype=object)
    frame = pl.DataFrame({"a": MATRIX[:, 0], "town": list(town)})
    parts = [("n", StandardScaler(), ["a"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["town"])]
    pipeline = make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(frame, ANSWERS)
    model = load(saved(tmp_path / "m.skops", pipeline), kind=TABLE)
    prediction = model.predict({"town": town, "other": town, "a": MATRIX[:, 0]})
    np.testing.assert_allclose(prediction.probabilities, pipeline.predict_proba(frame), atol=1e-6)
    with pytest.raises(ModelError, match="needs town"):
        model.predict({"a": MATRIX[:, 0]})


def test_a_pipeline_of_texts(tmp_path: Path) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = ["good day", "bad day"] * 10
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, ["g", "b"] * 10)
    model = load(saved(tmp_path / "m.skops", pipeline), kind=TEXT)
    assert [model.labels[code] for code in model.predict(["a good one", "bad"]).codes] == ["g", "b"]


def test_another_number_of_columns(tmp_path: Path) -> None:
    from sklearn.linear_model import LogisticRegression

    model = load(saved(tmp_path / "m.skops", LogisticRegression().fit(MATRIX, ANSWERS)), kind=TABLE)
    with pytest.raises(ModelError, match="trained with 2 columns, the data has 1"):
        model.predict({"a": MATRIX[:, 0]})


def graph(path: Path, *, by_column: bool = False, **facts: Any) -> str:
    """softmax([a, b] @ [[1, -1], [0, 0]]) as an ONNX file, over a matrix or over an input a column."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    weights = numpy_helper.from_array(np.array([[1, -1], [0, 0]], np.float32), "w")
    nodes = [helper.make_node("MatMul", ["x", "w"], ["s"]), helper.make_node("Softmax", ["s"], ["probabilities"])]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])]
    if by_column:
        nodes.insert(0, helper.make_node("Concat", ["a", "b"], ["x"], axis=1))
        inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 1]) for name in ("a", "b")]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", 2])]
    made = helper.make_model(
        helper.make_graph(nodes, "g", inputs, outputs, [weights]),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    helper.set_model_props(made, {name: json.dumps(value) for name, value in facts.items()})
    onnx.save(made, str(path))
    return f"onnx:{path}"


@pytest.mark.parametrize("by_column", [False, True])
def test_an_onnx_table(tmp_path: Path, by_column: bool) -> None:
    reference = graph(tmp_path / "m.onnx", by_column=by_column, labels=["yes", "no"], columns=["a", "b"])
    model = load(reference, kind=TABLE, labels=["no", "yes"])
    prediction = model.predict({"b": COLUMNS["b"], "a": COLUMNS["a"], "c": COLUMNS["b"]})
    expected = 1 / (1 + np.exp(-2 * COLUMNS["a"]))
    np.testing.assert_allclose(prediction.probabilities[:, 1], expected, atol=1e-6)  # type: ignore[index]
    assert prediction.codes.tolist() == (expected > 0.5).astype(int).tolist()
    assert model.predict({"a": np.empty(0), "b": np.empty(0)}).codes.shape == (0,)


def test_an_onnx_table_that_says_nothing(tmp_path: Path) -> None:
    reference = graph(tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="what its classes are called"):
        load(reference, kind=TABLE)
    assert load(reference, kind=TABLE, labels=["yes", "no"]).predict(COLUMNS).codes.shape == (120,)
    with pytest.raises(ModelError, match="takes 2 columns, the data has 1"):
        load(reference, kind=TABLE, labels=["yes", "no"]).predict({"a": COLUMNS["a"]})
    with pytest.raises(ModelError, match="JSON list"):
        load(graph(tmp_path / "n.onnx", labels="yes"), kind=TABLE)


def test_an_onnx_export_of_a_plain_model(models_made: Path, tmp_path: Path) -> None:
    """Exported by someone else: another file name, the tokenizer and the config beside it."""
    import shutil
    import warnings

    import torch
    from transformers import BertForSequenceClassification

    for name in ("config.json", "tokenizer.json"):
        shutil.copy(models_made / "hf-text" / name, tmp_path / name)
    network = BertForSequenceClassification.from_pretrained(models_made / "hf-text", attn_implementation="eager").eval()
    example = torch.ones((2, 5), dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (example, example, example * 0),
            str(tmp_path / "any.onnx"),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in names} | {"logits": {0: "batch"}},
            dynamo=False,
        )
    texts = ["the cat", "a dog ran far away", "!"]
    here = load(models_made / "hf-text", kind=TEXT).predict(texts)
    there = load(f"onnx:{tmp_path / 'any.onnx'}", kind=TEXT).predict(texts)
    np.testing.assert_allclose(there.probabilities, here.probabilities, atol=1e-5)


def labelled(path: Path, names: Sequence[str | int]) -> str:
    """A graph over `a` that answers a label and its probabilities, as exports of scikit-learn without ZipMap do."""
    import onnx
    from onnx import TensorProto, helper

    key = "classlabels_strings" if isinstance(names[0], str) else "classlabels_ints"
    node = helper.make_node(
        "LinearClassifier",
        ["x"],
        ["label", "p"],
        domain="ai.onnx.ml",
        coefficients=[1.0, -1.0],
        intercepts=[0.0, 0.0],
        post_transform="SOFTMAX",
        **{key: list(names)},
    )
    kind = TensorProto.STRING if isinstance(names[0], str) else TensorProto.INT64
    graph = helper.make_graph(
        [node],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1])],
        [
            helper.make_tensor_value_info("label", kind, ["n"]),
            helper.make_tensor_value_info("p", TensorProto.FLOAT, ["n", 2]),
        ],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), str(path))
    return f"onnx:{path}"


def test_an_onnx_graph_that_names_its_classes(tmp_path: Path) -> None:
    reference = labelled(tmp_path / "m.onnx", ["yes", "no"])
    assert load(reference, kind=TABLE).labels == ("yes", "no")
    assert load(reference, kind=TABLE, labels=["no", "yes"]).predict({"a": np.array([2.0, -2.0])}).codes.tolist() == [
        1,
        0,
    ]
    with pytest.raises(ModelError, match="labels are not"):
        load(reference, kind=TABLE, labels=["no", "maybe"])


def test_an_onnx_graph_that_answers_numbers(tmp_path: Path) -> None:
    inputs = {"a": np.array([2.0, -2.0])}
    plain = load(labelled(tmp_path / "m.onnx", [0, 1]), kind=TABLE, labels=["no", "yes"])
    assert plain.predict(inputs).codes.tolist() == [0, 1]
    with pytest.raises(ModelError, match="in the graph's own order") as caught:
        load(labelled(tmp_path / "n.onnx", [1, 0]), kind=TABLE, labels=["no", "yes"]).predict(inputs)
    assert caught.value.where
    with pytest.raises(ModelError, match="answers '1'"):
        load(labelled(tmp_path / "o.onnx", [1, 2]), kind=TABLE, labels=["no", "yes"]).predict(inputs)
    own = load(labelled(tmp_path / "p.onnx", [1, 2]), kind=TABLE, labels=["1", "2"]).predict(inputs)
    assert own.codes.tolist() == [0, 1]
    with pytest.raises(ModelError, match="answers '1'"):
        load(labelled(tmp_path / "q.onnx", [1, 2]), kind=TABLE, labels=["2", "1"]).predict(inputs)
