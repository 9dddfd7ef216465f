"""What steps make of a column of strings; null stays null, and what they do not change stays the same string."""

from __future__ import annotations

import polars as pl

CONTROLS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
"""Control characters, marks that turn the direction of text, and characters that show nothing. The joiners U+200C and
U+200D stay: Persian, the scripts of India and emoji are written with them."""

BLANKS = r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+"
"""Blanks of every width, of which a line break is none."""


def trimmed(cells: pl.Series) -> pl.Series:
    """Without blanks and line breaks at both ends."""
    return cells.str.strip_chars()


def single_blanks(cells: pl.Series) -> pl.Series:
    """With one blank where there were several, or another than the usual one."""
    return cells.str.replace_all(BLANKS, " ")


def composed(cells: pl.Series) -> pl.Series:
    """In Unicode form NFC (Unicode Standard Annex 15), which keeps what a text means and how it looks."""
    return cells.str.normalize("NFC")


def without_controls(cells: pl.Series) -> pl.Series:
    """Without characters that show nothing."""
    return cells.str.replace_all(CONTROLS, "")
