"""A charter loosened after a test set was opened under its name is told, once for each thing, from where it began."""

from __future__ import annotations

from collections.abc import Mapping

from record.stories import ROOT, Memory, act
from troth.errors import RecordError
from troth.record import Amendments, digest
from troth.record.order import Promises

STRICT, LENIENT, LAX = "accuracy 8", "accuracy 7", "accuracy 6"


def _compare(old: str, new: str) -> Mapping[str, str]:
    """Charters of one word and one digit."""
    (about, was), (_, now) = old.split(), new.split()
    if not now.isdigit():
        raise RecordError("no charter")
    return {about: f"{about} fell from {was} to {now}"} if int(now) < int(was) else {}


def _sign(record: Memory, text: str, name: str = "posts") -> None:
    act(record, "charter-signed", charter=_digest(text + name), name=name, **({"text": text} if text else {}))


def _open(record: Memory, text: str, name: str = "posts", **changed: object) -> None:
    act(record, "test-opened", charter=_digest(text + name), **changed)


def _digest(text: str) -> str:
    return "sha256:" + digest(text.encode())


def _told(record: Memory) -> list[str]:
    seen = Amendments(_compare)
    return [said for entry in record.entries for said in seen.see(entry)]


def test_what_is_loosened_after_an_opening_is_told_from_the_first_charter() -> None:
    record = Memory()
    for text in (STRICT, LENIENT, LAX):
        _sign(record, text)
        _open(record, text)
    _sign(record, STRICT)  # again: it was signed before anything was opened
    after = "after the test set had been opened (entry 1)"
    assert _told(record) == [f"accuracy fell from 8 to 7 {after}", f"accuracy fell from 8 to 6 {after}"]
    told = [str(finding) for finding in _promises(record)]
    assert sum("fell from" in each for each in told) == 2


def _promises(record: Memory) -> list[object]:
    promises = Promises(compare=_compare)
    return [finding for entry in record.entries for finding in promises.see(entry) if finding.severity == "warning"]


def test_a_step_back_does_not_hide_behind_a_step_forth() -> None:
    record = Memory()
    _sign(record, LAX)
    _open(record, LAX)
    _sign(record, STRICT)
    _open(record, STRICT)
    _sign(record, LENIENT)
    assert _told(record) == ["accuracy fell from 8 to 7 after the test set had been opened (entry 3)"]


def test_nothing_is_said_before_an_opening_or_of_another_name() -> None:
    record = Memory()
    _sign(record, STRICT)
    _sign(record, LENIENT)
    _open(record, STRICT)
    _sign(record, LAX, "others")
    assert _told(record) == []
    assert not any("fell" in str(finding) for finding in _promises(record))


def test_what_cannot_be_compared_is_said() -> None:
    for text, why in (("", "the record does not hold the text of both"), ("accuracy x", "no charter")):
        record = Memory()
        _sign(record, STRICT)
        _open(record, STRICT)
        _sign(record, text)
        (said,) = _told(record)
        assert said.startswith("whether this charter demands less than that of entry 0")
        assert said.endswith(why)


def test_a_new_name_hides_nothing_from_whoever_opens_the_same_rows() -> None:
    """The rows know their charters: by the root, and by single rows that stand in another test set."""
    for opened in (
        {},
        {"root": _digest("fewer rows"), "known_rows": 9, "known_from": [{"root": ROOT, "rows": 9, "of": 12}]},
    ):
        record = Memory()
        _sign(record, STRICT)
        _open(record, STRICT)
        _sign(record, LAX, "others")
        _open(record, LAX, "others", **opened)
        _open(record, LAX, "others", **opened)  # said once
        against = "against the charter of entry 0 that opened these rows (entry 1)"
        assert _told(record) == [f"accuracy fell from 8 to 6 {against}"]


def test_a_few_equal_rows_are_no_reason_to_compare_charters() -> None:
    record = Memory()
    _sign(record, STRICT)
    act(record, "test-committed", charter=_digest(STRICT + "posts"), rows=400)
    _open(record, STRICT)
    _sign(record, LAX, "others")
    shared = {"root": _digest("other rows"), "known_rows": 1, "known_from": [{"root": ROOT, "rows": 1, "of": 400}]}
    _open(record, LAX, "others", **shared)
    assert _told(record) == []


def test_a_lax_charter_signed_beforehand_is_told_when_it_opens_the_rows() -> None:
    record = Memory()
    for text in (LAX, STRICT):
        _sign(record, text)
    for text in (STRICT, LAX):
        _open(record, text)
    assert _told(record) == [
        "accuracy fell from 8 to 6 against the charter of entry 1 that opened these rows (entry 2)"
    ]


def test_of_many_charters_each_step_is_told_and_the_work_stays_linear() -> None:
    record, asked = Memory(), []
    for number in range(200):
        text = f"accuracy {900 - number}"
        _sign(record, text)
        _open(record, text)

    def compare(old: str, new: str) -> Mapping[str, str]:
        asked.append((old, new))
        return _compare(old, new)

    seen = Amendments(compare)
    told = [said for entry in record.entries for said in seen.see(entry)]
    assert len(told) == 199
    assert told[-1].startswith("accuracy fell from 900 to 701")
    assert len(asked) < 200 * 40


def test_what_was_told_at_the_signing_is_told_again_only_against_a_stricter_charter() -> None:
    for other, said in ((STRICT, 1), ("accuracy 9", 2), (LENIENT, 1)):
        record = Memory()
        for text, name in ((STRICT, "posts"), (other, "others")):
            _sign(record, text, name)
            _open(record, text, name)
        _sign(record, LAX)
        _open(record, LAX)
        told = [each for each in _told(record) if "to 6" in each]
        assert len(told) == said
        assert told[0] == "accuracy fell from 8 to 6 after the test set had been opened (entry 1)"
        assert said == 1 or told[1].startswith("accuracy fell from 9 to 6 against the charter of entry 2")
