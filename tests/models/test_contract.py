"""Every adapter goes through the same trials: answers in order, the same each time, described."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.tiny import LABELS, TAGS
from troth.errors import ModelError
from troth.models import Model, load

TEXT, TOKENS, TABLE = "text-classification", "token-classification", "tabular-classification"
INPUTS: dict[str, Any] = {
    TEXT: [
        "the cat sat",
        "far away!",
        "a",
        "",
        "the dog ran on the mats and the cat sat far away on the mat a b c a b c",
    ],
    TOKENS: [["the", "cat", "sat"], ["a"], [], ["far", "away", "!"], ["mats"] * 30],
    TABLE: {
        "age": np.array([0.5, np.nan, -2.0, 3.0]),
        "town": np.array(["Aix", "Cork", None, "Nowhere"], dtype=object),
    },
}
LABELS_OF = {TEXT: LABELS, TOKENS: TAGS, TABLE: LABELS}


def stored(kind: str, room: Path) -> str:
    """A table of predictions as long as the trial's inputs."""
    rows = {TEXT: 5, TOKENS: 37, TABLE: 4}[kind]
    labels = LABELS_OF[kind]
    lines = ["label," + ",".join(labels)] + [f"{labels[row % 3]},0.5,0.25,0.25" for row in range(rows)]
    path = room / f"{kind}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"predictions:{path}"


def by_server(kind: str, host: Any) -> str:
    """An endpoint that answers from the length of what it is asked, a list a sentence for token tasks."""

    def one(item: Any) -> Any:
        weight = (len(str(item)) % 7 + 1) / 10
        labels = LABELS_OF[kind]
        return {"probabilities": {labels[0]: weight, labels[1]: 1 - weight}}

    def answer(method: str, path: str, question: Any) -> tuple[int, Any]:
        items = question["inputs"]
        return 200, {"predictions": [[one(word) for word in item] if kind == TOKENS else one(item) for item in items]}

    host.answer = answer
    return str(host.url)


def open_protocol(kind: str, host: Any) -> str:
    """An Open Inference endpoint whose own label order is not the trials', and which answers in it, names unsaid."""
    own = [*LABELS_OF[kind][1:], LABELS_OF[kind][0]]

    def answer(method: str, path: str, question: Any) -> tuple[int, Any]:
        if method == "GET":
            return 200, {"name": "m", "parameters": {"labels": own}}
        texts = question["inputs"][0]["data"]
        rows = [text.split() for text in texts] if kind == TOKENS else [[text] for text in texts]
        weights = [(len(str(word)) % 7 + 1) / 10 for row in rows for word in row]
        data = [number for weight in weights for number in (weight, 0.9 - weight, 0.1)]
        return 200, {"outputs": [{"name": "probabilities", "datatype": "FP32", "data": data}]}

    host.answer = answer
    return f"{host.url}/v2/models/m"


def pipeline(room: Path) -> str:
    """A scikit-learn classifier of texts; its own order of labels is alphabetical."""
    import skops.io
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    fitted = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(
        ["the cat", "far away", "mat dog"] * 4, ["good", "fine", "bad"] * 4
    )
    (room / "m.skops").write_bytes(skops.io.dumps(fitted))
    return f"skops:{room / 'm.skops'}"


def table_graph(room: Path, form: str) -> str:
    """An ONNX graph over `age` whose own order is good, bad, fine; it says so in metadata, or by its ZipMap's keys."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    own = ["good", "bad", "fine"]
    weights = numpy_helper.from_array(np.array([[1, -1, 0]], np.float32), "w")
    nodes = [
        helper.make_node("IsNaN", ["age"], ["gone"]),
        helper.make_node("Where", ["gone", "zero", "age"], ["known"]),
        helper.make_node("MatMul", ["known", "w"], ["s"]),
        helper.make_node("Softmax", ["s"], ["p"]),
    ]
    outputs = [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["n", 3])]
    if form == "zipmap":
        nodes.append(helper.make_node("ZipMap", ["p"], ["z"], domain="ai.onnx.ml", classlabels_strings=own))
        row = helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
        outputs = [helper.make_value_info("z", helper.make_sequence_type_proto(row))]
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info("age", TensorProto.FLOAT, ["n", 1])],
            outputs,
            [weights, numpy_helper.from_array(np.zeros(1, np.float32), "zero")],
        ),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=8,
    )
    facts = {"columns": '["age"]'} | ({} if form == "zipmap" else {"labels": json.dumps(own)})
    helper.set_model_props(made, facts)
    onnx.save(made, str(room / "m.onnx"))
    return f"onnx:{room / 'm.onnx'}"


ADAPTERS: dict[str, tuple[str, Callable[[Path, Path, Any], Any]]] = {
    "troth folder, texts": (TEXT, lambda made, tmp, host: made / "troth-text"),
    "troth folder, words": (TOKENS, lambda made, tmp, host: made / "troth-tokens"),
    "troth folder, table": (TABLE, lambda made, tmp, host: made / "troth-table"),
    "troth onnx, texts": (TEXT, lambda made, tmp, host: f"onnx:{made / 'troth-text'}"),
    "troth onnx, words": (TOKENS, lambda made, tmp, host: f"onnx:{made / 'troth-tokens' / 'model.onnx'}"),
    "hugging face, texts": (TEXT, lambda made, tmp, host: made / "hf-text"),
    "hugging face, words": (TOKENS, lambda made, tmp, host: str(made / "hf-tokens")),
    "stored, texts": (TEXT, lambda made, tmp, host: stored(TEXT, tmp)),
    "stored, words": (TOKENS, lambda made, tmp, host: stored(TOKENS, tmp)),
    "stored, table": (TABLE, lambda made, tmp, host: stored(TABLE, tmp)),
    "http, texts": (TEXT, lambda made, tmp, host: by_server(TEXT, host)),
    "http, words": (TOKENS, lambda made, tmp, host: by_server(TOKENS, host)),
    "onnx, table": (TABLE, lambda made, tmp, host: table_graph(tmp, "metadata")),
    "onnx, zipmap": (TABLE, lambda made, tmp, host: table_graph(tmp, "zipmap")),
    "skops, texts": (TEXT, lambda made, tmp, host: pipeline(tmp)),
    "open inference, texts": (TEXT, lambda made, tmp, host: open_protocol(TEXT, host)),
    "open inference, words": (TOKENS, lambda made, tmp, host: open_protocol(TOKENS, host)),
    "http, table": (TABLE, lambda made, tmp, host: by_server(TABLE, host)),
}


@pytest.fixture(params=sorted(ADAPTERS))
def model(request: pytest.FixtureRequest, models_made: Path, tmp_path: Path, host: Any) -> Model:
    kind, reference = ADAPTERS[request.param]
    return load(reference(models_made, tmp_path, host), kind=kind, labels=LABELS_OF[kind])


def rows_of(kind: str) -> int:
    return {TEXT: 5, TOKENS: 37, TABLE: 4}[kind]


def test_answers_every_input_with_probabilities(model: Model) -> None:
    prediction = model.predict(INPUTS[model.kind])
    assert prediction.codes.shape == (rows_of(model.kind),)
    assert prediction.codes.dtype == np.int32
    assert prediction.probabilities is not None
    assert prediction.probabilities.shape == (rows_of(model.kind), 3)
    assert prediction.probabilities.dtype == np.float32
    np.testing.assert_allclose(prediction.probabilities.sum(axis=1), 1, atol=1e-5)
    assert ((prediction.codes >= -1) & (prediction.codes < 3)).all()


def test_is_deterministic(model: Model) -> None:
    first, second = (model.predict(INPUTS[model.kind]) for _ in range(2))
    np.testing.assert_array_equal(first.codes, second.codes)
    np.testing.assert_array_equal(first.probabilities, second.probabilities)


def test_an_answer_does_not_depend_on_its_neighbours(model: Model) -> None:
    if model.describe().runtime == "stored predictions":
        pytest.skip("stored answers are for all inputs together")
    inputs = INPUTS[model.kind]
    alone = {name: column[:1] for name, column in inputs.items()} if model.kind == TABLE else inputs[:1]
    documents = range(5) if model.kind == TOKENS else None
    whole, single = model.predict(inputs, documents=documents), model.predict(alone)
    assert whole.probabilities is not None
    assert single.probabilities is not None
    np.testing.assert_allclose(whole.probabilities[: len(single.codes)], single.probabilities, atol=1e-5)


def test_describes_itself(model: Model) -> None:
    about = model.describe()
    assert (about.kind, about.labels, model.labels) == (model.kind, model.labels, LABELS_OF[model.kind])
    assert about.name
    assert about.runtime
    assert about.size >= 0
    assert model.digest.startswith("sha256:")
    assert len(model.digest) == 71


def test_tells_its_progress(model: Model) -> None:
    seen: list[tuple[int, int | None]] = []
    model.predict(INPUTS[model.kind], progress=lambda stage, done, total=None, note="": seen.append((done, total)))
    assert seen[-1][0] == seen[-1][1]
    assert seen == sorted(seen)


def test_refuses_inputs_of_another_task(model: Model) -> None:
    for kind, inputs in INPUTS.items():
        if kind != model.kind:
            with pytest.raises(ModelError):
                model.predict(inputs)
    with pytest.raises(ModelError):
        model.predict("one string")


@pytest.mark.parametrize("name", ["hugging face, texts", "troth folder, texts", "troth onnx, texts"])
def test_texts_longer_than_it_reads_are_counted(name: str, models_made: Path, tmp_path: Path, host: Any) -> None:
    model = load(ADAPTERS[name][1](models_made, tmp_path, host), kind=TEXT, labels=["good", "bad", "fine"])
    assert model.predict(["cat " * 80, "the cat sat", "far " * 90]).cut == 2
    assert model.predict(["the cat sat"]).cut == 0


def test_nothing_in_nothing_out(model: Model) -> None:
    if model.describe().runtime == "stored predictions":
        pytest.skip("stored answers are for all inputs together")
    empty: Any = {name: column[:0] for name, column in INPUTS[TABLE].items()} if model.kind == TABLE else []
    assert model.predict(empty).codes.shape == (0,)


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_refuses_labels_it_does_not_know(name: str, models_made: Path, tmp_path: Path, host: Any) -> None:
    kind, reference = ADAPTERS[name]
    with pytest.raises(ModelError):
        load(reference(models_made, tmp_path, host), kind=kind, labels=["one", "other"]).predict(INPUTS[kind])


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_labels_in_another_order_give_the_same_answers(name: str, models_made: Path, tmp_path: Path, host: Any) -> None:
    kind, reference = ADAPTERS[name]
    at = reference(models_made, tmp_path, host)
    first = load(at, kind=kind, labels=LABELS_OF[kind]).predict(INPUTS[kind])
    assert first.probabilities is not None
    for order in itertools.permutations(range(3)):
        turned = load(at, kind=kind, labels=[LABELS_OF[kind][place] for place in order])
        second = turned.predict(INPUTS[kind])
        assert second.probabilities is not None
        np.testing.assert_allclose(first.probabilities[:, list(order)], second.probabilities, atol=1e-6)
        names = [LABELS_OF[kind][code] for code in first.codes]
        ties = np.sort(first.probabilities, axis=1)
        clear = ties[:, -1] - ties[:, -2] > 1e-6
        said = [turned.labels[code] for code in second.codes]
        assert [one for one, sure in zip(said, clear, strict=True) if sure] == [
            one for one, sure in zip(names, clear, strict=True) if sure
        ]
