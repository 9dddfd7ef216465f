"""A proposal as a paper: what a member needs to see, and to sign it on a machine without record and network."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.errors import TrothError

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.record import Entry

KIND = "troth proposal"
LONGEST = 1 << 20
"""Bytes of a paper, or of a statement."""


def paper(session: Session, entry: Entry) -> dict[str, Any]:
    """The entries of a proposal, of its charter and of the audit it rests on, as they are in the log.

    Where another charter is in force, its entry too: its council is asked as well.
    """
    from troth.council import standing_of

    signed = session.entries("charter-signed")[0]
    kept = {"proposal": entry, "charter": signed, "audit": session.record.entry(int(entry.predicate["audit"]))}
    force = standing_of(session.record.entries()).force.get(session.charter.name)
    if force is not None and force.digest != session.charter.digest:
        kept["force"] = session.record.entry(force.entry)
    return {
        "format": 1,
        "kind": KIND,
        "log": session.record.origin,
        **{name: base64.b64encode(each.leaf).decode() for name, each in kept.items()},
    }


def write_paper(path: Path, document: dict[str, Any]) -> None:
    """Write a new file. Raises TrothError where there is one, or none can be made."""
    try:
        with path.open("x", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")
    except FileExistsError:
        raise TrothError("is there already, and was left as it is", where=str(path), remedy="Name another.") from None
    except OSError as error:
        raise TrothError(f"cannot be written: {error.strerror}", where=str(path)) from None


def read_json(path: Path) -> Any:
    """A small JSON file. Raises TrothError for what is none."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise ValueError("longer than any of its kind")
        return json.loads(data)
    except OSError as error:
        raise TrothError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise TrothError(f"is no such paper: {error}", where=str(path), remedy="Ask for it again.") from None
