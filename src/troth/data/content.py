"""What makes two rows the same for a model: the normalised text, or all features."""

from __future__ import annotations

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


def normal(texts: pl.Series) -> pl.Series:
    """Texts in Unicode form NFKC, lower case, with single blanks."""
    return texts.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def words(texts: pl.Series) -> pl.Series:
    """Normalised texts as lists of words, without punctuation."""
    spaced = texts.str.replace_all(IDEOGRAPH, " $1 ").str.replace_all(r"[^\p{L}\p{N}<>]+", " ").str.strip_chars()
    return spaced.str.split(" ")
