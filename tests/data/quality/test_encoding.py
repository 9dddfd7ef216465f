"""What the bytes of a file are."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.quality.encoding import Encoded, look
from troth.errors import DataError

CHINESE = "我们的银行卡在哪里？请告诉我，这是一个问题。"
WORDS = {
    "gb18030": CHINESE,
    "big5": "我們的銀行卡在哪裡？請告訴我，這是一個問題。",
    "shift_jis": "このカードはどこにありますか。おしえてください",
    "euc-kr": "이 카드는 어디에 있습니까 그리고 어떻게 하나요",
    "windows-1251": "где моя карта и почему она не работает",
    "windows-1252": "où est ma carte bancaire, déjà reçue à l’été",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "posts.csv"


def looked(path: Path, content: bytes) -> Encoded:
    path.write_bytes(content)
    return look(path)


@pytest.mark.parametrize("encoding", WORDS)
def test_an_encoding_is_told_by_its_words(file: Path, encoding: str) -> None:
    lines = "".join(f"{WORDS[encoding]} {at},a\n" for at in range(5))
    found = looked(file, f"text,label\n{lines}".encode(encoding))
    assert (found.encoding, found.mixed) == (encoding, False)
    assert {name: (lines.count, lines.first) for name, lines in found.foreign.items()} == {
        encoding: (5, [2, 3, 4, 5, 6])
    }


def test_lines_of_several_encodings(file: Path) -> None:
    content = (
        f"text\n{CHINESE}\n".encode() + (CHINESE + "\n").encode("gb18030") + "été à la carte\n".encode("windows-1252")
    )
    found = looked(file, content)
    assert found.mixed
    assert found.encoding.startswith("utf-8|")
    assert sum(lines.count for lines in found.foreign.values()) == 2
    assert found.beyond == 1


@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
    ],
)
def test_wide_and_marked_files(file: Path, encoding: str, mark: bytes, told: str) -> None:
    found = looked(file, mark + "text,label\nwhere is my card,a\nor not,b".encode(encoding))
    assert (found.encoding, found.lines, found.foreign) == (told, 3, {})
    assert found.marked == bool(mark)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("control", b"a\x07b"),
        ("direction", "a\u202eb".encode()),
        ("hidden", "a\u200bb".encode()),
        ("replaced", "a\ufffdb".encode()),
        ("twice", "caf\u00c3\u00a9".encode()),
        ("return", b"a\rb"),
        ("nul", b"a\x00b"),
    ],
)
def test_what_should_not_stand_in_text(file: Path, name: str, line: bytes) -> None:
    found = looked(file, b"text\n" + b"plain enough text to be no wide one\n" * 9 + line + b"\nplain\n")
    assert {sign: (lines.count, lines.first) for sign, lines in found.signs.items()} == {name: (1, [11])}


def test_right_text_has_no_signs(file: Path) -> None:
    found = looked(file, "text,label\r\ncafé – “so” €5 我的卡 Привет 👩\u200d💻,a\r\n".encode())
    assert found.signs == {}
    assert found.breaks == (0, 2)


def test_line_ends_and_lengths_are_counted(file: Path) -> None:
    found = looked(file, b"one\r\ntwo\nthree and more")
    assert (found.lines, found.breaks, found.longest, found.size) == (3, (1, 1), 14, 23)


def test_a_compressed_file_is_looked_through_unpacked(file: Path) -> None:
    assert looked(file, gzip.compress(b"text\none\n")).lines == 2


def test_a_line_without_end_is_refused(file: Path) -> None:
    with file.open("wb") as out:
        out.write(b"text\n")
        for _ in range(45):
            out.write(b"x" * 1_000_000)
    with pytest.raises(DataError, match="longer than 10000000 characters") as refused:
        look(file)
    assert str(refused.value.where).endswith(":2")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), max_size=9), min_size=1
    )
)
def test_what_is_utf8_is_told_to_be(lines: list[str]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        found = looked(path, ("header\n" + "\n".join(lines)).encode())
        assert found.encoding == "utf-8"
        assert found.beyond == sum(not line.isascii() for line in lines)
