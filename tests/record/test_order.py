"""The acts are held against each other: whatever one says of another must be what the other said."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from record.stories import BASE, CHARTER, DATA, FACTS, KEY, LIFE, MODEL, ORIGIN, ROOT, Memory, act, plan
from troth.cli.amendments import facts_of
from troth.errors import NotGenuine, RecordError
from troth.record import Finding, Record, Subject, Verification, digest, open_record, verify, verify_or_raise
from troth.record.binding import _GRAVITY
from troth.record.order import Promises
from troth.record.walk import Findings
from troth.standard import seed_for
from troth.standard.judge import GRAVITY

OTHER = "sha256:" + digest(b"another")
TEXT = '{"name": "posts", "version": "1", "clauses": ["accuracy >= 0.9", "f1 >= 0.8"]}'
SIGNED = "sha256:" + digest(TEXT.encode())
CLAUSES = [{"clause": "accuracy >= 0.9", "verdict": "met"}, {"clause": "f1 >= 0.8", "verdict": "met"}]
Tell = Callable[[Record | Memory], object]


def _read(text: str) -> Mapping[str, object]:
    """A reader of charters, as the command line hands one in."""
    if not text.startswith("{"):
        raise RecordError("no charter")
    return {"charter": "sha256:" + digest(text.encode()), **json.loads(text)}


def _told(tell: Tell) -> list[Finding]:
    memory, promises = Memory(), Promises(_read)
    tell(memory)
    return [finding for entry in memory.entries for finding in promises.see(entry)] + promises.finish()


def _whats(found: list[Finding], severity: str) -> list[str]:
    return [finding.what.split(" (charter")[0] for finding in found if finding.severity == severity]


def _genuine(found: list[Finding]) -> bool:
    return not _whats(found, "wrong")


def _verified(folder: Path, tell: Tell) -> Verification:
    with open_record(folder / "record.db", KEY, origin=ORIGIN) as record:
        tell(record)
    return verify(folder / "record.db", read_charter=_read)


def _begin(record: Record | Memory) -> object:
    for each in ("charter-signed", "data-described", "test-committed"):
        act(record, each)
    return record


def _train(record: Record | Memory) -> object:
    act(record, "training-started")
    return act(record, "trained")


def _judge(record: Record | Memory, opening: int = 1) -> object:
    act(record, "test-opened", opening=opening)
    return act(record, "audited", opening=opening)


def _round(record: Record | Memory, number: int, **more: object) -> object:
    facts = {**plan(), "weights": OTHER, "round": number, **more}
    return record.append(
        "federated-round", [Subject(name, str(facts[name])) for name in ("charter", "data", "weights")], facts
    )


# Honest lives


def test_rounds_of_a_federated_training_stand_in_their_order() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started")
        for number in range(3):
            _round(record, number)
        act(record, "trained")
        _judge(record)

    assert _told(tell) == []


def test_a_round_out_of_order_or_of_no_training_is_told() -> None:
    def skipped(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started")
        _round(record, 1)

    def again(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started")
        _round(record, 0)
        _round(record, 0)

    assert "round 1 ended after 0 rounds of its training" in _whats(_told(skipped), "wrong")
    assert "round 0 of this training had ended before" in _whats(_told(again), "warning")
    assert any("had not started" in what for what in _whats(_told(lambda record: _round(_begin(record), 0)), "wrong"))


@pytest.mark.parametrize(
    ("training", "of", "rounds", "wrong"),
    [
        ("federated: {clients: 3, rounds: 2}", 2, (0, 1, 2), None),
        ("federated: {clients: 3}", 2, (0, 1, 2), None),
        ("federated: {clients: 3, rounds: 2}", 2, (0, 1), "ended after 2 of 3 rounds"),
        ("federated: {clients: 3}", 2, (0, 1), "ended after 2 of 3 rounds"),
        ("federated: {clients: 3, rounds: 2}", 1, (0, 1), "says that its training has 1 rounds after the first"),
        ("federated: {clients: 3, rounds: 2}", 2, (0, 1, 2, 3), "ended after 4 of 3 rounds"),
        ("federated: {clients: 3, rounds: 2}", 2, (0, 2), "round 2 ended after 1 rounds"),
        ("federated: {clients: 3}", 2, (), "none of its rounds is recorded"),
        ("epochs: 3", 2, (), None),
    ],
)
def test_a_federated_training_ends_after_all_of_its_rounds(
    tmp_path: Path, training: str, of: int, rounds: tuple[int, ...], wrong: str | None
) -> None:
    text = f"charter: 1\nname: posts\ntraining: {{{training}}}\n"
    charter = str(facts_of(text)["charter"])
    seed = str(seed_for(charter, DATA, BASE, 0))
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        for each in ("charter-signed", "data-described", "test-committed"):
            act(record, each, charter=charter, **({"text": text} if each == "charter-signed" else {}))
        act(record, "training-started", charter=charter, seed=seed)
        for number in rounds:
            _round(record, number, charter=charter, seed=seed, of=of)
        act(record, "trained", charter=charter, seed=seed)
    found = verify(tmp_path / "record.db", read_charter=facts_of)
    assert found.genuine is (wrong is None)
    assert wrong is None or wrong in str(found.first_wrong)
    unread = verify(tmp_path / "record.db")  # which still knows what the rounds say
    assert unread.genuine or wrong is not None


def test_a_run_given_twice_is_genuine() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        _train(record)
        _judge(record)
        _judge(record, opening=2)  # the training was found finished

    found = _told(tell)
    assert _genuine(found)
    assert _whats(found, "warning") == ["opening 2 of the test set; it was opened once before, first in entry 5"]


def test_audits_of_models_from_elsewhere_are_genuine() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        for opening, model in enumerate((MODEL, OTHER), start=1):
            act(record, "test-opened", opening=opening, model=model)
        for opening, model in ((2, OTHER), (1, MODEL)):  # two processes; the later one is done first
            seed = str(seed_for(CHARTER, DATA, model, 0))
            act(record, "audited", opening=opening, model=model, seed=seed)

    found = _told(tell)
    assert _genuine(found)
    assert len(_whats(found, "warning")) == 1


def test_two_charters_over_one_test_set_are_genuine() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        _train(record)
        _judge(record)
        mine = {"charter": OTHER}
        for each in ("charter-signed", "data-described", "test-committed"):
            act(record, each, **mine)
        act(record, "training-started", **plan(charter=OTHER))
        act(record, "trained", **plan(charter=OTHER))
        act(record, "test-opened", **mine, opening=2)
        act(record, "audited", **mine, opening=2, seed=str(seed_for(OTHER, DATA, MODEL, 0)))

    found = _told(tell)
    assert _genuine(found)
    assert _whats(found, "warning") == [
        f"this test set was opened once before, first in entry 5 under charter {CHARTER}",
        "training started after the test set was opened (entry 5)",
        f"opening 2 of the test set; it was opened once before, first in entry 5 under charter {CHARTER}",
    ]


def test_a_failed_training_started_again_is_genuine() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started")
        _train(record)
        _judge(record)

    found = _told(tell)
    assert found == []


def test_repeats_are_plans_of_their_own() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        for repeat in range(3):
            act(record, "training-started", **plan(repeat))
            act(record, "trained", **plan(repeat))
        _judge(record)

    found = _told(tell)
    assert found == []


@pytest.mark.parametrize(("member", "warned"), [(MODEL, False), (OTHER, True)])
def test_an_ensemble_is_taught_by_models_that_were_trained_before(member: str, warned: bool) -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started")
        _train(record)
        act(record, "training-started", **plan(1), members=[member])

    assert any("taught by a model" in what for what in _whats(_told(tell), "warning")) is warned


def test_a_training_taught_by_a_model_of_other_data_is_told() -> None:
    data = "sha256:" + digest(b"other data")

    def tell(record: Record | Memory) -> None:
        _begin(record)
        _train(record)
        act(record, "data-described", data=data)
        act(record, "training-started", **plan(0, data=data))
        act(record, "trained", **plan(0, data=data), model=OTHER)
        act(record, "training-started", **plan(1), members=[MODEL, OTHER])

    told = "a training is taught by a model of another charter, other data or another base"
    assert told in _whats(_told(tell), "warning")


@pytest.mark.parametrize(
    ("name", "started", "ended"),
    [
        ("members", [MODEL], [OTHER]),
        ("members", None, [OTHER]),
        ("members", [MODEL], None),
        ("from", None, OTHER),
        ("new", OTHER, DATA),
        ("amendment", {"training": {"epochs": 2}}, {"training": {"epochs": 3}}),
    ],
)
def test_an_end_names_what_its_start_named(name: str, started: object, ended: object) -> None:
    def tell(*said: object) -> Tell:
        first, *others = [{} if each is None else {name: each} for each in said]

        def told(record: Record | Memory) -> None:
            _begin(record)
            _train(record)
            act(record, "training-started", **plan(1), **first)
            for other in others[:-1]:
                act(record, "training-started", **plan(1), **other)
            act(record, "trained", **plan(1), model="sha256:" + "e" * 64, **others[-1])

        return told

    wrong = f"a training ended that had started with another {name!r} than its end names"
    assert _whats(_told(tell(started, ended)), "wrong") == [wrong]
    assert _genuine(_told(tell(started, started)))
    assert _genuine(_told(tell(started, ended, ended)))  # which was started anew, with another


def _stop(record: Record | Memory, repeat: int) -> None:
    record.append("training-stopped", [Subject("charter", CHARTER), Subject("data", DATA)], plan(repeat))


def test_a_training_that_a_search_stopped_has_its_end() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        _train(record)
        act(record, "training-started", **plan(1))
        _stop(record, 1)
        _judge(record)

    assert _told(tell) == []
    found = _told(lambda record: (_begin(record), _train(record), _stop(record, 1)))
    assert any("was stopped that had not started" in what for what in _whats(found, "wrong"))


# What is odd and not false


@pytest.mark.parametrize(
    ("tell", "words"),
    [
        (lambda record: (_begin(record), act(record, "training-started")), "this training has no end in the log"),
        (lambda record: (_begin(record), act(record, "test-opened")), "the test set was opened and no audit followed"),
        (
            lambda record: (_begin(record), _train(record), act(record, "trained", model=OTHER)),
            "the training of entry 3 gave another model before (entry 4)",
        ),
        (
            lambda record: (_begin(record), _judge(record), act(record, "reported", audit=None)),
            "a report that does not say of which audit",
        ),
        (
            lambda record: (_begin(record), _judge(record), _train(record)),
            "training started after the test set was opened (entry 3)",
        ),
        (
            lambda record: (_begin(record), act(record, "training-started"), _judge(record), act(record, "trained")),
            "the training ended after the test set was opened (entry 4)",
        ),
        (
            lambda record: (
                _begin(record),
                act(record, "training-started", **plan(5)),
                act(record, "trained", **plan(5)),
            ),
            "repeat 5 was started without repeat 4 before it",
        ),
    ],
)
def test_what_is_odd_is_said(tell: Tell, words: str) -> None:
    found = _told(tell)
    assert _genuine(found)
    assert _whats(found, "warning") == [words]


# What is false

FIELDS = {
    "charter-signed": ("charter", "name", "version", "clauses", "text"),
    "data-described": ("charter", "data"),
    "test-committed": ("charter", "root"),
    "training-started": ("charter", "data", "base", "seed", "repeat"),
    "trained": ("charter", "data", "base", "seed", "repeat", "model"),
    "test-opened": ("charter", "root", "model", "opening", "known_rows", "compared"),
    "audited": ("charter", "model", "data", "root", "opening", "seed", "verdict", "clauses"),
    "reported": ("charter", "audit"),
}
OPTIONAL = {
    ("charter-signed", "text", "missing"),
    ("audited", "clauses", "missing"),
    ("reported", "audit", "missing"),
}
"""What is long may be kept in a file; reports did not always say of which audit."""
SWAPS: dict[str, object] = {
    "charter": OTHER,
    "name": "another",
    "version": "2",
    "clauses": [],
    "text": TEXT.replace("0.9", "0.1"),
    "data": OTHER,
    "base": OTHER,
    "root": OTHER,
    "model": OTHER,
    "seed": "7",
    "repeat": 1,
    "opening": 2,
    "known_rows": 3,
    "compared": "many",
    "verdict": "broken",
    "audit": 5,
}


def _lives(record: Record | Memory, type_: str = "", **changed: object) -> None:
    """A whole life under a charter whose text is in the log; the act `type_` is changed, its subjects with it."""
    texts: dict[str, dict[str, object]] = {
        "charter-signed": {"text": TEXT, "clauses": [clause["clause"] for clause in CLAUSES]},
        "training-started": plan(charter=SIGNED),
        "trained": plan(charter=SIGNED),
        "audited": {"seed": str(seed_for(SIGNED, DATA, MODEL, 0)), "clauses": CLAUSES},
    }
    for each in LIFE:
        own = {"charter": SIGNED, **texts.get(each, {})}
        act(record, each, **{**own, **(changed if each == type_ else {})})


def test_the_life_that_is_spoiled_below_is_genuine() -> None:
    found = _told(_lives)
    assert found == []


@pytest.mark.parametrize(
    ("type_", "field", "how"),
    [
        (type_, field, how)
        for type_, fields in FIELDS.items()
        for field in fields
        for how in ("swapped", "missing")
        if (type_, field, how) not in OPTIONAL
    ],
)
def test_every_single_swapped_field_is_found(type_: str, field: str, how: str) -> None:
    """Swapped together with its subject, by the keyholder: only the other acts contradict it."""
    value = SWAPS[field] if how == "swapped" else None
    found = _told(lambda record: _lives(record, type_, **{field: value}))
    if (type_, field, how) == ("trained", "model", "swapped"):  # to audit a model of someone else's is allowed
        assert _whats(found, "warning") == ["the test set was opened for a model that no training in this log ended in"]
    else:
        assert not _genuine(found)


@pytest.mark.parametrize("type_", list(FIELDS))
def test_every_swapped_subject_is_found(type_: str) -> None:
    def tell(record: Record | Memory) -> None:
        for each in LIFE:
            if each != type_:
                act(record, each)
                continue
            names = [name for name in ("charter", "data", "root", "model") if name in FACTS[each]]
            subjects = [Subject(name, OTHER if name == names[-1] else str(FACTS[each][name])) for name in names]
            record.append(each, subjects, FACTS[each])

    found = _told(tell)
    assert "is none of its subjects" in str(_whats(found, "wrong"))


@pytest.mark.parametrize(
    ("tell", "words"),
    [
        (
            lambda record: act(record, "trained", **{**plan(), "seed": "43"}),
            "a training ended that had not started with this data, base, seed and repeat",
        ),
        (lambda record: act(record, "training-started", **{**plan(), "seed": "42"}), "its seed is not the one"),
        (lambda record: act(record, "training-started", **plan(data=OTHER)), "on data that was not described before"),
        (lambda record: (_judge(record), act(record, "audited")), "was audited already (entry 4)"),
        (
            lambda record: (act(record, "test-opened", model=OTHER), act(record, "audited")),
            "audited another model than the one the test set was opened for (entry 3)",
        ),
        (
            lambda record: (act(record, "test-opened"), act(record, "audited", opening=99)),
            "audited on opening 99 of a test set that was opened 1 times",
        ),
        (
            lambda record: (act(record, "test-opened"), act(record, "audited", root=OTHER)),
            "audited on opening 1 of a test set that was opened 0 times",
        ),
        (lambda record: act(record, "charter-signed", name="another"), "another name or version than in entry 0"),
        (lambda record: act(record, "charter-signed", text=TEXT), "its charter is not that of its text"),
        (lambda record: act(record, "charter-signed", text="nothing"), "its text is no charter"),
        (lambda record: act(record, "reported", audit=1), "a report of an audit that was not made: 1"),
        (lambda record: act(record, "test-committed", rows="12"), "gives no number as its rows"),
        (
            lambda record: act(record, "test-opened", known_rows=13, known_from=[{"root": ROOT}]),
            "13 of 12 rows were opened before",
        ),
        (
            lambda record: act(record, "test-opened", known_rows=3, known_from=[{"root": OTHER}]),
            "that was not opened before",
        ),
        (lambda record: act(record, "test-opened", compared="x"), "by 'x' openings"),
    ],
)
def test_what_is_false_is_named(tell: Tell, words: str) -> None:
    found = _told(lambda record: (_begin(record), tell(record))[-1])
    assert any(words in what for what in _whats(found, "wrong")), found


def test_an_audit_on_the_opening_of_another_charter_is_named() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        for each in ("charter-signed", "data-described", "test-committed"):
            act(record, each, charter=OTHER)
        act(record, "test-opened")
        act(record, "test-opened", charter=OTHER, opening=2)
        act(record, "audited", opening=2)

    assert _whats(_told(tell), "wrong") == ["audited on an opening for another charter (entry 7)"]


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [(("met", "broken"), "met"), (("met", "undecided"), "met"), (("met",), "broken"), ((), "met"), (("fine",), "met")],
)
def test_a_verdict_that_its_clauses_do_not_bear_is_named(verdicts: tuple[str, ...], verdict: str) -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "test-opened")
        clauses = [{"clause": str(number), "verdict": each} for number, each in enumerate(verdicts)]
        act(record, "audited", verdict=verdict, clauses=clauses)

    assert f"its verdict is {verdict!r}" in str(_whats(_told(tell), "wrong"))


def test_the_gravity_of_verdicts_is_the_standard_s() -> None:
    assert _GRAVITY == GRAVITY


def test_more_warnings_than_are_kept_hide_nothing(tmp_path: Path) -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        for opening in range(1, 53):
            act(record, "test-opened", opening=opening)

    honest = _verified(tmp_path, tell)
    assert (honest.genuine, len(honest.findings), honest.more_findings) == (True, 100, 3)
    with open_record(tmp_path / "record.db", KEY) as record:
        act(record, "audited", opening=1, clauses=[{"clause": "a", "verdict": "broken"}])
    found = verify(tmp_path / "record.db")
    assert (found.genuine, found.wrong_count) == (False, 1)
    assert "its verdict is 'met'" in str(found.first_wrong)
    with pytest.raises(NotGenuine):
        verify_or_raise(tmp_path / "record.db")


def test_findings_are_counted_and_kept_by_severity() -> None:
    findings = Findings()
    for number in range(150):
        findings.say(f"entry {number}", "odd", "warning")
    for number in range(120):
        findings.say(f"entry {number}", "false")
    assert (findings.wrong, findings.more, len(findings.kept)) == (120, 70, 200)


def test_a_verification_without_a_kept_wrong_finding_is_not_genuine() -> None:
    found = Verification("", "database", None, False, None, 0, {}, (), (), 1)
    assert not found.genuine


def test_the_seed_is_the_standard_s() -> None:
    found = _told(lambda record: act(record, "training-started", seed="0"))
    assert any(str(seed_for(CHARTER, DATA, BASE, 0)) in what for what in _whats(found, "wrong"))


def test_a_charter_s_text_is_read_by_whoever_can(tmp_path: Path) -> None:
    found = _verified(tmp_path, lambda record: act(record, "charter-signed", text=TEXT))
    assert "its charter is not that of its text" in str(found.first_wrong)
    assert verify(tmp_path / "record.db").genuine  # nobody read it


def test_an_audit_says_on_which_opening_of_which_rows(tmp_path: Path) -> None:
    found = _verified(tmp_path, lambda record: (_begin(record), _judge(record)))
    assert [(audit.root, audit.opening) for audit in found.charters[0].audits] == [(ROOT, 1)]


def test_the_proof_of_a_charter_that_is_not_its_text_is_not_genuine(tmp_path: Path) -> None:
    for text, genuine in ((TEXT, True), (TEXT + " ", False)):
        with open_record(tmp_path / f"{genuine}.db", KEY) as record:
            clauses = json.loads(TEXT)["clauses"]
            act(record, "charter-signed", charter=SIGNED, name="posts", version="1", clauses=clauses, text=text)
            record.export_proof(0, tmp_path / f"{genuine}.proof")
        found = verify(tmp_path / f"{genuine}.proof", read_charter=_read)
        assert found.genuine is genuine, found.first_wrong


UPDATE = {"from": OTHER, "split": "validation", "reasons": []}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"verdict": "kept"}, []),
        ({"verdict": "refused", "reasons": ["it forgets"]}, []),
        ({"verdict": "kept", "reasons": ["it forgets"]}, ["its verdict is 'kept', with 1 reasons to refuse"]),
        ({"verdict": "refused"}, ["its verdict is 'refused', with 0 reasons to refuse"]),
        (
            {"verdict": "kept", "from": DATA},
            ["an update by a model that no training in this log made from that release"],
        ),
    ],
)
def test_an_update_is_held_against_its_training(changed: dict[str, object], wrong: list[str]) -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started", **plan(base=OTHER), **{"from": OTHER})
        act(record, "trained", **plan(base=OTHER), model=MODEL, **{"from": OTHER})
        facts = {"charter": CHARTER, "data": DATA, "model": MODEL, **UPDATE, **changed}
        about = [Subject(name, str(facts[name])) for name in ("charter", "data", "from", "model")]
        record.append("updated", about, facts)
        act(record, "test-opened")
        act(record, "audited")

    found = _told(tell)
    assert _whats(found, "wrong") == wrong
    refused = "audited a model that was refused as an update (entry 5)"
    assert (refused in _whats(found, "warning")) == (changed["verdict"] == "refused")


def test_an_update_that_nobody_held_against_its_release_is_told() -> None:
    def tell(record: Record | Memory) -> None:
        _begin(record)
        act(record, "training-started", **plan(base=OTHER), **{"from": OTHER})
        act(record, "trained", **plan(base=OTHER), model=MODEL, **{"from": OTHER})
        _judge(record)

    assert _whats(_told(tell), "warning") == [
        "trained from a release that no training in this log ended in",
        "audited an update that was not held before against the release it was made from",
    ]
