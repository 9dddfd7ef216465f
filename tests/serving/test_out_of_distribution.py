"""What is unlike the data that a model was judged on gets no answer, and where it lies is on record."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.tiny import WORDS
from serving.running import Running, charter_of
from troth.errors import DataError, TrothError
from troth.measures import Distance, distance_of
from troth.models import load
from troth.serving import (
    GuardFailed,
    OutOfDistribution,
    Reference,
    digest_of,
    guards_of,
    read_reference,
    reference_bytes,
)
from troth.standard import DistanceGuard

Run = Callable[..., Running]
DIGEST = "sha256:" + "1" * 64


def texts(count: int, seed: int) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(draw.choices(WORDS[:4], k=draw.randint(3, 6))) for _ in range(count)]


@pytest.fixture(scope="module")
def distance(tiny: Path) -> Distance:
    model = load(f"onnx:{tiny / 'text'}", kind="text-classification")
    said, vectors = model.embed(texts(400, 1))
    return distance_of(vectors, said.codes, model.embed(texts(400, 2))[1])


def guard(distance: Distance, **settings: object) -> OutOfDistribution:
    return OutOfDistribution(replace(DistanceGuard(), **settings), distance, DIGEST, where="charter.yaml")


def broken(distance: Distance) -> Distance:
    """One that cannot be asked: its parts do not fit each other."""
    return replace(distance, whitening=distance.whitening[:3])


def test_what_is_far_is_not_answered(run: Run, distance: Distance) -> None:
    one = run(distance=guard(distance, share=0.02))
    near, far = "the cat sat on", "! . ! . ! . ! ."
    outputs = one.ask(near, far).json()["outputs"]
    assert [each["outcome"] for each in outputs] == ["answered", "abstained"]
    assert outputs[1]["reason"] == "out_of_distribution: far"
    assert outputs[1]["label"] is None
    seen = [each["seen"] for each in one.decisions()]
    assert seen[0]["far"] > 0.02 >= seen[1]["far"] > 0
    assert all(0 <= each["cell"] < len(distance.shares) for each in seen)
    assert all(each["ms"] > 0 for each in one.decisions())


def test_the_charter_says_what_is_done(run: Run, distance: Distance) -> None:
    far = "! . ! . ! . ! ."
    assert run(distance=guard(distance, far="refuse")).ask(far).json()["outputs"][0]["outcome"] == "refused"
    one = run(distance=guard(distance, far="allow"))
    assert one.ask(far).json()["outputs"][0]["outcome"] == "answered"
    assert one.decisions()[0]["seen"]["far"] <= 0.01


def test_a_distance_that_fails_is_closed_or_admits_it(run: Run, distance: Distance) -> None:
    closed = run(distance=guard(broken(distance)))
    answer = closed.ask("the cat")
    assert (answer.status_code, answer.json()["code"]) == (503, "guard-failed")
    assert (closed.decisions()[0]["outcome"], closed.decisions()[0]["by"]) == ("failed", "out_of_distribution")
    open_ = run(distance=guard(broken(distance), on_failure="open_insecure"))
    assert open_.ask("the cat").json()["outputs"][0]["outcome"] == "answered"
    assert open_.decisions()[0]["unscreened"] == ["out_of_distribution"]


def test_a_distance_that_is_late_has_failed(distance: Distance) -> None:
    with pytest.raises(GuardFailed):
        guard(distance, deadline_ms=1e-9).places(np.ones((5, distance.whitening.shape[0]), dtype=np.float32))


def test_a_share_that_so_few_rows_cannot_tell_is_refused(distance: Distance) -> None:
    with pytest.raises(TrothError, match="a reference of 400 rows") as caught:
        guard(distance, share=0.001)
    assert "999" in str(caught.value)


def test_the_guards_of_a_charter_are_made_of_the_reference(distance: Distance) -> None:
    charter = charter_of("text", "serving: {guards: [out_of_distribution]}\n")
    with pytest.raises(TrothError, match="no reference of the model"):
        guards_of(charter)
    reference = Reference(charter.digest, DIGEST, DIGEST, distance, {})
    other = replace(reference, digest="sha256:" + "2" * 64)
    assert digest_of(guards_of(charter, reference)) != digest_of(guards_of(charter, other))
    with pytest.raises(TrothError, match="tells its vectors"):
        guards_of(charter, replace(reference, distance=None))


def test_a_reference_is_read_as_it_was_written(distance: Distance, tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    path.write_bytes(reference_bytes(DIGEST, DIGEST, {"train": DIGEST}, distance.document(), {"rows": 1}))
    found = read_reference(path)
    vectors = np.random.default_rng(1).normal(size=(20, distance.whitening.shape[0]))
    assert (found.distance.place(vectors)[0] == distance.place(vectors)[0]).all()
    assert (found.model, found.predictions) == (DIGEST, {"rows": 1})


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "inputs": {}}', b"\xff"])
def test_what_is_no_reference_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match="no reference"):
        read_reference(path)
    with pytest.raises(DataError, match="there is no reference"):
        read_reference(tmp_path / "none.json")
    path.write_text(json.dumps({"format": 1, "inputs": None, "predictions": 5}))
    with pytest.raises(DataError, match="says nothing of answers"):
        read_reference(path)
