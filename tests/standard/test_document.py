from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import CharterError
from troth.standard import Charter, digest, parse, parse_clause, read

GOOD = """\
charter: 1
name: triage
task: {kind: text-classification, output: {labels: [abusive, normal]}}
model: {base: minilm}
data:
  train: train.csv
  columns: {text: text, label: label, groups: [gender]}
performance: [macro_f1 >= 0.66, recall(label=abusive) >= 0.7 at 0.99]
fairness: [accuracy_difference(group=gender) <= 0.1]
"""

EVERYTHING = """\
charter: 1                                  # format number
name: abusive-post-triage
version: "2026.1"
purpose: Flag abusive posts for human review.
task:
  kind: text-classification
  input: {text: {max_chars: 5000}}
  output: {labels: [abusive, offensive, normal], abstain_below: 0.40}
model:
  base: minilm
data:
  train: ${TROTH_DATA:-/data}/posts/train.csv.gz
  format: {header: true, separator: ",", missing: ["?", ""]}
  test: test.csv
  columns: {text: text, label: label, groups: [target, gender], personal: [author]}
  source: https://example.org/posts
  licence: MIT
  lawful_basis: consent
  retention_days: 365
confidence: 0.95
performance:
  - macro_f1 >= 0.66
  - recall(label=abusive) >= 0.70
fairness:
  - equalized_odds_difference(group=gender) <= 0.08
  - worst_group(accuracy, group=target) >= 0.60
privacy:
  - epsilon(delta=1e-5) <= 8
  - membership_inference_advantage <= 0.05
security:
  - robust_accuracy(attack=typos) >= 0.60
transparency:
  - explanation_faithfulness(method=integrated_gradients) >= 0.20
serving:
  guards: [limits, personal_data, injection, out_of_distribution]
  p99_ms: 50
monitoring:
  - drift(of=input), false alarms 0.01 a year -> alert
  - equalized_odds_difference(group=gender) <= 0.12 -> fall back
council:
  members:
    - {name: developer, role: developer, key: "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    - {name: regulator, role: regulator, key: "ed25519:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
  release: {approvals: 2, roles: [regulator]}
regulations: [gdpr, ecoa, eu-ai-act-high-risk, cn-generative-ai-2023]
training:
  epochs: 6
  learning_rate: 2e-4
  log_to: [tensorboard]
"""


def charter(text: str) -> Charter:
    return parse(text, Path("charter.yaml"))


def test_every_section_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TROTH_DATA", raising=False)
    read_ = charter(EVERYTHING)

    assert read_.task.labels == ("abusive", "offensive", "normal")
    assert (read_.task.max_chars, read_.task.abstain_below) == (5000, 0.4)
    assert read_.data.train.path == "/data/posts/train.csv.gz"
    assert read_.data.train.written == "${TROTH_DATA:-/data}/posts/train.csv.gz"
    assert read_.data.train.format.missing == ("?", "")
    assert read_.data.test is not None
    assert read_.data.test.columns.groups == ("target", "gender")
    assert read_.data.validation is None
    assert read_.data.retention_days == 365
    assert [clause.article for clause in read_.clauses] == [
        *["performance"] * 2, *["fairness"] * 2, *["privacy"] * 2, "security", "transparency",
    ]  # fmt: skip
    assert read_.serving.guards[0] == "limits"
    assert read_.serving.p99_ms == 50.0
    drift, odds = read_.monitoring
    assert (drift.clause, drift.false_alarms, drift.action) == (None, 0.01, "alert")
    assert odds.clause is not None
    assert (odds.clause.limit, odds.action) == (0.12, "fall back")
    assert read_.council.release is not None
    assert read_.council.release.approvals == len(read_.council.members) == 2
    assert read_.regulations[-1] == "cn-generative-ai-2023"
    assert (read_.training.epochs, read_.training.learning_rate, read_.training.repeats) == (6, 2e-4, 1)


def test_clauses_know_their_place_and_confidence() -> None:
    first, second, third = charter(GOOD).clauses
    assert (first.line, first.column) == (8, 15)
    assert (second.line, second.column) == (8, 33)
    assert second.text == "recall(label=abusive) >= 0.7 at 0.99"
    assert charter(GOOD).confidence_of(first) == 0.95
    assert charter(GOOD).confidence_of(second) == 0.99
    assert dict(third.measure.arguments) == {"group": "gender"}


def test_a_file_of_its_own_columns_and_format() -> None:
    text = GOOD.replace(
        "  train: train.csv\n",
        "  train: train.csv\n"
        "  test: {path: test.jsonl, columns: {text: words, groups: [gender, target]}, format: {kind: jsonl}}\n",
    )
    data = charter(text).data
    assert data.test is not None
    assert data.test.columns.text == "words"
    assert data.test.columns.label == "label"
    assert data.test.format.kind == "jsonl"
    assert data.train.columns.groups == ("gender",)
    assert charter(text.replace("group=gender", "group=target")).clauses[-1].measure.arguments["group"] == "target"


def test_the_digest_is_that_of_the_content() -> None:
    shuffled = """\
# another order, another layout
performance:
  - "macro_f1 >= 0.66"
  - recall(label=abusive) >= 0.7 at 0.99
fairness:
  - >-
    accuracy_difference(group=gender) <= 0.1
data: {columns: {groups: [gender], label: label, text: text}, train: 'train.csv'}
model:
  base: minilm
task: {output: {labels: [abusive, normal]}, kind: text-classification}
name: triage
charter: 0x1
"""
    assert charter(GOOD).digest == charter(shuffled).digest
    assert charter(GOOD).digest.startswith("sha256:")
    assert charter(GOOD.replace("0.66", "0.67")).digest != charter(GOOD).digest
    assert charter(GOOD.replace("\n", "\r\n")).digest == charter(GOOD).digest


def test_the_digest_of_a_known_tree() -> None:
    # echo -n '{"a":[1,2.5,"é"],"b":null}' | sha256sum
    tree = {"b": None, "a": [1, 2.5, "é"]}
    assert digest(tree) == "sha256:c85a32002ab44befebd40fe674e4ac562524fa9d905f307b8f88d90d0b01b62c"


def test_the_environment_does_not_change_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace("train.csv", "${TROTH_HERE}/train.csv")
    monkeypatch.setenv("TROTH_HERE", "/one")
    one = charter(text)
    monkeypatch.setenv("TROTH_HERE", "/two")
    two = charter(text)
    assert (one.data.train.path, two.data.train.path) == ("/one/train.csv", "/two/train.csv")
    assert one.digest == two.digest


def test_read_gives_what_parse_gives(tmp_path: Path) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(GOOD)
    assert read(file) == parse(GOOD, file)
    assert read(file).folder == tmp_path


def test_an_impossible_name_is_an_error_of_ours() -> None:
    with pytest.raises(CharterError, match="cannot be read"):
        read(Path("a\0b"))


def test_parse_clause_alone() -> None:
    clause = parse_clause("worst_group(recall(label=spam), group=[sex, race]) >= 0.6", article="fairness")
    assert clause.measure.inner is not None
    assert dict(clause.measure.inner.arguments) == {"label": "spam"}
    assert clause.measure.arguments["group"] == ("sex", "race")
    with pytest.raises(CharterError) as raised:
        parse_clause("recall(lable=spam) > 0.6")
    assert raised.value.faults[0].column == 20
    with pytest.raises(CharterError, match="Did you mean label"):
        parse_clause("recall(lable=spam) >= 0.6")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_charter_or_a_charter_error(text: str) -> None:
    with pytest.raises(CharterError):
        charter(text)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_charter_is_a_charter_or_a_charter_error(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(EVERYTHING)))
    end = data.draw(st.integers(start, min(start + 30, len(EVERYTHING))))
    patch = data.draw(st.text(alphabet="[]{}:,-#&*!|>'\"%@`\n\t <=()0.9aé\0\ud800", max_size=6))
    answer = charter_or_error(EVERYTHING[:start] + patch + EVERYTHING[end:])
    if isinstance(answer, Charter):
        assert answer.clauses
    else:
        assert answer.faults
        assert len(str(answer).splitlines()) <= 22
        assert all(fault.line >= 1 and fault.column >= 1 and fault.remedy for fault in answer.faults)


def charter_or_error(text: str) -> Charter | CharterError:
    try:
        return charter(text)
    except CharterError as error:
        return error


@settings(max_examples=40, deadline=None)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_a_charter_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(content)
    with pytest.raises(CharterError):
        read(file)
