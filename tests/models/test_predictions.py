from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from troth.errors import ModelError
from troth.models import Joinable, Model, Tabled, load

TEXT = "text-classification"


def stored(path: Path, text: str, labels: tuple[str, ...] | None = None) -> Model:
    path.write_text(text, encoding="utf-8")
    return load(f"predictions:{path}", kind=TEXT, labels=labels)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "p.csv"


def test_labels_alone(csv: Path) -> None:
    model = stored(csv, 'label\ngood\nbad\n""\n')
    prediction = model.predict(["x", "y", "z"])
    assert model.labels == ("bad", "good")
    assert prediction.codes.tolist() == [1, 0, -1]
    assert prediction.probabilities is None


@pytest.mark.parametrize("prefix", ["", "probability_", "probability:", "p_"])
def test_probabilities_alone(csv: Path, prefix: str) -> None:
    model = stored(csv, f"{prefix}a,{prefix}b\n0.25,0.75\n0.6,0.4\n")
    prediction = model.predict(["x", "y"])
    assert (model.labels, prediction.codes.tolist()) == (("a", "b"), [1, 0])
    np.testing.assert_allclose(prediction.probabilities, [[0.25, 0.75], [0.6, 0.4]], atol=1e-6)


def test_rows_are_put_in_order_by_id(csv: Path) -> None:
    assert stored(csv, "id,label\n2,b\n0,a\n1,c\n").predict(["x", "y", "z"]).codes.tolist() == [0, 2, 1]
    assert stored(csv, "id,label\n2,b\n1,a\n").predict(["x", "y"]).codes.tolist() == [0, 1]


@pytest.mark.parametrize("numbers", ["0,a\n0,b\n", "x,a\ny,b\n", "2,a\n3,b\n", "0,a\n2,b\n", "-1,a\n0,b\n"])
def test_an_id_that_is_no_row_number_needs_the_datas_own(csv: Path, numbers: str) -> None:
    model = stored(csv, f"id,label\n{numbers}", ("a", "b"))
    with pytest.raises(ModelError, match="does not number the rows") as caught:
        model.predict(["x", "y"])
    assert str(csv) in str(caught.value.where)


def test_rows_are_joined_by_the_ids_of_the_data(csv: Path) -> None:
    model = stored(csv, "ticket,label,a,b\nt9,a,0.9,0.1\nt2,b,0.2,0.8\nt5,,0.5,0.5\n", ("a", "b"))
    assert isinstance(model, Joinable)
    prediction = model.join("ticket", ["t5", "t9"], [1, 1]).predict(["x", "y"])
    assert prediction.codes.tolist() == [-1, 0]
    np.testing.assert_allclose(prediction.probabilities, [[0.5, 0.5], [0.9, 0.1]])
    assert model.join("case", ["t5"], [1]) is model
    assert model.predict(["x", "y", "z"]).codes.tolist() == [0, 1, -1]


def test_words_are_joined_by_the_ids_of_their_sentences(csv: Path) -> None:
    csv.write_text("sentence,label\ns2,O\ns1,B-PER\ns2,B-PER\ns1,O\n")
    model = load(f"predictions:{csv}", kind="token-classification", labels=["O", "B-PER"])
    assert isinstance(model, Joinable)
    words = [["Eva", "said"], ["to", "Ben"]]
    assert model.join("sentence", ["s1", "s2"], [2, 2]).predict(words).codes.tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["t1", "t4"], "no answer for ticket 't4'"),
        (["t4", "t5"], "no answer for ticket 't4', and 1 more"),
        (["t1", "t2"], "2 answers for ticket 't2', which takes 1"),
        (["t1", "t1"], "2 rows of the data have the same, 't1'"),
        (["t1", None], "1 rows of the data have none"),
    ],
)
def test_ids_that_do_not_match(csv: Path, ids: list[str | None], said: str) -> None:
    model = stored(csv, "ticket,label\nt1,a\nt2,b\nt2,b\n", ("a", "b"))
    assert isinstance(model, Joinable)
    with pytest.raises(ModelError, match=said) as caught:
        model.join("ticket", ids, [1, 1])
    assert str(csv) in str(caught.value.where)


def test_numbers_with_a_gap_are_read_as_whole(tmp_path: Path) -> None:
    """A column of whole numbers with one missing is one of fractions in most tools."""
    pl.DataFrame({"ticket": [7.0, 8.0], "label": [1.0, None]}).write_parquet(tmp_path / "p.parquet")
    model = load(tmp_path / "p.parquet", kind=TEXT, labels=["0", "1"])
    assert isinstance(model, Joinable)
    assert model.join("ticket", ["8", "7"], [1, 1]).predict(["x", "y"]).codes.tolist() == [-1, 1]


def test_parquet_is_read_as_csv_is(tmp_path: Path) -> None:
    pl.DataFrame({"label": ["a", None], "a": [0.9, 0.5], "b": [0.1, 0.5]}).write_parquet(tmp_path / "p.parquet")
    prediction = load(tmp_path / "p.parquet", kind=TEXT, labels=["a", "b"]).predict(["x", "y"])
    assert prediction.codes.tolist() == [0, -1]
    assert prediction.probabilities is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("label\na\nc\n", "row 2: unknown label 'c'"),
        ("a,b\n0.5,0.5\n0.9,0.3\n", "row 2: 0.9, 0.3"),
        ("a,b\n0.5,0.5\n-0.1,1.1\n", "row 2"),
        ("a,b\n0.5,x\n", "row 1"),
        ("a,b\n0.5,nan\n", "row 1"),
        ("label,a\na,1.0\n", "no probability column for 'b'"),
        ("something\n1\n", "neither a column label"),
        ("label,prediction\na,b\n", "'label' and 'prediction' could both be the model's answers"),
        ("a,b,probability_a,probability_b\n1,0,0,1\n", "'a' and 'probability_a' are both of 'a'"),
        ("probability_a,p_b\n1,0\n", "nor a probability for 'b'"),
        ("a,b,a\n1,0,0\n", "'a' is there more than once"),
        ("", "cannot be read"),
    ],
)
def test_what_is_no_table_of_predictions(csv: Path, text: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        stored(csv, text, ("a", "b"))
    assert str(csv) in str(caught.value.where)


def test_no_two_labels_share_a_column(csv: Path) -> None:
    """`p_a` is the label of that name here, and the other's column is missing."""
    with pytest.raises(ModelError, match="nor a probability for 'a'"):
        stored(csv, "p_a\n1\n", ("a", "p_a"))
    with pytest.raises(ModelError, match="'a' and 'p_a' are both of 'a'"):
        stored(csv, "a,p_a,p_p_a\n1,0,0\n", ("a", "p_a"))
    prediction = stored(csv, "probability_p_a,probability_a\n0.2,0.8\n", ("a", "p_a")).predict(["x"])
    assert prediction.codes.tolist() == [0]
    assert stored(csv, "p_a,p_b,probability_p_a\n0.2,0.8,9\n", ("a", "b")).predict(["x"]).codes.tolist() == [1]


def test_a_length_that_does_not_fit(csv: Path) -> None:
    model = stored(csv, "label\na\nb\n", ("a", "b"))
    with pytest.raises(ModelError, match="2 stored predictions for 3 inputs"):
        model.predict(["x", "y", "z"])


def test_answers_that_may_be_the_truth_are_refused(csv: Path) -> None:
    beside = stored(csv, "id,text,label,p_a,p_b\n0,x,a,0.8,0.2\n1,y,b,0.3,0.7\n")
    assert isinstance(beside, Tabled)
    with pytest.raises(ModelError, match=r"\('text'\): it may be the truth") as caught:
        beside.check_own("label", ["text"])
    assert "call it `prediction`" in str(caught.value)
    beside.check_own("answer", ["text"])
    dissenting = stored(csv, "id,label,p_a,p_b\n0,b,0.8,0.2\n1,b,0.3,0.7\n")
    assert isinstance(dissenting, Tabled)
    with pytest.raises(ModelError, match="50% of its labels are not the most probable"):
        dissenting.check_own("label", ["text"])


@pytest.mark.parametrize(
    "text",
    [
        "id,label\n0,a\n1,b\n",
        "id,label,p_a,p_b\n0,a,0.8,0.2\n1,b,0.5,0.5\n2,,0.3,0.7\n",
        "id,text,prediction\n0,x,a\n",
        "id,text,p_a,p_b\n0,x,0.8,0.2\n",
    ],
)
def test_answers_of_the_models_own_are_not_taken_for_the_truth(csv: Path, text: str) -> None:
    model = stored(csv, text)
    assert isinstance(model, Tabled)
    model.check_own("label", ["text"])


def test_a_file_that_is_not_there_is_told_with_the_nearest(csv: Path) -> None:
    csv.with_name("answers.csv").write_text("label\na\n", encoding="utf-8")
    with pytest.raises(ModelError, match=r"no such file\n  Did you mean .*answers\.csv"):
        load(f"predictions:{csv.with_name('answrs.csv')}", kind=TEXT, labels=("a",))
