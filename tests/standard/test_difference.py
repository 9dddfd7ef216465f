from __future__ import annotations

from pathlib import Path

import pytest

from troth.standard import Change, difference, parse, weakens

TEXT = """\
charter: 1
name: triage
task:
  kind: text-classification
  output: {labels: [abusive, normal], abstain_below: 0.40}
model: {base: minilm}
data:
  train: train.csv
  columns: {text: text, label: label, groups: [gender, target], personal: [author]}
  retention_days: 365
confidence: 0.95
performance:
  - macro_f1 >= 0.66
  - recall(label=abusive) >= 0.70 at 0.99
fairness:
  - accuracy_difference(group=gender) <= 0.08
serving:
  guards: [limits, injection, personal_data]
  p99_ms: 50
  injection: {unsure: abstain}
  limits: {characters: 5000}
monitoring:
  - drift(of=input), false alarms 0.01 a year -> alert
  - accuracy_difference(group=gender) <= 0.12 -> fall back
council:
  members:
    - {name: ann, role: developer, key: "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    - {name: bob, role: regulator, key: "ed25519:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
  release: {approvals: 2, roles: [regulator]}
regulations: [gdpr, ecoa]
training: {epochs: 6}
"""

OPPOSITE = {"weaker": "stronger", "stronger": "weaker", "other": "other"}


def changes(old: str, new: str) -> tuple[Change, ...]:
    """Of TEXT with `old` replaced by `new`."""
    assert old in TEXT
    return difference(parse(TEXT, Path("charter.yaml")), parse(TEXT.replace(old, new, 1), Path("charter.yaml")))


CHANGES = [
    ("macro_f1 >= 0.66", "macro_f1 >= 0.60", "weaker", "`macro_f1 >= 0.66` becomes `macro_f1 >= 0.60`"),
    ("<= 0.08", "<= 0.1", "weaker", "becomes `accuracy_difference(group=gender) <= 0.1`"),
    ("  - macro_f1 >= 0.66\n", "", "weaker", "the clause `macro_f1 >= 0.66` of performance is taken out"),
    ("0.70 at 0.99", "0.70 at 0.9", "weaker", "is judged at confidence 0.9, before at confidence 0.99"),
    ("0.70 at 0.99", "0.70", "other", "is judged at the charter's confidence"),
    ("confidence: 0.95", "confidence: 0.9", "weaker", "from 0.95 to 0.9"),
    ("injection, personal_data]", "injection]", "weaker", "serving.guards no longer has personal_data"),
    ("limits, injection,", "injection, limits,", "other", "serving.guards has another order"),
    ("unsure: abstain", "unsure: allow", "weaker", "serving.injection.unsure goes from 'abstain' to 'allow'"),
    ("unsure: abstain", "unsure: abstain, on_failure: open_insecure", "weaker", "from 'closed' to 'open_insecure'"),
    ("characters: 5000", "characters: 6000", "weaker", "serving.limits.characters goes from 5000 to 6000"),
    ("unsure: abstain", "unsure: abstain, found: abstain", "weaker", "from 'refuse' to 'abstain'"),
    ("p99_ms: 50", "p99_ms: 80", "weaker", "serving.p99_ms goes from 50 to 80"),
    ("[gender, target]", "[gender]", "weaker", "data.columns.groups no longer has target"),
    (", personal: [author]", "", "weaker", "data.columns.personal no longer has author"),
    (", personal: [author]", ", personal: [author], consent: agreed", "stronger", "data.columns.consent is added"),
    ("retention_days: 365", "retention_days: 400", "weaker", "data.retention_days goes from 365 to 400"),
    (", abstain_below: 0.40", "", "weaker", "task.output.abstain_below is taken out"),
    ("[gdpr, ecoa]", "[gdpr]", "weaker", "regulations no longer has ecoa"),
    ("approvals: 2", "approvals: 1", "weaker", "a release takes 1 approvals, before 2"),
    (", roles: [regulator]", "", "weaker", "no longer takes the approval of a regulator"),
    ("  release: {approvals: 2, roles: [regulator]}\n", "", "weaker", "a release takes 0 approvals"),
    ("-> fall back", "-> alert", "weaker", "leads to alert, before to fall back"),
    ("<= 0.12 ->", "<= 0.2 ->", "weaker", "<= 0.2 -> fall back"),
    ("alarms 0.01", "alarms 0.001", "weaker", "0.001 false alarms a year"),
    ("  - drift(of=input), false alarms 0.01 a year -> alert\n", "", "weaker", "monitoring no longer has `drift"),
    ("name: ann", "name: eve", "other", "eve (developer) joins the council"),
    ("role: developer", "role: owner", "other", "the role of ann"),
    ("base: minilm", "base: other", "other", "model.base goes from 'minilm' to 'other'"),
    ("epochs: 6", "epochs: 7", "other", "training.epochs goes from 6 to 7"),
    ("train: train.csv", "train: train.csv\n  test: test.csv", "other", "data.test is added: 'test.csv'"),
    ("macro_f1 >= 0.66", "macro_f1 >= 0.660", "other", "the wording of a line changed"),
]


@pytest.mark.parametrize(("old", "new", "effect", "what"), CHANGES, ids=[row[3] for row in CHANGES])
def test_each_change_is_told_and_weighed(old: str, new: str, effect: str, what: str) -> None:
    told = [change for change in changes(old, new) if what in change.what]
    assert [change.effect for change in told] == [effect]
    assert weakens(changes(old, new)) == (effect == "weaker")
    assert str(told[0]).startswith({"weaker": "weaker: ", "stronger": "stronger: ", "other": told[0].what}[effect])


@pytest.mark.parametrize(("old", "new"), [row[:2] for row in CHANGES], ids=[row[3] for row in CHANGES])
def test_the_way_back_has_the_opposite_effect(old: str, new: str) -> None:
    here = parse(TEXT, Path("charter.yaml"))
    there = parse(TEXT.replace(old, new, 1), Path("charter.yaml"))
    forth = sorted(change.effect for change in difference(here, there))
    back = sorted(OPPOSITE[change.effect] for change in difference(there, here))
    assert forth == back


def test_a_rule_of_access_is_stronger_than_none() -> None:
    rule = "retention_days: 365\n  access: [{of: personal, roles: [regulator]}]\n"
    (told,) = changes("retention_days: 365\n", rule)
    assert (told.effect, told.what[:16]) == ("stronger", "data.access has ")


def test_no_change_is_no_difference() -> None:
    assert changes("{epochs: 6}", "{epochs: 6}  # a comment") == ()


def test_weakening_comes_first() -> None:
    text = TEXT.replace("macro_f1 >= 0.66", "macro_f1 >= 0.7").replace("approvals: 2", "approvals: 1")
    found = difference(parse(TEXT, Path("a")), parse(text.replace("name: triage", "name: other"), Path("b")))
    assert [change.effect for change in found] == ["weaker", "other", "stronger"]
