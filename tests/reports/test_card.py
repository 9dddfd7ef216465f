"""The model card: front matter the Hub can read, and a body that holds no markup of others."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from reports.sample import hostile, minimal, sample
from troth.reports.card import card, code, markdown
from troth.reports.document import read


def front(text: str) -> Any:
    opening, matter, _ = text.split("---\n", 2)
    assert opening == ""
    return yaml.safe_load(matter)


def test_front_matter_has_the_fields_of_the_hub() -> None:
    document = sample()
    document["data"]["source"] = "hub:owner/messages"
    found = front(card(read(document)))
    assert found["license"] == "apache-2.0"
    assert found["language"] == ["en", "de", "fr", "zh"]
    assert found["datasets"] == ["owner/messages"]
    assert found["base_model"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert "charter-broken" in found["tags"]
    result = found["model-index"][0]["results"][0]
    assert result["task"]["type"] == "text-classification"
    assert result["dataset"]["type"]
    assert result["dataset"]["name"]
    metric = result["metrics"][0]
    assert (metric["type"], metric["value"], metric["args"]) == ("f1", 0.8837, {"average": "macro"})
    assert len(result["metrics"]) == sum(1 for clause in document["clauses"] if clause["estimate"] is not None)


def test_every_verdict_is_counted() -> None:
    assert "2 of the 13 clauses are broken. 5 met, 2 broken, 4 undecided, 2 not measured." in card(read(sample()))


def test_what_is_not_known_is_left_out() -> None:
    found = front(card(read(minimal())))
    assert found["license"] == "unknown"
    assert not {"language", "datasets", "base_model", "model-index"} & found.keys()


@pytest.mark.parametrize(
    "text", ["<script>", "[a](b)", "![i](x)", "a|b", "**b**", "`c`", "# h", "a\\b", "http://e.example"]
)
def test_markdown_says_text_and_nothing_else(text: str) -> None:
    made = markdown(text)
    assert not re.search(r"(?<!\\)[*_\[\]`|<>#!]", made)
    assert "://" not in made


def test_code_spans_hold_backticks() -> None:
    assert code("a`b``c") == "``` a`b``c ```"


def test_hostile_text_keeps_front_matter_and_tables_whole() -> None:
    text = card(read(hostile()))
    found = front(text)
    assert found["model-index"][0]["name"].startswith("[x](javascript:1)")
    body = text.split("---\n", 2)[2]
    fenced = re.sub(r"(`+)[^`].*?\1", "", body)
    assert "<script" not in fenced
    rows = [line for line in body.splitlines() if line.startswith("| ") and "**" in line]
    assert len(rows) == len(sample()["clauses"])
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 7 for row in rows)
