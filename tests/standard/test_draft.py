from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import DataError
from troth.standard import Charter, DataFacts, GroupColumn, LabelCount, Reachable, Telltale, draft, parse

POSTS = DataFacts(
    path="data/posts.csv",
    name="my posts",
    kind="text-classification",
    rows=2000,
    labels=(LabelCount("normal", 1200), LabelCount("yes", 600), LabelCount("1", 200)),
    text="message text",
    label="y",
    groups=(
        GroupColumn("first language", (LabelCount("en", 1900), LabelCount("fr", 100)), "few values"),
        GroupColumn("mood", (LabelCount("a", 5),), "few values, but few rows", certain=False),
    ),
    personal=("e-mail",),
    format={"separator": ";", "header": True, "missing": ["?", ""]},
    thresholds=(Reachable("macro_f1", ">=", 0.5, "as others found"), Reachable("nonsense", ">=", 0.5, "no")),
    notes=("Two columns\nlook alike.",),
    longest=4310,
)


def charter(facts: DataFacts) -> Charter:
    return parse(draft(facts), Path("charter.yaml"))


def test_the_draft_says_what_was_seen() -> None:
    read = charter(POSTS)
    assert read.name == "my-posts"
    assert read.task.labels == ("normal", "yes", "1")
    assert read.task.max_chars == 5000
    assert read.data.train.path == "data/posts.csv"
    assert (read.data.train.format.separator, read.data.train.format.missing) == (";", ("?", ""))
    assert read.data.train.columns.text == "message text"
    assert read.data.train.columns.groups == ("first language",)
    assert read.data.train.columns.personal == ("e-mail",)


def test_thresholds_come_from_the_counts_and_say_so() -> None:
    text = draft(POSTS)
    clauses = {clause.measure.name: clause for clause in charter(POSTS).clauses}
    # The most frequent label has 0.6 of the rows; with 400 to judge on an interval reaches 0.048 to either side.
    assert clauses["accuracy"].limit == 0.69
    assert "reaches 0.60" in text
    assert "about 400 rows" in text
    assert clauses["macro_f1"].limit == 0.5
    assert "# as others found" in text
    assert "accuracy_difference" not in clauses  # which twenty rows of a group cannot decide
    assert "# fairness:\n" in text
    assert '  # - accuracy_difference(group="first language") <= 0.1\n' in text
    assert "fr, about 20 rows" in text
    assert "too few to decide" in text
    assert "# Two columns look alike." in text
    assert "nonsense" not in text


def test_more_rows_allow_tighter_limits() -> None:
    def limits(rows: int) -> dict[str, float]:
        group = GroupColumn("sex", (LabelCount("f", rows // 2), LabelCount("m", rows // 2)), "few values")
        labels = (LabelCount("a", rows // 2), LabelCount("b", rows // 2))
        facts = replace(POSTS, rows=rows, labels=labels, groups=(group,), thresholds=())
        return {clause.measure.name: clause.limit for clause in charter(facts).clauses}

    few, many = limits(1_000), limits(100_000)
    assert few["accuracy"] > many["accuracy"] > 0.5
    assert few["accuracy_difference"] > many["accuracy_difference"] == 0.05


def test_the_rows_of_a_test_file_are_those_to_judge_on() -> None:
    text = draft(replace(POSTS, test="test.csv", test_rows=4000))
    assert "about 4,000 rows to judge on" in text
    assert "fr, about 200 rows" in text
    named = charter(replace(POSTS, test="test.csv", test_rows=4000)).articles["fairness"][0].measure
    assert named.arguments == {"group": "first language"}


def test_token_and_tabular_tasks() -> None:
    tags = (LabelCount("O", 9000), LabelCount("B-PER", 500), LabelCount("I-PER", 300))
    tokens = DataFacts("a.conll", "ner", "token-classification", 700, tags, tokens="0", tags="3", document="doc")
    read = charter(tokens)
    assert [clause.measure.name for clause in read.clauses] == ["token_accuracy", "entity_f1"]
    assert (read.data.train.columns.tokens, read.data.train.columns.document) == ("0", "doc")

    table = replace(POSTS, kind="tabular-classification", text=None, features=("age", "hours"))
    assert charter(table).model_base == "gradient-boosting"
    assert charter(table).data.train.columns.features == ("age", "hours")


def test_columns_that_nearly_say_the_label_are_left_out_one_to_a_line() -> None:
    told = (Telltale("is recid", "saves 93%\nof the errors"), Telltale("end", "ranks the labels"))
    table = replace(POSTS, kind="tabular-classification", text=None, ignore=("row", "end"), telltales=told)
    assert charter(table).data.train.columns.ignore == ("row", "end", "is recid")
    assert "      - is recid  # saves 93% of the errors\n" in draft(table)
    assert "is recid" not in draft(replace(POSTS, telltales=told))


def test_another_base_is_named_for_texts_that_the_packaged_one_cannot_read() -> None:
    assert "google-bert/bert-base-chinese" in draft(replace(POSTS, foreign=0.93))
    assert charter(replace(POSTS, foreign=0.93)).model_base == "minilm"
    assert "bert-base-chinese" not in draft(replace(POSTS, foreign=0.01))


def test_facts_without_labels_or_columns() -> None:
    assert charter(replace(POSTS, labels=())).task.labels is None
    assert charter(replace(POSTS, labels=(LabelCount("a", 0), LabelCount("a", 1)))).task.labels is None
    with pytest.raises(DataError, match="which column holds the label"):
        draft(replace(POSTS, label=None))


names = st.text(min_size=1, max_size=20).filter(
    lambda text: text.strip() and all(ord(c) >= 32 and ord(c) != 127 and not 0xD800 <= ord(c) <= 0xDFFF for c in text)
)
counts = st.lists(st.builds(LabelCount, st.text(max_size=10), st.integers(0, 10**6)), max_size=5).map(tuple)


@settings(max_examples=25, deadline=None)
@given(
    columns=st.lists(names, min_size=7, max_size=7, unique=True),
    labels=counts,
    group=counts,
    rows=st.integers(0, 10**7),
    name=st.text(max_size=30),
    notes=st.lists(st.text(max_size=30), max_size=2).map(tuple),
)
def test_whatever_the_data_look_like_the_draft_is_valid(
    columns: list[str],
    labels: tuple[LabelCount, ...],
    group: tuple[LabelCount, ...],
    rows: int,
    name: str,
    notes: tuple[str, ...],
) -> None:
    text, label, one, two, three, four, five = columns
    groups = (GroupColumn(one, group, two), GroupColumn(two, group, "", certain=False), GroupColumn(text, group, "x"))
    facts = DataFacts(
        "d.csv", name, "text-classification", rows, labels, text, label, groups=groups, personal=(three, text, one),
        ignore=(four, three, label), format={"names": columns, "separator": "\t"}, notes=notes, longest=rows,
    )  # fmt: skip
    read = charter(facts)
    assert read.data.train.columns.text == text
    assert read.data.train.columns.groups == (one,)
    assert read.data.train.columns.ignore == (four,)
    assert read.data.train.format.names == tuple(columns)
    assert five
