"""Text that was encoded twice comes back; text that is right stays."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.cleaning.mojibake import meant, repaired

RIGHT = ["café", "„Ö“", "«É»", "naïve – “so” …", "Ünïcödé", "Ã", "AÃO", "10 €", "我的卡", "Привет, мир", "", "plain"]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_stays(text: str) -> None:
    assert meant(text) == text


@pytest.mark.parametrize("text", ["café au lait", "naïve – “so” …", "10 € für Ümit", "我的卡在哪里？", "Привет"])
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_encoded_again_comes_back(text: str, times: int) -> None:
    broken = text
    for _ in range(times):
        broken = "".join(
            bytes([byte]).decode("windows-1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
            for byte in broken.encode()
        )
    assert broken != text
    assert meant(broken) == text


@given(st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=30))
def test_latin_text_that_was_broken_comes_back(text: str) -> None:
    broken = text.encode().decode("latin-1")
    assert meant(broken) in (text, meant(text))


def test_a_column_keeps_its_nulls_and_its_other_cells() -> None:
    cells = pl.Series("text", ["cafÃ©", None, "café", "x"])
    assert repaired(cells).to_list() == ["café", None, "café", "x"]
