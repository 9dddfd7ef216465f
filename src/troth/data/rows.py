"""The canonical bytes of a row: what digests, splits and commitments stand on.

A row is a JSON array (RFC 8259) without blanks, its values in column order: strings, numbers as Python's shortest
round-trip text, lists, and null for a missing value. JSON leaves no line break unescaped, so a split is its rows one
to a line, and any tool can recompute its digest. Written column by column: each distinct value is encoded once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import polars as pl

FORMAT = "troth rows 1"
"""The first element of a split's first line; a change of these bytes takes a new number."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def canonical_rows(frame: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    """Each row of the frame as canonical text; its UTF-8 is the row's canonical bytes."""
    if not columns:
        return ["[]"] * frame.height
    return _joined(frame, columns).to_list()


def rows_digest(frame: pl.DataFrame, columns: Sequence[str]) -> str:
    """`sha256:<hex>` of the header line and every row, each ended by a line feed; the order of rows counts."""
    hasher = hashlib.sha256(_encode([FORMAT, *columns]).encode() + b"\n")
    for part in frame.iter_slices(100_000):
        hasher.update("".join(f"{row}\n" for row in canonical_rows(part, columns)).encode())
    return f"sha256:{hasher.hexdigest()}"


def _joined(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    encoded = pl.DataFrame({str(place): _encoded(frame[name]) for place, name in enumerate(columns)})
    text = pl.concat_str(pl.lit("["), pl.concat_str(pl.all(), separator=","), pl.lit("]"))
    return encoded.select(text.alias("row"))["row"]


def _encoded(column: pl.Series) -> pl.Series:
    """A column as JSON texts: every distinct value encoded once, then spread over the rows."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
    if column.dtype.is_nested():
        return pl.Series([_encode(value) for value in column.to_list()], dtype=pl.String)
    unique = column.unique(maintain_order=True)
    texts = pl.Series([_encode(value) for value in unique.to_list()], dtype=pl.String)
    if len(unique) == len(column):
        return texts
    table = pl.DataFrame({"value": unique, "text": texts})
    spread = pl.DataFrame({"value": column}).join(
        table, on="value", how="left", nulls_equal=True, maintain_order="left"
    )
    return spread["text"]
