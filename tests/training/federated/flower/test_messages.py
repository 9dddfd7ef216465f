"""What goes over Flower comes out as it went in, and what is no letter does not come out at all."""

from __future__ import annotations

import pickle
from io import BytesIO

import numpy as np
import pytest

flwr = pytest.importorskip("flwr.app")

from troth.training.federated.exchange import Letter  # noqa: E402
from troth.training.federated.flower.messages import Unreadable, numbers_of, read, written  # noqa: E402

LETTER = Letter(
    "train",
    {"round": 3, "weight": 0.5, "names": ["a", "b"], "sealed": [b"\0\1", b"\2"], "none": [], "text": "ü"},
    {"update": np.float32([[1, 2], [3, 4]]), "masked": np.array([2**64 - 1, 0], np.uint64)},
)


def test_a_letter_comes_back() -> None:
    back = read(written(LETTER))
    assert (back.about, dict(back.facts)) == (LETTER.about, dict(LETTER.facts))
    assert all((back.arrays[name] == LETTER.arrays[name]).all() for name in LETTER.arrays)


def file_of(array: np.ndarray) -> bytes:
    stream = BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"junk",
        pickle.dumps(print),
        file_of(np.array([print], object)),
        file_of(np.float64([1.0])),
        file_of(np.float32([1.0, 2.0]))[:-1],
        file_of(np.zeros((2, 3), np.float32)).replace(b"(2, 3)", b"(9, 9)"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"(2, 3)", b"(-2,3)"),
        file_of(np.zeros((20, 30), np.float32)).replace(b"(20, 30)", b"(-20,-30"[:8]),
        file_of(np.zeros((20, 30), np.float32)).replace(b"(20, 30)", b"(-2,-300"[:7] + b")"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"(2, 3)", b"('2',)"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"(2, 3)", b"((((2,"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"'<f4'", b"'\\x('"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"'<f4'", b"[(1)]"),
        file_of(np.zeros((2, 3), np.float32)).replace(b"'shape'", b"'s\0ape'"),
        file_of(np.zeros((0, 3), np.float32)).replace(b"(0, 3)", b"(0,-3)"),
    ],
)
def test_what_is_no_array_of_numbers_is_not_read(data: bytes) -> None:
    with pytest.raises(Unreadable):
        numbers_of(flwr.Array(dtype="float32", shape=(2,), stype="numpy.ndarray", data=data))


def test_records_that_are_no_letter_are_not_read() -> None:
    with pytest.raises(Unreadable):
        read(flwr.RecordDict({}))
    with pytest.raises(Unreadable):
        read(flwr.RecordDict({"facts": flwr.ConfigRecord({"about": 3}), "arrays": flwr.ArrayRecord({})}))
