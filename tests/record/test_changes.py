"""A step that was taken is told by its name and digests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from record.stories import CHARTER, KEY, ORIGIN, Memory, act
from troth.cli import data_anonymise
from troth.cli.data_anonymise import anonymise
from troth.record import ACTS, Subject, digest, open_record, verify
from troth.record.changes import STEPS, check_change

FACTS = {
    "charter": CHARTER,
    "step": "anonymise-redact",
    "before": "sha256:" + digest(b"before"),
    "after": "sha256:" + digest(b"after"),
    "log": "sha256:" + digest(b"log"),
}


def wrong(facts: dict[str, object]) -> list[str]:
    memory = Memory()
    memory.append("data-changed", [Subject("charter", CHARTER)], facts)
    return list(check_change(memory.entries[0]))


def test_one_that_tells_digests_is_right() -> None:
    assert "data-changed" in ACTS
    assert wrong(FACTS) == wrong({name: value for name, value in FACTS.items() if name != "log"}) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"before": "people.csv"}, "the before of a step is no digest"),
        ({"log": 3}, "the log of a step is no digest"),
        ({"step": "Ada Lovelace"}, "a step that there is not: 'Ada Lovelace'"),
        ({"step": "polish"}, "a step that there is not: 'polish'"),
        ({"rows": ["Ada"]}, "tells more"),
    ],
)
def test_what_is_none_is_found(changed: dict[str, object], words: str) -> None:
    (said,) = wrong({**FACTS, **changed})
    assert words in said


def test_every_step_that_is_taken_has_a_name() -> None:
    """Names as the commands enter them: each is in the list, and nothing else is."""
    ways = anonymise.params
    taken = {f"anonymise-{how}" for one in ways if one.name == "how" for how in one.type.choices}  # type: ignore[attr-defined]
    sources = [path.read_text(encoding="utf-8") for path in Path(data_anonymise.__file__).parent.glob("data_*.py")]
    taken |= {name for text in sources for name in re.findall(r'\benter\("([a-z-]+)"', text)}
    assert taken == STEPS


def test_a_log_with_one_is_genuine(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        act(record, "charter-signed")
        subjects = [Subject("charter", CHARTER), Subject("before", FACTS["before"]), Subject("after", FACTS["after"])]
        record.append("data-changed", subjects, FACTS)
        record.append("data-changed", subjects[:2], FACTS)
    found = verify(tmp_path / "record.db", key=str(KEY.public))
    assert [finding.what.split(" (")[0] for finding in found.findings] == ["its after is none of its subjects"]
    assert found.findings[0].where == "entry 2"
