"""Which encoding lines of bytes are likely in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.quality.likely import CANDIDATES, LAST, likely, own, score

LINES = {
    "gb18030": ["我的银行卡在哪里", "这个问题我不知道"],
    "big5": ["這個問題我們不會說", "請告訴我，他們來了沒有"],
    "shift_jis": ["カードはどこですか", "これはわたしのほんです"],
    "euc-kr": ["카드는 어디에 있습니까", "이것은 나의 책이다"],
    "windows-1251": ["где моя карта", "Почему она не работает?"],
    "windows-1252": ["voilà l’été", "Grüße aus Köln", "¿dónde está el señor?"],
}


@pytest.mark.parametrize(("encoding", "line"), [(name, line) for name, lines in LINES.items() for line in lines])
def test_one_line_is_enough(encoding: str, line: str) -> None:
    assert likely([line.encode(encoding)]) == encoding


def test_what_is_nothing_of_all_is_the_last() -> None:
    assert likely([b"\xff\x98\x81"]) == LAST


def test_a_line_among_others_is_of_its_own_encoding_where_that_is_clear() -> None:
    chinese, western = LINES["gb18030"][0].encode("gb18030"), LINES["windows-1252"][0].encode("windows-1252")
    together = likely([chinese, chinese, western])
    assert own(chinese, together) == "gb18030"
    assert own(western, together) == "windows-1252"
    assert own(LINES["windows-1251"][0].encode("windows-1251"), "windows-1251") == "windows-1251"
    assert own(b"\xff\x98\x81", LAST) == LAST


def test_a_line_that_is_not_valid_rules_an_encoding_out() -> None:
    assert score([LINES["gb18030"][0].encode("gb18030"), b"\xff\xff"], "gb18030") == 0.0


@given(st.lists(st.binary(max_size=20), max_size=4), st.sampled_from(CANDIDATES))
def test_scores_are_from_none_to_one_and_what_is_likely_can_be_read(lines: list[bytes], name: str) -> None:
    assert 0 <= score(lines, name) <= 1
    found = likely(lines)
    for line in lines:
        line.decode(found)
