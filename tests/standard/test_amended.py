"""A charter with other settings or limits is read as if they stood in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import Charter, amended, digest, parse

TEXT = """\
charter: 1
name: posts   # a remark
task: {kind: text-classification}
model: {base: minilm}
data:
  train: "${FOLDER}/posts.csv"
  columns: {text: text, label: label, groups: [region]}
fairness:
  - accuracy_difference(group=region)  <=  0.04 at 0.99
  - worst_group(recall(label="a <= b"), group=region) >= 0.7
training: {epochs: 3, dropout: 0.2}
"""


@pytest.fixture
def charter(monkeypatch: pytest.MonkeyPatch) -> Charter:
    monkeypatch.setenv("FOLDER", "somewhere")
    return parse(TEXT, Path("charter.yaml"))


def test_settings_and_limits_take_the_place_of_the_charter_s(charter: Charter) -> None:
    gap, worst = (clause.text for clause in charter.clauses)
    made = amended(charter, training={"learning_rate": 1e-05, "dropout": 0.1}, limits={gap: 0.02, worst: 0.85})
    assert (made.training.epochs, made.training.dropout, made.training.learning_rate) == (3, 0.1, 1e-5)
    assert [clause.limit for clause in made.clauses] == [0.02, 0.85]
    assert [clause.measure for clause in made.clauses] == [clause.measure for clause in charter.clauses]
    assert made.clauses[0].confidence == 0.99
    assert made.data.train.path == "somewhere/posts.csv"
    assert made.digest == digest(made.document) != charter.digest


def test_nothing_changed_is_the_same_charter(charter: Charter) -> None:
    assert amended(charter, training={}, limits={}).digest == charter.digest


def test_what_may_not_stand_in_a_charter_is_refused(charter: Charter) -> None:
    with pytest.raises(CharterError, match="below 1"):
        amended(charter, training={"dropout": 7}, limits={})
    with pytest.raises(ValueError, match="accuracy >= 1"):
        amended(charter, training={}, limits={"accuracy >= 1": 0.5})
