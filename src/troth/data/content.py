"""What makes two rows the same for a model: the normalised text, or all features."""

from __future__ import annotations

import hashlib
import json

import polars as pl

from troth.data.interface import Roles
from troth.data.rows import canonical_rows

IDEOGRAPH = r"([\p{Han}\p{Hiragana}\p{Katakana}])"
"""Scripts written without blanks: each character counts as a word."""


def contents(frame: pl.DataFrame, roles: Roles) -> pl.Series:
    """One string a row, equal exactly where two rows are the same to a model up to case, blanks and Unicode form."""
    if roles.tokens:
        return normal(frame[roles.tokens].list.join(" "))
    if roles.text:
        return normal(frame[roles.text])
    return pl.Series(canonical_rows(frame, roles.features), dtype=pl.String)


def asked(frame: pl.DataFrame, roles: Roles) -> pl.Series:
    """One string a row, of what it asks of a model, that no other way of reading the same cells changes.

    Texts and words as `contents` has them; features by their names' order, a number as a number whatever the other rows
    of its column hold.
    """
    if roles.tokens or roles.text:
        return contents(frame, roles)
    cells = pl.DataFrame([_cell(frame[name]) for name in sorted(roles.features)])
    return pl.Series(canonical_rows(cells, cells.columns), dtype=pl.String)


def asked_by(roles: Roles) -> str:
    """What `asked` is made of: equal for two splits whose rows can be held against each other by it."""
    if roles.tokens or roles.text:
        return "text"
    names = json.dumps(sorted(roles.features), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(names.encode()).hexdigest()}"


def _cell(column: pl.Series) -> pl.Series:
    texts = column.cast(pl.String).str.strip_chars()
    numbers = texts.cast(pl.Float64, strict=False)
    return (
        pl.select(
            pl.when(numbers.is_nan())
            .then(None)
            .when(numbers.is_not_null())
            .then(numbers.cast(pl.String))
            .otherwise(texts)
        )
        .to_series()
        .alias(column.name)
    )


def normal(texts: pl.Series) -> pl.Series:
    """Texts in Unicode form NFKC, lower case, with single blanks."""
    return texts.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def words(texts: pl.Series) -> pl.Series:
    """Normalised texts as lists of words, without punctuation."""
    spaced = texts.str.replace_all(IDEOGRAPH, " $1 ").str.replace_all(r"[^\p{L}\p{N}<>]+", " ").str.strip_chars()
    return spaced.str.split(" ")
