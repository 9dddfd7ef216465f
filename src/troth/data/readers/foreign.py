"""Files that are no text, whatever their names say: told by their first bytes, and whether a password locks them."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from troth.errors import DataError

FOREIGN = {
    b"PK\x03\x04": "a zip archive (or a spreadsheet)",
    b"PAR1": "a Parquet file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Office document of the old kind",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"ARROW1": "an Arrow file",
    b"Obj\x01": "an Avro file",
    b"\x80\x02": "a pickle, which can run code when it is opened",
    b"\x80\x03": "a pickle, which can run code when it is opened",
    b"\x80\x04": "a pickle, which can run code when it is opened",
    b"\x80\x05": "a pickle, which can run code when it is opened",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"age-encryption.org/": "a file that age encrypted",
}
"""First bytes to what they are of. What begins otherwise may still be no text: then a byte of it is not valid."""

LOOK = 1 << 20
"""Bytes at the beginning in which a sign of a password is looked for."""
TAIL = 4096
"""And at the end, where a PDF document says so."""

SPREADSHEET = (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
LOCKED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4: the stream of a locked Office document


def refuse_foreign(file: IO[bytes], path: Path, promised: str = "the text its name promises") -> None:
    """DataError where an open file is not text; else it is left at its beginning. promised: what it should be."""
    head = file.read(64)
    what = next((what for magic, what in FOREIGN.items() if head.startswith(magic)), None)
    if what is None:
        file.seek(0)
        return
    if _locked(head, file):
        raise DataError(
            f"holds {what}, protected by a password",
            where=str(path),
            remedy="Open it with its password, and save its table without one as csv, jsonl or parquet.",
        )
    if any(sign in head for sign in SPREADSHEET):
        what = "a spreadsheet"
    raise DataError(
        f"holds {what}, not {promised}",
        where=str(path),
        remedy="Save its table as csv, jsonl or parquet; a file of these is named by what it is.",
    )


def _locked(head: bytes, file: IO[bytes]) -> bool:
    if head.startswith(b"PK\x03\x04"):
        return len(head) > 6 and bool(head[6] & 1)  # PKWARE's APPNOTE 4.4.4: bit 0 of the flags
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return LOCKED in file.read(LOOK)
    if head.startswith(b"%PDF"):
        start = file.read(TAIL)
        end = file.seek(0, 2)
        file.seek(max(0, end - TAIL))
        return b"/Encrypt" in start + file.read(TAIL)  # ISO 32000-1, 7.5.5: a key of the trailer
    return False
