"""The digest of a model: one SHA-256 over the names, sizes and contents of all its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from troth.errors import ModelError
from troth.models.files import ASIDE, inside

DOMAIN = b"troth model folder 1\n"
"""Keeps this digest apart from every other use of SHA-256 over the same bytes; the number is that of the layout."""


def digest_of(folder: Path) -> str:
    """`sha256:<hex>` of a model folder, or of one file.

    For each file, in the order of its relative path's UTF-8 bytes: path, a zero byte, size in decimal, a newline and
    the 32 bytes of its SHA-256. Times, owners and modes do not count; hidden files do, a `.cache` or `.git` folder
    does not. Raises ModelError when the folder is missing or empty, or a link leads out of it.
    """
    folder = Path(folder)
    if folder.is_file():
        return digest_of_files(folder.parent, [folder])
    if not folder.is_dir():
        raise ModelError("no such model folder", where=str(folder), remedy="Name a folder that holds a model.")
    return digest_of_files(folder, _files(folder))


def digest_of_files(folder: Path, files: Iterable[Path]) -> str:
    """As `digest_of`, over the named files of `folder` only: what a model that is a part of a folder reads."""
    named = sorted((file.relative_to(folder).as_posix().encode(), inside(file, folder)) for file in files)
    if not named:
        raise ModelError("the folder is empty", where=str(folder), remedy="Name a folder that holds a model.")
    digest = hashlib.sha256(DOMAIN)
    for name, file in named:
        digest.update(name + b"\0" + str(file.stat().st_size).encode() + b"\n" + sha256_of(file))
    return f"sha256:{digest.hexdigest()}"


def sha256_of(file: Path) -> bytes:
    """The 32 bytes of the SHA-256 of a file's contents."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _files(folder: Path) -> list[Path]:
    """Every file below `folder`, links that stay inside included; a linked folder is refused: it could be endless."""
    found: list[Path] = []
    for path in folder.iterdir():
        if path.name.lower() in ASIDE:
            continue
        if path.is_symlink() and inside(path, folder).is_dir():
            raise ModelError(f"{path.name} is a link to a folder", where=str(folder), remedy="Copy its files instead.")
        if path.is_dir():
            found += _files(path)
        elif path.is_file() or path.is_symlink():
            found.append(path)
        else:
            raise ModelError(f"{path.name} is not a plain file", where=str(folder), remedy="Remove it.")
    return found
