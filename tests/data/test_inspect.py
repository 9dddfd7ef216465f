from __future__ import annotations

import json
from pathlib import Path

import pytest

from troth.data import inspect
from troth.errors import DataError
from troth.standard import DataFacts


def facts(path: Path, text: str) -> DataFacts:
    path.write_text(text, encoding="utf-8")
    return inspect(path)


def test_posts(tmp_path: Path) -> None:
    rows = "".join(
        f"{row},a post of some words {row},{('spam', 'fine')[row % 2]},{'fm'[row % 3 > 1]},u{row}@mail.org\n"
        for row in range(50)
    )
    (tmp_path / "test.csv").write_text("x")
    found = facts(tmp_path / "train.csv", "id,body,verdict,gender,contact\n" + rows)
    assert (found.kind, found.text, found.label) == ("text-classification", "body", "verdict")
    assert [(group.column, group.certain, [each.count for each in group.counts]) for group in found.groups] == [
        ("gender", True, [34, 16])
    ]
    assert found.personal == ("contact",)
    assert [(label.label, label.count) for label in found.labels] == [("fine", 25), ("spam", 25)]
    assert (found.test, found.test_rows) == (str(tmp_path / "test.csv"), None)  # which holds nothing that can be read
    (tmp_path / "test.csv").write_text("id,body,verdict,gender,contact\n1,a post,spam,f,u@mail.org\n")
    assert inspect(tmp_path / "train.csv").test_rows == 1
    assert found.name == tmp_path.name.replace("_", "_").lower()


def test_chinese_names(tmp_path: Path) -> None:
    rows = "".join(
        f"这家店的菜很好吃而且送得非常快{row},{row % 2},{'男女'[row % 3 > 1]},1380013{8000 + row}\n"
        for row in range(40)
    )
    found = facts(tmp_path / "评论.csv", "评论,标签,性别,电话\n" + rows)
    assert (found.kind, found.text, found.label) == ("text-classification", "评论", "标签")
    assert [group.column for group in found.groups] == ["性别"]
    assert found.personal == ("电话",)


def test_a_table_without_a_header(tmp_path: Path) -> None:
    rows = "".join(
        f"{20 + row}, {('Private', '?')[row % 5 == 0]}, {('Male', 'Female')[row % 2]}, {'<>'[row % 3 > 1]}50K.\n"
        for row in range(60)
    )
    found = facts(tmp_path / "adult.test", "|a comment\n" + rows)
    assert (found.kind, found.label) == ("tabular-classification", "column_4")
    assert found.format == {
        "header": False, "names": [f"column_{place}" for place in range(1, 5)], "comment": "|", "strip": True,
        "missing": ["?", ""], "label_suffix": ".",
    }  # fmt: skip
    assert [(group.column, group.certain) for group in found.groups] == [("column_3", False)]


def test_words_and_tags(tmp_path: Path) -> None:
    found = facts(tmp_path / "news.tsv", "EU\tB-ORG\nsaid\tO\n\nBye\tO\n\n")
    assert (found.kind, found.rows, found.tokens, found.tags) == ("token-classification", 2, "tokens", "tags")
    rows = [{"tokens": ["EU", "said"], "ner_tags": ["B-ORG", "O"]}, {"tokens": ["Bye"], "ner_tags": ["O"]}]
    found = facts(tmp_path / "news.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert (found.kind, found.tokens, found.tags) == ("token-classification", "tokens", "ner_tags")


def test_a_group_of_one_is_only_mentioned(tmp_path: Path) -> None:
    rows = "".join(f"{row},{'ab'[row % 2]},{'fm'[row % 3 > 1]}\n" for row in range(40))
    found = facts(tmp_path / "people.csv", "age,label,sex\n" + rows + "5,a,x\n")
    assert [(group.column, group.certain) for group in found.groups] == [("age", False), ("sex", False)]
    assert "make ranges" in found.groups[0].why
    assert "groups of one row" in found.groups[1].why


@pytest.mark.parametrize(
    ("name", "kind", "label", "groups"),
    [
        (
            "compas/compas-scores-two-years.csv.gz",
            "tabular-classification",
            "two_year_recid",
            ["sex", "age_cat", "race"],
        ),
        ("hatexplain/val.jsonl.gz", "text-classification", "labels", ["targets"]),
        ("banking77/test.csv.gz", "text-classification", "category", []),
        ("zh_reviews/waimai_10k.csv.gz", "text-classification", "label", []),
    ],
)
def test_real_data(shared_data, name: str, kind: str, label: str, groups: list[str]) -> None:
    folder, _, file = name.partition("/")
    found = inspect(shared_data(folder) / file)
    assert (found.kind, found.label) == (kind, label)
    assert [group.column for group in found.groups if group.certain] == groups


def test_a_table_of_nothing_but_telltales_keeps_its_columns(tmp_path: Path) -> None:
    rows = "".join(f"{'ab'[row % 2]},{row % 2}\n" for row in range(100))
    found = facts(tmp_path / "copies.csv", "copy,label\n" + rows)
    assert (found.telltales, len(found.notes)) == ((), 1)
    rows = "".join(f"{'ab'[row % 2]},{row % 7},{row % 2}\n" for row in range(100))
    assert [each.column for each in facts(tmp_path / "one.csv", "copy,rest,label\n" + rows).telltales] == ["copy"]


def test_an_encoding_is_read_by_and_written_down(tmp_path: Path) -> None:
    rows = "".join(f"这家店的菜很好吃而且送得非常快{row},{'好坏'[row % 2]}\n" for row in range(40))
    (tmp_path / "a.csv").write_bytes(("评论,标签\n" + rows).encode("gb18030"))
    with pytest.raises(DataError, match="troth init --encoding gb18030"):
        inspect(tmp_path / "a.csv")
    found = inspect(tmp_path / "a.csv", encoding="gb18030")
    assert (found.text, found.format["encoding"], found.foreign) == ("评论", "gb18030", 1.0)


def test_a_quantity_is_no_label(tmp_path: Path) -> None:
    prices = "".join(f"{row % 9},{row * 1.5 % 61}\n" for row in range(300))
    with pytest.raises(DataError, match=r"'target', holds 122 different numbers.*\n.*Make ranges"):
        facts(tmp_path / "prices.csv", "size,target\n" + prices)
    counts = "".join(f"{row % 9},{row * 7}\n" for row in range(300))
    with pytest.raises(DataError, match="300 different numbers"):
        facts(tmp_path / "counts.csv", "size,target\n" + counts)
    found = facts(tmp_path / "unnamed.csv", "size,price\n" + prices)
    assert "size was taken for it. To learn price, make ranges" in found.notes[0]
    codes = "".join(f"{row % 9},{row % 77}\n" for row in range(300))
    assert len(facts(tmp_path / "codes.csv", "size,target\n" + codes).labels) == 77


def test_an_income_among_the_features_is_not_the_label(tmp_path: Path) -> None:
    path = tmp_path / "loans.csv"
    rows = [f"{20 + n / 7:.2f},{'abc'[n % 3]},{'yes' if n % 2 else 'no'}" for n in range(200)]
    path.write_text("\n".join(["income,job,paid", *rows]), encoding="utf-8")
    assert [each.label for each in inspect(path).labels] in (["no", "yes"], ["yes", "no"])
