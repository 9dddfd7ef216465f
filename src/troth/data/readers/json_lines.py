"""JSON lines: one object to a line, its keys the columns."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from troth.data.places import Places
from troth.data.readers.interface import Reading, Table
from troth.data.readers.stream import Lines
from troth.errors import DataError

EXACT = 2**63
"""Whole numbers below fit a column of integers; longer ones are identifiers and stay text."""


def read_json_lines(path: Path, reading: Reading) -> Table:
    """Read a file of JSON objects; a key that a line lacks is null there."""
    lines = Lines(path, reading.format.encoding)
    columns: dict[str, list[Any]] = {}
    numbers: list[int] = []
    for line in lines:
        if line.strip():
            _add(_object(line, path, lines.number), columns, len(numbers))
            numbers.append(lines.number)
    if not numbers:
        raise DataError("holds no rows", where=str(path), remedy="Name a file that holds rows.")
    missing = set(reading.format.missing)
    frame = pl.DataFrame([column(name, _filled(values, len(numbers), missing)) for name, values in columns.items()])
    places = Places(((0, str(path)),), np.array(numbers, dtype=np.int64))
    return Table(frame, places, lines.stream.digest, "jsonl")


def column(name: str, values: Sequence[Any]) -> pl.Series:
    """A column of the narrowest type that holds every value: numbers, strings, lists of strings; else JSON text."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {int} and all(abs(value or 0) < EXACT for value in values):
        return pl.Series(name, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float} and float in kinds:
        return pl.Series(name, [None if value is None else _float(value) for value in values], dtype=pl.Float64)
    if kinds == {list}:
        return _lists(name, values)
    return pl.Series(name, [None if value is None else text_of(value) for value in values], dtype=pl.String)


def _float(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def text_of(value: object) -> str:
    """A value as the string a label or category is: itself, or its JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _lists(name: str, values: Sequence[Any]) -> pl.Series:
    nested = any(isinstance(item, list) for value in values if value for item in value)
    if not nested:
        flat = [None if value is None else [text_of(item) for item in value] for value in values]
        return pl.Series(name, flat, dtype=pl.List(pl.String))
    deep = [
        None
        if value is None
        else [[text_of(part) for part in (item if isinstance(item, list) else [item])] for item in value]
        for value in values
    ]
    return pl.Series(name, deep, dtype=pl.List(pl.List(pl.String)))


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    where = f"{path}:{number}"
    try:
        parsed = json.loads(line, object_pairs_hook=_distinct, parse_constant=lambda _: None)
        if "\\u" in line:
            json.dumps(parsed, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except _Repeated as error:
        raise DataError(f"the key {error} stands twice", where=where, remedy="Keep one of the two.") from error
    except json.JSONDecodeError as error:
        raise DataError(
            f"is not JSON: {error.msg}",
            where=f"{where}:{error.colno}",
            remedy="Write one JSON object to a line, without line breaks inside it.",
        ) from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"cannot be read as JSON: {error}", where=where, remedy="Mend or remove the line.") from error
    if not isinstance(parsed, dict):
        raise DataError(
            f"holds {_called(parsed)}, where one object a line is expected",
            where=where,
            remedy='Write each row as {"text": "…", "label": "…"} on a line of its own.',
        )
    return parsed


class _Repeated(Exception):
    """A key that an object has twice."""


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Repeated(repr(next(key for key in keys if keys.count(key) > 1)))
    return found


def _add(row: dict[str, Any], columns: dict[str, list[Any]], before: int) -> None:
    for key, value in row.items():
        values = columns.setdefault(key, [])
        if len(values) < before:
            values.extend([None] * (before - len(values)))
        values.append(value)


def _filled(values: list[Any], rows: int, missing: set[str]) -> list[Any]:
    values.extend([None] * (rows - len(values)))
    if not missing:
        return [None if value == "" else value for value in values]
    return [None if isinstance(value, str) and (not value or value in missing) else value for value in values]


def _called(value: object) -> str:
    names = {list: "a list", str: "a string", int: "a number", float: "a number", bool: "true or false"}
    return names.get(type(value), "null")
