"""How long texts are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from troth.data.interface import Roles
from troth.data.places import Places
from troth.data.quality import Sheet
from troth.data.quality.lengths import lengths, sizes

Made = Callable[..., Sheet]
SHEET = Sheet(
    "train",
    "text-classification",
    pl.DataFrame(),
    Roles(text="text"),
    Places(((0, "x"),), np.zeros(0, np.int64)),
    "",
    "csv",
)


def test_characters_of_texts_and_words_of_sentences(made: Made) -> None:
    sheet = made("text,label\nabc,a\n我的卡,b\n,a\n", text="text", label="label")
    assert sizes(sheet).tolist() == [3, 3, 0]  # type: ignore[union-attr]
    words = made("a\tO\nb\tO\n\nc\tB-PER\n", "words.conll")
    assert sizes(words).tolist() == [2, 1]  # type: ignore[union-attr]
    found = lengths(words, np.array([2, 1]))
    assert found is not None
    assert found.of == "words"
    table = made("age,pay,label\n" + "".join(f"{at},1,{'ab'[at % 2]}\n" for at in range(20)), label="label")
    assert sizes(table) is None


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=80))
def test_every_text_is_in_one_bar(numbers: list[int]) -> None:
    known = [number for number in numbers if number]
    found = lengths(SHEET, np.array(numbers))
    if not known:
        assert found is None
        return
    assert found is not None
    assert sum(found.counts) == len(known)
    assert len(found.edges) == len(found.counts) + 1
    assert found.quantiles["0"] == min(known)
    assert found.quantiles["1"] == max(known)
