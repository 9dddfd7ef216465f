"""Letters as Flower's records, and back. What comes is read as plain numbers of two types; nothing is unpickled.

Flower carries arrays as NumPy files and reads them without pickles. They are read here all the same, since a header may
name a shape that fills the memory: it is held against the bytes that came.
"""

from __future__ import annotations

from io import BytesIO
from tokenize import TokenError
from typing import Any

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, RecordDict
from numpy.lib import format as npy

from troth.training.federated.exchange import Letter, Numbers

FACTS, ARRAYS, ABOUT = "facts", "arrays", "about"
TYPES = (np.dtype("<f4"), np.dtype("<u8"))
LARGEST = 2**31  # bytes of an array
MOST_AXES = 8  # of an array
NO_HEADER = (ValueError, TypeError, EOFError, SyntaxError, TokenError, RecursionError, MemoryError, OverflowError)
"""What NumPy raises of a header: it reads it by Python's own tokens and literals."""


class Unreadable(ValueError):
    """What came is no letter, and why in a few words."""


def written(letter: Letter) -> RecordDict:
    """A letter as records."""
    facts = ConfigRecord({ABOUT: letter.about, **letter.facts})
    arrays = ArrayRecord({name: Array(np.ascontiguousarray(numbers)) for name, numbers in letter.arrays.items()})
    return RecordDict({FACTS: facts, ARRAYS: arrays})


def read(content: RecordDict) -> Letter:
    """The letter of records. Raises Unreadable for any other."""
    facts, arrays = content.get(FACTS), content.get(ARRAYS)
    if not isinstance(facts, ConfigRecord) or not isinstance(arrays, ArrayRecord):
        raise Unreadable("it holds no facts or no arrays")
    plain: dict[str, Any] = dict(facts)
    about = plain.pop(ABOUT, None)
    if not isinstance(about, str):
        raise Unreadable("it does not say what it is about")
    return Letter(about, plain, {name: numbers_of(array) for name, array in arrays.items()})


def numbers_of(array: Array) -> Numbers:
    """The numbers of an array that came. Raises Unreadable where they are not what they say."""
    data = bytes(array.data)
    stream = BytesIO(data)
    try:
        if npy.read_magic(stream) != (1, 0) or len(data) > LARGEST:
            raise Unreadable("it is no NumPy file of the first format")
        shape, _, kind = npy.read_array_header_1_0(stream)
    except NO_HEADER as error:
        raise Unreadable(f"it is no NumPy file: {error}") from None
    if any(length < 0 for length in shape) or len(shape) > MOST_AXES:
        raise Unreadable(f"its shape is {list(shape)[:MOST_AXES]}")
    if kind not in TYPES:
        raise Unreadable(f"its numbers are {kind}, and float32 or uint64 are read")
    start, count = stream.tell(), 1
    for length in shape:
        count *= length
    if count * kind.itemsize != len(data) - start:
        raise Unreadable(f"its shape is {list(shape)}, and {len(data) - start} bytes follow")
    return np.frombuffer(data, kind, count, start).reshape(shape).copy()
