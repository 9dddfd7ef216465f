"""Folders in the layout of the Hugging Face hub, local or fetched: `train.csv`, `data/train-00000-of-00002.parquet`.

Nothing is fetched unless the charter names `hub:owner/name`, and then only data files: no script is ever run.
https://huggingface.co/docs/hub/datasets-data-files-configuration
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from troth.errors import DataError
from troth.standard import HUB

NAME = re.compile(r"[\w.-]+/[\w.-]+(@[\w.-]+)?")

WORDS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing"),
}
"""What the hub takes for the name of a split; a word of the file's or the folder's name."""

DATA_FILES = ("*.parquet", "*.csv", "*.csv.gz", "*.tsv", "*.tsv.gz", "*.jsonl", "*.jsonl.gz", "*.conll", "*.txt")
"""What is fetched: nothing that could run."""


def parts_of(folder: Path, split: str, endings: tuple[str, ...], *, deep: bool = False) -> list[Path]:
    """The files of one split, in name order; of several formats, the first that has any.

    deep: look into all its folders, as the hub's layout has it, and not only into the folder itself and its `data`: a
    folder that somebody names may hold anybody's files.
    """
    found = folder.rglob("*") if deep else (*folder.glob("*"), *folder.glob("data/*"))
    wanted = [path for path in sorted(found) if _is_data(path, folder, endings)]
    mine = [path for path in wanted if _split_of(path.relative_to(folder)) == split]
    if not mine and split == "train":
        mine = [path for path in wanted if _split_of(path.relative_to(folder)) is None]
    formats = sorted({_ending(path) for path in mine}, key=endings.index)
    return [path for path in mine if _ending(path) == formats[0]] if formats else []


def folder_of(named: str) -> Path:
    """The local folder of `hub:owner/name[@revision]`: from the hub's cache, else fetched now."""
    name = named.removeprefix(HUB)
    if not NAME.fullmatch(name):
        raise DataError(f"{named!r} is not a data set's name", remedy="Write hub:owner/name, or name a file.")
    owner, _, revision = name.partition("@")
    try:
        import huggingface_hub
    except ImportError as error:
        raise DataError(
            "reading from the hub needs the package huggingface_hub",
            where=named,
            remedy="Install it (`pip install huggingface_hub`), or download the files and name them.",
        ) from error
    wanted = {"repo_type": "dataset", "revision": revision or None, "allow_patterns": list(DATA_FILES)}
    return Path(_fetched(huggingface_hub, owner, named, wanted))


def _fetched(hub: Any, name: str, named: str, wanted: dict[str, Any]) -> str:
    try:
        return str(hub.snapshot_download(name, local_files_only=True, **wanted))
    except Exception:  # noqa: S110  not in the cache, for which every version of the hub has its own exception
        pass
    try:
        return str(hub.snapshot_download(name, **wanted))
    except Exception as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"cannot be fetched: {first[:200]}",
            where=named,
            remedy="Check the name and the network, or download the files and name them.",
        ) from error


def _is_data(path: Path, folder: Path, endings: tuple[str, ...]) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    return not hidden and _ending(path) in endings and path.is_file()


def _ending(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def _split_of(path: Path) -> str | None:
    words = re.split(r"[^a-z]+", path.as_posix().lower())
    return next((split for split, names in WORDS.items() if set(names) & set(words)), None)
