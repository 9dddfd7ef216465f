"""JSON without surprises: what two parsers could read differently is refused (I-JSON, RFC 7493).

Refused are duplicate keys, NaN and infinities, integers beyond 2**53 - 1, lone surrogates, a byte order mark, bytes
that are not UTF-8, nesting deeper than 64 and anything after the value.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from troth.errors import RecordError

_INTEGER_LIMIT = 2**53 - 1  # RFC 7493 §2.2: what every reader holds exactly
_DEPTH_LIMIT = 64


def loads(data: bytes) -> Any:
    """Parse one JSON value; raises RecordError for anything strict readers could disagree about."""
    try:
        value = _DECODER.decode(data.decode())
    except RecordError:
        raise
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not strict JSON: {error}") from None
    if b"\\u" in data or data.count(b"{") + data.count(b"[") > _DEPTH_LIMIT:
        check(value)  # only these can hold what the decoder lets through
    return value


def dumps(value: Any) -> str:
    """Write JSON in one line, keys in their order, text unescaped; `check` the value first."""
    return _ENCODER.encode(value)


def check(value: Any, depth: int = 0) -> None:
    """Raise RecordError unless `value` is plain JSON that survives every strict reader."""
    kind = type(value)
    if kind is str:
        if not value.isascii():
            _check_text(value)
    elif kind is int:
        if not -_INTEGER_LIMIT <= value <= _INTEGER_LIMIT:
            _refuse("an integer beyond 2**53 - 1")
    elif kind is float:
        if not math.isfinite(value):
            _refuse("NaN or an infinity")
    elif value is not None and kind is not bool:
        _check_parts(value, depth)


def _check_parts(value: Any, depth: int) -> None:
    if depth >= _DEPTH_LIMIT:
        _refuse(f"nesting deeper than {_DEPTH_LIMIT}")
    if isinstance(value, Mapping):
        for key, part in value.items():
            if type(key) is not str:
                _refuse(f"a key that is not text: {key!r}")
            check(key)
            check(part, depth + 1)
    elif type(value) in (list, tuple):
        for part in value:
            check(part, depth + 1)
    else:
        _refuse(f"a {type(value).__name__}, which is no JSON value")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        _refuse("half a character (a lone surrogate)")


def _refuse(what: str) -> NoReturn:
    raise RecordError(f"not strict JSON: {what}")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a key is there twice")
    return found


def _integer(text: str) -> int:
    if len(text) > 17 or abs(value := int(text)) > _INTEGER_LIMIT:
        _refuse("an integer beyond 2**53 - 1")
    return value


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        _refuse("a number too large for a double")
    return value


def _constant(text: str) -> NoReturn:
    _refuse(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_float, parse_constant=_constant, strict=True
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
