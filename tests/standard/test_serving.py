"""The section `serving`: what is read of it, what is refused, and what an amendment of it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import GUARDS, Limits, RulesGuard, ServingSection, parse
from troth.standard.serving_changes import serving_changes

BASE = """\
charter: 1
name: desk
task: {kind: text-classification}
model: {base: minilm}
data: {train: a.csv, columns: {text: t, label: l}}
performance: [accuracy >= 0.8]
"""


def serving(text: str) -> ServingSection:
    return parse(BASE + text, Path("charter.yaml")).serving


def faults(text: str) -> str:
    with pytest.raises(CharterError) as caught:
        serving(text)
    return str(caught.value)


def test_what_is_not_said_is_strict() -> None:
    found = serving("")
    assert found == ServingSection()
    assert {getattr(found, name).on_failure for name in GUARDS if name != "limits"} == {"closed"}
    assert (found.personal_data.requests, found.injection.found, found.out_of_distribution.far) == (
        "redact",
        "refuse",
        "abstain",
    )


def test_every_guard_can_be_set() -> None:
    text = """\
serving:
  guards: [limits, personal_data, injection, out_of_distribution, rules]
  notice: A machine answers.
  limits: {characters: 500, inputs: 2}
  personal_data: {requests: refuse, names: false, kinds: [email, card]}
  injection: {unsure: refuse, deadline_ms: 20, on_failure: open_insecure}
  out_of_distribution: {far: refuse, share: 0.05}
  rules: {refuse: ["(?i)weapon"], canaries: [kestrel-77], links: [example.org]}
  keep: {content: none, days: 7}
"""
    found = serving(text)
    assert found.limits == Limits(characters=500, inputs=2)
    assert found.rules == RulesGuard(("(?i)weapon",), (), ("kestrel-77",), ("example.org",))
    assert (found.injection.on_failure, found.keep.content, found.notice) == (
        "open_insecure",
        "none",
        "A machine answers.",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "serving: {guards: [limits], injection: {unsure: allow}}",
            "is set, and stands not among the guards",
        ),
        ("serving: {guards: [rules]}", "the guard rules has no rule"),
        ("serving: {guards: [injection], injection: {fail_open: true}}", "on_failure: open_insecure"),
        ("serving: {guards: [injection], injection: {on_failure: open}}", "open_insecure"),
        ("serving: {guards: [injection], injection: {found: redact}}", "is not what is done about an attack"),
        ("serving: {guards: [limits], limits: {requests: 3}}", "troth keys add --rate"),
        ("serving: {guards: [firewall]}", "is not a guard"),
    ],
)
def test_what_does_not_go_together_is_refused(text: str, what: str) -> None:
    assert what in faults(text)


PART = ServingSection()
CHANGES = [
    ("personal_data", {"requests": "allow"}, "weaker"),
    ("personal_data", {"requests": "refuse"}, "stronger"),
    ("personal_data", {"names": False}, "weaker"),
    ("personal_data", {"kinds": ("email",)}, "weaker"),
    ("out_of_distribution", {"share": 0.05}, "stronger"),
    ("limits", {"body_kb": 10}, "stronger"),
    ("rules", {"never": ("secret",)}, "stronger"),
    ("rules", {"links": ("example.org",)}, "stronger"),
    ("rules", {"links": ()}, "stronger"),
    ("keep", {"days": 90}, "weaker"),
    ("keep", {"content": "none"}, "stronger"),
]


@pytest.mark.parametrize(("part", "changed", "effect"), CHANGES)
def test_a_changed_setting_is_weighed_forth_and_back(part: str, changed: dict[str, object], effect: str) -> None:
    new = replace(PART, **{part: replace(getattr(PART, part), **changed)})
    assert [found for _, found in serving_changes(PART, new)] == [effect]
    back = {"weaker": "stronger", "stronger": "weaker"}[effect]
    assert [found for _, found in serving_changes(new, PART)] == [back]


def test_hosts_that_are_exchanged_are_told_without_a_judgement() -> None:
    one, other = (replace(PART, rules=RulesGuard(links=(host,))) for host in ("a.example", "b.example"))
    assert [found for _, found in serving_changes(one, other)] == ["other"]
