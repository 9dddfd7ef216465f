"""`troth council`: a model is proposed, approved by distinct members, revoked; and what is refused, with its reason."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cli.acting import audit, entries, ran
from stories import workshop
from troth.record import Subject, load_or_create_key, open_record

MEMBERS = {"Dee": "developer", "Rae": "regulator", "Pat": "public"}
APPROVED, REVOKED, PROPOSED = "release-approved", "release-revoked", "release-proposed"


def council(folder: Path, members: dict[str, str], approvals: int, roles: tuple[str, ...] = ()) -> str:
    lines = ["council:", "  members:"]
    for name, role in members.items():
        key = load_or_create_key(folder / f"{name}.pem").public
        lines.append(f'    - {{name: {name}, role: {role}, key: "{key}"}}')
    return "\n".join([*lines, f"  release: {{approvals: {approvals}, roles: [{', '.join(roles)}]}}", ""])


@pytest.fixture
def charter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An audited model under a charter that takes two approvals, one of them a regulator's."""
    path = workshop.make(tmp_path, wrong=0.0)
    path.write_text(path.read_text() + council(tmp_path, MEMBERS, 2, ("regulator",)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert audit(path) == 3
    return path


def speak(action: str, name: str, *more: object, key: str | None = None) -> int:
    return ran("council", action, "charter.yaml", "--as", name, "--key", key or f"{name}.pem", *more)


def propose(*more: object) -> int:
    return ran("council", "propose", "charter.yaml", "--by", "Dee", *more)


def permit(*more: object) -> int:
    return ran("council", "permit", "charter.yaml", *more)


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def test_enough_members_permit_and_one_takes_it_back(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert permit() == 4
    assert "nobody has proposed" in capsys.readouterr().out
    assert propose() == 0
    assert speak("approve", "Dee", "--text", "as judged") == 0
    assert "1 of 2 approvals" in capsys.readouterr().out
    assert permit() == 4
    assert "no regulator" in capsys.readouterr().out
    assert speak("approve", "Rae") == 0
    assert permit() == 0
    capsys.readouterr()
    assert permit("--json") == 0
    told = said(capsys)
    assert told["granted"]
    assert told["why"] == []
    assert told["model"] == entries(charter.parent, "audited")[0].predicate["model"]
    assert speak("revoke", "Pat", "--text", "it insulted me") == 0
    assert permit() == 4
    assert "Pat revoked" in capsys.readouterr().out
    assert speak("approve", "Pat") == 4
    assert "it was revoked" in capsys.readouterr().err
    assert ran("verify", ".troth/record.db") == 0
    assert ran("council", "show", "charter.yaml") == 0
    shown = capsys.readouterr().out
    assert all(words in shown for words in ("approved by Dee, developer", "as judged", "revoked by Pat"))
    assert propose() == 0
    assert permit() == 4


def test_two_approvals_without_the_role_are_not_enough(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [propose(), speak("approve", "Dee"), speak("approve", "Pat")] == [0, 0, 0]
    assert permit() == 4
    out = capsys.readouterr().out
    assert "no regulator" in out
    assert "approvals" not in out.split("may not be served")[1]


def test_one_member_counts_once(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [propose(), speak("approve", "Rae"), speak("approve", "Rae")] == [0, 0, 4]
    assert "Rae has approved it already" in capsys.readouterr().err
    assert len(entries(charter.parent, APPROVED)) == 1
    assert permit() == 4


def test_who_is_no_member_or_has_no_key_is_refused(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose() == 0
    for name, key, words in (
        ("Eve", "Rae.pem", "no member"),
        ("Rae", "Dee.pem", "not the key of Rae"),
        ("Rae", "none.pem", "none.pem"),
    ):
        assert speak("approve", name, key=key) == 2
        assert words in capsys.readouterr().err
    assert not entries(charter.parent, APPROVED)


def test_it_is_signed_on_a_machine_without_the_record(
    charter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose("-o", "paper.json") == 0
    assert ran("council", "sign", "paper.json", "--as", "Rae", "--key", "Rae.pem", "-o", "rae.json") == 0
    told = capsys.readouterr().out
    assert "accuracy >= 0.80: met" in told
    assert entries(charter.parent, "audited")[0].predicate["model"] in told
    assert not entries(charter.parent, APPROVED)
    assert ran("council", "enter", "charter.yaml", "rae.json") == 0
    assert ran("council", "enter", "charter.yaml", "rae.json") == 4
    assert speak("approve", "Dee") == 0
    assert permit() == 0
    assert ran("verify", ".troth/record.db") == 0
    assert ran("council", "sign", "paper.json", "--as", "Rae", "--key", "Rae.pem", "-o", "rae.json") == 2


def test_a_statement_is_good_for_its_proposal_alone(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose("-o", "one.json") == 0
    assert ran("council", "sign", "one.json", "--as", "Rae", "--key", "Rae.pem", "-o", "rae.json") == 0
    assert speak("revoke", "Dee", "--text", "not yet") == 0
    assert propose() == 0
    assert ran("council", "enter", "charter.yaml", "rae.json") == 4  # of the first proposal, which was revoked
    assert ran("council", "enter", "charter.yaml", "one.json") == 2  # a paper is no statement
    changed = json.loads(Path("rae.json").read_text())
    changed["payload"] = changed["payload"][:-8] + "AAAAAAA="
    Path("bad.json").write_text(json.dumps(changed))
    assert ran("council", "enter", "charter.yaml", "bad.json") == 2
    assert not entries(charter.parent, APPROVED)
    assert "Traceback" not in capsys.readouterr().err


def test_a_statement_moved_to_another_record_is_refused(
    charter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose("-o", "paper.json") == 0
    assert ran("council", "sign", "paper.json", "--as", "Rae", "--key", "Rae.pem", "-o", "rae.json") == 0
    assert audit(charter, "--home", tmp_path / "other") == 3
    assert propose("--home", tmp_path / "other") == 0
    assert ran("council", "enter", "charter.yaml", "rae.json", "--home", tmp_path / "other") == 4
    assert "not in this record" in capsys.readouterr().err


def test_a_broken_model_is_not_proposed_and_a_later_audit_ends_a_permit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workshop.make(tmp_path, wrong=0.4)
    path.write_text(path.read_text() + council(tmp_path, MEMBERS, 1), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert audit(path) == 1
    assert propose() == 4
    assert not entries(tmp_path, PROPOSED)


def test_a_weaker_charter_takes_the_council_in_force(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [propose(), speak("approve", "Dee"), speak("approve", "Rae"), permit()] == [0, 0, 0, 0]
    before = charter.read_text(encoding="utf-8")
    head = before[: before.index("council:")].replace('version: "1"', 'version: "2"').replace(">= 0.80", ">= 0.50")
    charter.write_text(head + council(charter.parent, {"Dee": "developer"}, 1), encoding="utf-8")
    assert audit(charter) == 3
    assert [propose(), speak("approve", "Dee")] == [0, 0]
    capsys.readouterr()
    assert permit() == 4
    out = capsys.readouterr().out
    assert "the council of version 1" in out
    assert "1 of 2 approvals" in out
    assert "no regulator" in out
    paper = charter.parent / "new.json"
    assert propose("-o", paper) == 0
    assert speak("approve", "Dee") == 0
    # Pat and Rae are no members of the new council; the one in force asks for them
    (charter.parent / "old.yaml").write_text(before, encoding="utf-8")
    assert ran("council", "sign", paper, "--as", "Rae", "--key", "Rae.pem", "-o", "rae.json") == 0
    number = entries(charter.parent, PROPOSED)[-1].index
    pat = ("--as", "Pat", "--key", "Pat.pem", "--proposal", number)
    assert ran("council", "approve", "old.yaml", "--home", ".troth", *pat) == 0
    assert permit() == 4
    assert ran("council", "enter", "charter.yaml", "rae.json") == 0
    assert permit() == 0
    assert ran("council", "permit", "old.yaml", "--home", ".troth") == 4
    assert "version 2 of the charter" in capsys.readouterr().out
    assert ran("verify", ".troth/record.db") == 0


def test_without_a_council_the_audit_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workshop.make(tmp_path, wrong=0.0)
    monkeypatch.chdir(tmp_path)
    assert audit(path) == 3
    assert permit() == 4
    assert "says not measured" in capsys.readouterr().out.split("may not be served")[1]
    text = path.read_text(encoding="utf-8")
    start = text.index("performance:")
    path.write_text(text[:start].replace('"1"', '"2"') + "performance:\n  - accuracy >= 0.80\n", encoding="utf-8")
    assert audit(path) == 0
    assert permit() == 0
    assert propose() == 4
    assert "asks no council" in capsys.readouterr().err


def test_a_key_is_made_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("council", "key", tmp_path / "a.pem") == 0
    public = capsys.readouterr().out.strip()
    assert public.startswith("ed25519:")
    assert (tmp_path / "a.pem").stat().st_mode & 0o777 == 0o600
    assert ran("council", "key", tmp_path / "a.pem") == 2
    assert ran("council", "key", tmp_path / "a.pem", "--show") == 0
    assert public in capsys.readouterr().out
    assert ran("council", "key", tmp_path / "b.pem", "--show") == 2


def test_nothing_is_made_where_nothing_was_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert [ran("council", "show", "charter.yaml"), propose(), permit()] == [2, 2, 2]
    assert not (tmp_path / ".troth").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"kind": "troth proposal", "format": 1}', b"1" * 2_000_000]
)
def test_what_is_no_paper_is_refused(charter: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.json").write_bytes(content)
    assert ran("council", "sign", "x.json", "--as", "Rae", "--key", "Rae.pem", "-o", "y.json") == 2
    assert ran("council", "enter", "charter.yaml", "x.json") == 2
    assert "x.json" in capsys.readouterr().err
    assert not Path("y.json").exists()
    with open_record(Path(".troth/record.db")) as record:
        assert not list(record.entries(APPROVED))


def test_a_service_without_its_quorum_is_not_genuine(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose() == 0
    assert speak("approve", "Dee") == 0
    proposal = entries(charter.parent, PROPOSED)[-1]

    def start() -> None:
        home = charter.parent / ".troth"
        signer = load_or_create_key(home / "keys" / "record.pem")
        exact = {name: str(proposal.predicate[name]) for name in ("charter", "model", "guards")}
        about = [Subject(name, digest) for name, digest in exact.items()]
        with open_record(home / "record.db", signer) as record:
            root = base64.b64encode(bytes(32)).decode()
            told = {**exact, "permit": proposal.index, "log": str(record.key), "size": 0, "root": root}
            record.append("service-started", about, told)

    def genuine() -> bool:
        capsys.readouterr()
        status = ran("verify", charter.parent / ".troth" / "record.db")
        return status == 0

    assert genuine()
    start()
    assert not genuine()
    ran("verify", charter.parent / ".troth" / "record.db")
    assert "a model was served that had no permit" in capsys.readouterr().out


def test_a_service_with_its_quorum_is_genuine(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose() == 0
    assert speak("approve", "Dee") == 0
    assert speak("approve", "Rae") == 0
    proposal = entries(charter.parent, PROPOSED)[-1]
    home = charter.parent / ".troth"
    signer = load_or_create_key(home / "keys" / "record.pem")
    exact = {name: str(proposal.predicate[name]) for name in ("charter", "model", "guards")}
    with open_record(home / "record.db", signer) as record:
        root = base64.b64encode(bytes(32)).decode()
        told = {**exact, "permit": proposal.index, "log": str(record.key), "size": 0, "root": root}
        record.append("service-started", [Subject(name, digest) for name, digest in exact.items()], told)
    assert ran("verify", home / "record.db") == 0
