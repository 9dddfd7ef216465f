"""UTF-16 and UTF-32 with and without a mark are read, and bytes that are something else are not taken for them."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest

from troth.data.readers.stream import Lines
from troth.data.readers.wide import wide
from troth.errors import DataError

WESTERN = "text,label\n" + "voilà l’été à Köln,a\nwhere is it,b\n" * 3
CHINESE = "text,label\n" + "我的银行卡在哪里呢，请告诉我，谢谢您的帮助,甲类\n你好你好你好,乙\n" * 3
KINDS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


@pytest.mark.parametrize("mark", [b"", "\ufeff"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [WESTERN, CHINESE, "a\n", "a,b\nc,d"])
def test_each_is_read(tmp_path: Path, text: str, kind: str, mark: str | bytes) -> None:
    path = tmp_path / "posts.csv"
    path.write_bytes((mark + text if isinstance(mark, str) else text).encode(kind))
    assert "".join(Lines(path)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "windows-1252", "shift_jis", "big5", "euc-kr"])
@pytest.mark.parametrize(
    "text", ["text,label\nété à Köln,a\n" * 9, "我的卡在哪里，请告诉我\n" * 9, "카드가 어디에 있나요\n" * 9]
)
def test_others_are_not(text: str, encoding: str) -> None:
    content = text.encode(encoding, "ignore")
    assert wide(content) is None
    assert wide(content.replace(b"a", b"\0", 1)) is None


def test_neither_are_bytes_without_a_meaning() -> None:
    assert wide(b"") is None
    assert not [seed for seed in range(50) if wide(random.Random(seed).randbytes(5000))]


def test_one_that_is_cut_off_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(codecs.BOM_UTF16_LE + WESTERN.encode("utf-16-le")[:-1])
    with pytest.raises(DataError, match=r"a.csv:7: .* utf-16-le\n.*cut off"):
        list(Lines(tmp_path / "a.csv"))
