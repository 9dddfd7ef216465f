"""On models whose answers are sums, what each word adds is what every method finds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pytest

from explain.known import SAID, Additive, bag_of_words
from models.tiny import LABELS, write_huggingface, write_troth
from troth.errors import ModelError
from troth.explain import METHODS, explain, spans_of, why_not, without
from troth.models import Prediction, load
from troth.models.text_network import TextNetwork

TEXTS = ["the lost card is not", "rain rain the sun", "sun", "", "lost card, lost"]


@pytest.mark.parametrize("method", ["occlusion", "shapley"])
def test_a_sum_is_taken_apart_exactly(method: str) -> None:
    for text, found in zip(TEXTS, explain(Additive(), TEXTS, method), strict=True):
        sign = 1 if found.label == "card" else -1
        assert found.weights == pytest.approx([sign * SAID.get(word, 0.0) for word in found.words], abs=1e-6)
        assert found.probability == pytest.approx(found.base + sum(found.weights), abs=1e-6)
        assert found.base == pytest.approx(0.5)
        assert found.error == 0.0
        assert "".join(found.words) == text.replace(" ", "")
    first = explain(Additive(), TEXTS[:1], method)[0]
    assert first.ranking == (1, 2, 0, 3, 4)


def test_shapley_values_of_few_words_are_those_of_the_definition() -> None:
    model, text = Additive(three=0.09), "lost the card is not"
    spans = spans_of(text)
    words = range(len(spans))

    def value(kept: Sequence[int]) -> float:
        return model.share(without(text, spans, set(words) - set(kept)))

    def shapley_value(word: int) -> float:
        total = 0.0
        for size in range(len(spans)):
            weight = factorial(size) * factorial(len(spans) - size - 1) / factorial(len(spans))
            others = [other for other in words if other != word]
            total += weight * sum(value([*some, word]) - value(some) for some in combinations(others, size))
        return total

    found = explain(model, [text], "shapley")[0]
    assert found.weights == pytest.approx([shapley_value(word) for word in words], abs=1e-6)
    assert found.weights[0] == pytest.approx(0.23, abs=1e-6)  # 0.2 and a third of what three words add together


def test_of_many_words_subsets_are_drawn_and_the_error_told() -> None:
    text = " ".join(["lost", "card", "the", *(f"w{number}" for number in range(27))])
    plain = explain(Additive(), [text], "shapley", seed=5)[0]
    assert plain.weights[:2] == pytest.approx([0.2, 0.1], abs=1e-6)  # a sum is a sum whatever is drawn
    model = Additive(three=0.09)
    found = explain(model, [text, text], "shapley", seed=5)
    assert max(len(set(model.asked)), 1) < 450
    assert found == explain(model, [text, text], "shapley", seed=5)
    assert found[0] != explain(model, [text], "shapley", seed=6)[0]
    off = np.abs(np.array(found[0].weights) - [0.23, 0.13, 0.03, *[0.0] * 27])
    assert 0 < found[0].error < 0.02
    assert off.max() < 5 * found[0].error
    assert sum(found[0].weights) == pytest.approx(found[0].probability - found[0].base, abs=1e-6)


def test_integrated_gradients_of_a_sum_share_out_what_the_answer_rose_by(tmp_path: Path) -> None:
    numbers = {"lost": 2.0, "card": 1.0, "rain": -1.5, "the": 0.1}
    model = bag_of_words(tmp_path, numbers, hidden=0.1)
    for found in explain(model, ["lost the card", "the rain", "lost rain card the lost", ""], "integrated_gradients"):
        beyond = np.array([numbers[word] - 0.1 for word in found.words])
        rise = found.probability - found.base
        assert found.weights == pytest.approx(rise * beyond / (beyond.sum() or 1.0), abs=1e-5)
        assert found.error < 1e-5
    assert explain(model, ["lost the card"], "occlusion")[0].words == ("lost", "the", "card")


@pytest.mark.parametrize("write", [write_troth, write_huggingface])
def test_integrated_gradients_of_a_transformer_are_complete(tmp_path: Path, write: object) -> None:
    """In any order of the labels, with words in several pieces, and texts longer than the network reads."""
    folder = write(tmp_path / "model", tokens=False)  # type: ignore[operator]
    texts = ["the cats sat on a mat!", "dog", "far away " * 20, "", "unknownword the mats"]
    found = explain(load(str(folder), kind="text-classification", labels=LABELS), texts, "integrated_gradients")
    other = explain(load(str(folder), kind="text-classification", labels=LABELS[::-1]), texts, "integrated_gradients")
    for one, same in zip(found, other, strict=True):
        assert one.error <= 0.01
        assert sum(one.weights) == pytest.approx(one.probability - one.base, abs=one.error + 1e-5)
        assert (one.label, one.probability) == (same.label, pytest.approx(same.probability, abs=1e-6))
        assert one.weights == pytest.approx(same.weights, abs=1e-5)
    assert found[2].weights[-1] == 0.0  # of what was cut off nothing was read
    assert any(abs(weight) > 1e-3 for weight in found[0].weights)


def test_what_cannot_be_explained_is_refused_with_a_remedy(tmp_path: Path) -> None:
    assert why_not(Additive(), "integrated_gradients") == (
        "integrated gradients need a model that runs on torch, and this one runs on memory"
    )
    with pytest.raises(ModelError, match="explained by occlusion, shapley"):
        explain(Additive(), ["a"], "integrated_gradients")
    with pytest.raises(ModelError, match="no explanation by tea"):
        explain(Additive(), ["a"], "tea")
    stored = tmp_path / "answers.csv"
    stored.write_text("label\ncard\nweather\n", encoding="utf-8")
    model = load(f"predictions:{stored}", kind="text-classification", labels=("card", "weather"))
    with pytest.raises(ModelError, match="stored answers"):
        explain(model, ["a", "b"], "occlusion")
    tokens = load(str(write_huggingface(tmp_path / "tokens", tokens=True)), kind="token-classification")
    assert why_not(tokens, "occlusion") == "there are no explanations yet but of whole texts"


def test_a_model_without_probabilities_is_refused() -> None:
    class Mute(Additive):
        def predict(self, inputs: Sequence[str], **_: object) -> Prediction:
            return Prediction(np.zeros(len(inputs), np.int32), None)

    with pytest.raises(ModelError, match="labels without probabilities"):
        explain(Mute(), ["a"], "occlusion")


def test_an_abstention_is_explained_by_its_most_probable_label() -> None:
    class Shy(Additive):
        def predict(self, inputs: Sequence[str], **_: object) -> Prediction:
            found = super().predict(inputs)
            return Prediction(np.full(len(inputs), -1, np.int32), found.probabilities)

    assert explain(Shy(), ["lost"], "occlusion")[0].label == "card"


def test_a_skops_pipeline_loses_what_its_coefficient_says(tmp_path: Path) -> None:
    import skops.io
    from scipy.special import expit
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = ["lost card", "card is lost", "rain and sun", "sun", "the card", "the rain"]
    pipe = make_pipeline(CountVectorizer(), LogisticRegression()).fit(
        texts, ["card", "card", "sky", "sky", "card", "sky"]
    )
    skops.io.dump(pipe, tmp_path / "pipe.skops")
    model = load(f"skops:{tmp_path / 'pipe.skops'}", kind="text-classification")
    found = explain(model, ["the lost card"], "occlusion")[0]
    places, slopes = pipe[0].vocabulary_, -pipe[1].coef_[0]
    logit = -pipe[1].decision_function(pipe[0].transform(["the lost card"]))[0]
    assert found.label == "card"
    expected = [expit(logit) - expit(logit - slopes[places[word]]) for word in found.words]
    assert found.weights == pytest.approx(expected, abs=1e-6)


def test_every_method_explains_a_network_on_torch(tmp_path: Path) -> None:
    model = load(str(write_troth(tmp_path / "model", tokens=False)), kind="text-classification")
    assert isinstance(model, TextNetwork)
    for method in METHODS:
        assert why_not(model, method) is None
        found = explain(model, ["the cat sat"], method)[0]
        assert (found.method, len(found.weights)) == (method, 3)
