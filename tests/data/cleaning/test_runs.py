"""Where each row stands among the bytes of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data.cleaning.runs import runs_of
from troth.data.cleaning.source import source_of
from troth.data.quality import sheet_of

CSV = b'text,label\r\n"one\r\n\r\nrow",a\r\n\r\ntwo words,b\r\n\n"three"" rows",c\nfour,d'
CONLL = b"-DOCSTART-\tO\n\nEU\tB-ORG\nrejects\tO\n\n\nPeter\tB-PER\nBlackburn\tI-PER\n-DOCSTART-\tO\n\nlast\tO\nword\tO"
JSON = b'\xef\xbb\xbf{"text": "one", "label": "a"}\n\n  {"text": "two", "label": "b"}\r\n{"text":"x","label":"a"}'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "posts.csv",
            CSV,
            [b'"one\r\n\r\nrow",a\r\n', b"two words,b\r\n", b'"three"" rows",c\n', b"four,d"],
        ),
        (
            "words.conll",
            CONLL,
            [b"EU\tB-ORG\nrejects\tO\n\n", b"Peter\tB-PER\nBlackburn\tI-PER\n", b"last\tO\nword\tO"],
        ),
        ("posts.jsonl", JSON, [b'{"text": "one", "label": "a"}\n', b'  {"text": "two", "label": "b"}\r\n',
                               b'{"text":"x","label":"a"}']),
    ],
)  # fmt: skip
def test_rows_are_their_lines(tmp_path: Path, name: str, content: bytes, expected: list[bytes]) -> None:
    (tmp_path / name).write_bytes(content)
    sheet = sheet_of(tmp_path / name)
    with source_of(tmp_path / name, sheet.encoding) as source:
        runs = runs_of(sheet, source, bytes.decode)
        assert [content[a:b] for a, b in zip(runs.begin.tolist(), runs.end.tolist(), strict=True)] == expected
