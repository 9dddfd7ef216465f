"""An update in the report: what was kept, in both languages, whatever stands in names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from reports.reading import Page
from reports.sample import HOSTILE, digest, sample
from troth.reports.document import read
from troth.reports.page import page
from troth.reports.updates import changes, most_changed
from troth.reports.words import LANGUAGES

SAID = {"estimate": 0.94, "low": 0.92, "high": 0.95}
REASON = (
    "it answers 0.0400 [0.0200, 0.0600] fewer of 500 rows with old labels right than the release it was made from, "
    "and 0.01 is allowed"
)


def update(**changed: Any) -> dict[str, Any]:
    check = {
        "split": "test",
        "rows": 500,
        "verdict": "refused",
        "clauses": [
            {
                "clause": "accuracy >= 0.9",
                "before": {"verdict": "met", **SAID},
                "after": {"verdict": "not measured", "estimate": None, "low": None, "high": None},
            }
        ],
        "drop": {"estimate": 0.04, "low": 0.02, "high": 0.06},
        "allowed": 0.01,
        "labels": [
            {"label": name, "rows": 20 + at, "before": 0.9, "after": 0.95 - at / 10}
            for at, name in enumerate(HOSTILE.values())
            if at < 8
        ],
        "reasons": [REASON],
    }
    whole = {
        "from": digest("older"),
        "labels_before": 57,
        "labels_added": ["refund", "<b>"],
        "new_rows": {"train": 1300, "validation": 130},
        "old_rows": 7000,
        "checks": [{**check, "split": "validation"}, check],
    }
    return {**whole, **changed}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("changed", [{}, {"checks": []}, {"labels_added": [], "new_rows": {}}], ids=str)
def test_it_is_a_valid_section(language: str, changed: dict[str, Any]) -> None:
    text = page(read(sample() | {"update": update(**changed)}), language)
    found = Page(text)
    assert not re.search(r"\b(nan|NaN|None|Undefined|inf)\b", found.text)
    assert "<script>alert" not in text
    assert 'id="update"' in text
    if not changed:
        assert REASON[3:20] in found.text if language == "en" else "答对的比例少 0.0400" in found.text


def test_a_model_that_was_made_from_no_other_has_no_such_section() -> None:
    assert 'id="update"' not in page(read(sample()), "en")


def test_the_picture_has_every_label_and_the_table_those_that_changed() -> None:
    labels = [
        {"label": "a", "rows": 40, "before": 0.9, "after": 0.9},
        {"label": "b", "rows": 10, "before": 0.5, "after": 0.7},
        {"label": "c", "rows": 10, "before": 0.8, "after": 0.7},
    ]
    drawn = changes(labels)
    assert drawn is not None
    assert len(drawn.points) == 3
    assert drawn.points[0].radius > drawn.points[1].radius
    assert [each["label"] for each in most_changed(labels)] == ["c", "b"]
    assert changes([]) is None
