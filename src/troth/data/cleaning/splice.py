"""A row's text with some of its cells exchanged or taken out; all others stay as they are written, quotes and all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]

from troth.data.readers.separated import long_fields

BLANK = re.compile(r"[ \t\r\n]*")
PLAIN = re.compile(r"\w")


def separated(
    text: str, separator: str, cells: Mapping[int, str], gone: Collection[int] = (), *, blanks: bool = False
) -> str:
    """A record of separated values (RFC 4180). cells, gone: by the places of columns, from 0. blanks: whether blanks
    after a separator are no part of a cell.

    >>> separated('1,"a ""b"" c",d\\r\\n', ",", {2: "x,y"}, [0])
    '"a ""b"" c","x,y"\\r\\n'
    """
    body = text.removesuffix("\n").removesuffix("\r")
    found = [match[0] for match in _fields(separator, blanks).finditer(body)]
    with long_fields():
        (read,) = csv.reader(io.StringIO(body, newline=""), delimiter=separator, skipinitialspace=blanks)
    if len(found) != len(read):  # quotes inside of cells that are not in quotes: no more is kept than the values
        found = [_written(cell, separator, at) for at, cell in enumerate(read)]
    made = [
        _written(cells[at], separator, len(gone), quoted=raw.lstrip().startswith('"')) if at in cells else raw
        for at, raw in enumerate(found)
        if at not in gone
    ]
    if made == [""]:
        made = ['""']  # else the line is blank, and no row
    return separator.join(made) + text[len(body) :]


@lru_cache
def _fields(separator: str, blanks: bool) -> re.Pattern[str]:
    mark, before = re.escape(separator), " *" if blanks else ""
    cell = rf'{before}"(?:[^"]|"")*"[^{mark}]*|[^{mark}]*'
    return re.compile(rf"(?:(?<=^)|(?<={mark}))(?:{cell})")


def _written(cell: str, separator: str, at: int, *, quoted: bool = False) -> str:
    """A cell as it stands in a record. at: 0 of the first one, where a sign might make the line a comment."""
    needed = quoted or any(sign in cell for sign in (separator, '"', "\n", "\r")) or cell != cell.strip()
    if needed or (not at and cell and not PLAIN.match(cell)):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def json_object(text: str, cells: Mapping[str, str], gone: Collection[str] = ()) -> str:
    """A JSON object (RFC 8259) on a line. cells: strings by their keys; a value that is no string stays.

    >>> json_object('{"a": 1.50, "b":"x" , "c": [2]}', {"b": "ü"}, ["c"])
    '{"a": 1.50, "b":"ü"}'
    """
    decoder, members = json.JSONDecoder(), []
    at = BLANK.match(text, BLANK.match(text).end() + 1).end()  # type: ignore[union-attr]
    opened = text[:at]
    while text[at] != "}":
        begin = at
        key, at = scanstring(text, at + 1)
        at = BLANK.match(text, BLANK.match(text, at).end() + 1).end()  # type: ignore[union-attr]
        value = at
        _, at = decoder.raw_decode(text, at)
        exchanged = key in cells and text[value] == '"'
        told = text[begin:value] + json.dumps(cells[key], ensure_ascii=False) if exchanged else text[begin:at]
        after = BLANK.match(text, at).end()  # type: ignore[union-attr]
        members.append((key, told + text[at:after]))
        at = after
        if text[at] == ",":
            at = BLANK.match(text, at + 1).end()  # type: ignore[union-attr]
            members[-1] = (key, members[-1][1] + text[after:at])
    kept = [told for key, told in members if key not in gone]
    if kept and members[-1][0] in gone:
        kept[-1] = kept[-1].rstrip(", \t")
    return opened + "".join(kept) + text[at:]
