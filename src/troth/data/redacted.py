"""Cells in which something personal was replaced, as `[email]` or by stars: texts that it made alike are texts."""

from __future__ import annotations

import polars as pl

KIND = r"\[[a-z]+(?:_[a-z]+)*(?::[0-9a-f]{16})?\](?:@[\w.-]+)?"
"""What `troth.personal` leaves in the place of a kind; this room may not import it; a test holds the two together."""
STARS = r"\*{3,}"

_TOUCHED = rf"(?s){KIND}|\p{{L}}.*{STARS}|{STARS}.*\p{{L}}"  # stars alone are a grade


def left_over(cells: pl.Series) -> pl.Series:
    """What of cells is no placeholder, without blanks at both ends."""
    return cells.str.replace_all(f"{KIND}|{STARS}", "").str.strip_chars()


def made_alike(cells: pl.Series) -> bool:
    """Whether something was replaced in cells, and those in which nothing was do not repeat a few values."""
    filled = cells.drop_nulls()
    untouched = filled.filter(~filled.str.contains(_TOUCHED))
    return len(untouched) < len(filled) and untouched.n_unique() >= len(untouched) / 2
