"""What an ONNX file points to outside itself and calls its classes, read from its bytes before a runtime opens it.

An ONNX file is a protocol buffer (https://protobuf.dev/programming-guides/encoding). Tensors may live in other files,
named by path in `TensorProto.external_data`: a file made for it names `../../etc/shadow`. This reads just enough of the
format to list those names, with the standard library alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.errors import ModelError

# Field numbers of onnx.proto3: message -> field -> message. Only the fields on a path to a tensor.
_PATHS: dict[str, dict[int, str]] = {
    "Model": {7: "Graph", 20: "Training", 25: "Function"},
    "Training": {1: "Graph", 2: "Graph"},
    "Function": {7: "Node", 11: "Attribute"},
    "Graph": {1: "Node", 5: "Tensor", 15: "SparseTensor"},
    "Node": {5: "Attribute"},
    "Attribute": {5: "Tensor", 6: "Graph", 10: "Tensor", 11: "Graph", 22: "SparseTensor", 23: "SparseTensor"},
    "SparseTensor": {1: "Tensor", 2: "Tensor"},
    "Tensor": {13: "Entry"},
}
_BYTES, _FIXED = 2, {1: 8, 5: 4}
_DEEPEST = 64


def external_locations(data: bytes) -> list[str]:
    """Every file name an ONNX model says its tensors are in; empty when it is whole in itself.

    Raises ModelError when `data` is not a protocol buffer.
    """
    return sorted(set(_locations(memoryview(data), "Model", 0)))


def class_names(data: bytes) -> tuple[str, ...] | None:
    """The classes that the graph's own classifier names, in the order of its probabilities.

    None when there is no such list of strings (`classlabels_strings` of the ai.onnx.ml operators), or several differ.
    """
    found = {names for graph in _inner(data, 7) for node in _inner(graph, 1) if (names := _classes(node))}
    return found.pop() if len(found) == 1 else None


def _classes(node: memoryview) -> tuple[str, ...]:
    for attribute in _inner(node, 5):
        if [bytes(name) for name in _inner(attribute, 1)] == [b"classlabels_strings"]:
            return tuple(bytes(value).decode("utf-8", "replace") for value in _inner(attribute, 9))
    return ()


def _inner(data: memoryview | bytes, number: int) -> Iterator[memoryview]:
    return (value for field, value in _fields(memoryview(data)) if field == number)


def _locations(data: memoryview, message: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ModelError("graphs are nested too deeply", remedy="This is not an ordinary ONNX model.")
    if message == "Entry":
        entry = {number: bytes(value) for number, value in _fields(data)}
        if entry.get(1) == b"location":
            yield entry.get(2, b"").decode("utf-8", "replace")
        return
    inner = _PATHS[message]
    for number, value in _fields(data):
        if number in inner:
            yield from _locations(value, inner[number], depth + 1)


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """(number, value) of every length-delimited field; the others are skipped."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, wire = key >> 3, key & 7
        if wire == _BYTES:
            length, place = _varint(data, place)
            if place + length > len(data):
                raise _broken()
            yield number, data[place : place + length]
            place += length
        elif wire == 0:
            _, place = _varint(data, place)
        elif wire in _FIXED:
            place += _FIXED[wire]
        else:
            raise _broken()
    if place != len(data):
        raise _broken()


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if place >= len(data) or shift > 63:
            raise _broken()
        byte = data[place]
        value |= (byte & 0x7F) << shift
        place += 1
        shift += 7
        if byte < 0x80:
            return value, place


def _broken() -> ModelError:
    return ModelError("not a whole ONNX file", remedy="Export or copy it again.")
