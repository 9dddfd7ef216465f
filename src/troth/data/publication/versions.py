"""The version that follows: how much a data set changed says which number rises (Croissant 1.1, "Version")."""

from __future__ import annotations

from collections.abc import Mapping

from troth.errors import DataError
from troth.record import version_of

FIRST = "1.0.0"


def following(before: str | None, earlier: Mapping[str, str], now: Mapping[str, str]) -> str:
    """The next version, given the digests of the files before and now, by their names.

    MAJOR where a file changed or went, MINOR where one was added, PATCH where the data are the same.
    """
    last = None if before is None else version_of(before)
    if last is None:
        return FIRST
    major, minor, patch = last
    if any(now.get(name) != sha256 for name, sha256 in earlier.items()):
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if now.keys() - earlier.keys() else f"{major}.{minor}.{patch + 1}"


def check_version(version: str, before: str | None) -> None:
    """Refuse a version that is none, or does not rise above the one before. Raises DataError."""
    new = version_of(version)
    if new is None:
        raise DataError(
            f"{version[:80]!r} is no version: three numbers of at most nine digits, none of them with a zero before it",
            remedy="Write three numbers with --version, such as 1.2.0.",
        )
    last = None if before is None else version_of(before)
    if last is not None and new <= last:
        raise DataError(
            f"version {version} does not rise above {before}, which was released",
            remedy="Leave --version out, or name a higher one: what was published under a version stays what it is.",
        )
