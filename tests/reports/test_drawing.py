"""Numbers, axes and places: what is drawn is where it should be."""

from __future__ import annotations

import math

import pytest

from reports.sample import clause, performance
from troth.reports.confusion import confusion
from troth.reports.document import read
from troth.reports.numerals import decimals, number, plain, share, size, whole
from troth.reports.plots import curves, reliability, rows
from troth.reports.scale import Scale, around
from troth.reports.sentences import Sentences, limit_text
from troth.reports.strip import WIDTH, strip
from troth.reports.tidy import tidy, visible
from troth.reports.words import words


def test_numbers_carry_what_the_interval_carries() -> None:
    assert decimals([0.68, 0.71, 0.74]) == 3
    assert decimals([0.1, 0.9]) == 2
    assert decimals([30, 80]) == 0
    assert decimals([None, math.inf]) == 3
    assert [number(value) for value in (None, math.nan, math.inf, -math.inf, -0.0001)] == ["–", "–", "∞", "−∞", "0.000"]
    assert (whole(1284), share(1, 0), size(90_868_376), plain(5e-5), plain(39460.0)) == (
        "1,284",
        "–",
        "90.9 MB",
        "5e-05",
        "39,460",
    )


@pytest.mark.parametrize(
    "values", [[0, 0], [1, 1], [5, 5], [-1, 1], [math.inf], [], [1e-300, 1e300], [0.5, None, math.nan]]
)
def test_every_axis_can_be_drawn(values: list[float | None]) -> None:
    scale = around(values, 10, 310)
    assert scale.low < scale.high
    assert all(10 <= scale.at(value) <= 310 for value in values if value is not None and not math.isnan(value))
    assert 1 <= len(scale.ticks()) <= 12


def test_ticks_are_round() -> None:
    assert [tick.text for tick in Scale(0, 1, 0, 100).ticks(5)] == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("a >= 0.5", (0.5, 0.7, 0.6, 0.8)), ("a <= 0.5", (0.5, 0.7, 0.6, 0.8)), ("a <= 0.5", (0.5, 0.5, 0.4, 0.6))],
)
def test_the_bar_lies_on_the_side_it_says(text: str, numbers: tuple[float, ...]) -> None:
    drawn = strip(clause(text, "p", "undecided", numbers))
    assert drawn is not None
    assert drawn.bar is not None
    left, width = drawn.bar
    assert (left > drawn.limit) == (numbers[2] > numbers[0])
    assert left >= 0
    assert left + width <= WIDTH
    start, wide = drawn.allowed
    assert (start if ">=" in text else start + wide) == pytest.approx(drawn.limit)


def test_open_and_empty_intervals() -> None:
    open_end = strip(clause("epsilon <= 8", "p", "undecided", (8, 9, 2, math.inf)))
    assert open_end is not None
    assert open_end.open_right
    empty = strip(clause("epsilon <= 8", "p", "not measured", (8, None, None, None)))
    assert empty is not None
    assert empty.bar is None
    assert strip(clause("epsilon <= 8", "p", "not measured", (None, None, None, None))) is None


def test_an_interval_of_no_width_is_still_seen() -> None:
    drawn = strip(clause("a >= 0.5", "p", "met", (0.5, 1.0, 1.0, 1.0)))
    assert drawn is not None
    assert drawn.bar is not None
    assert drawn.bar[1] >= 2


def test_the_limit_is_written_as_in_the_charter() -> None:
    assert limit_text(clause("a >= 0.80", "p", "met", (0.8, 1, 1, 1))) == "0.80"
    assert limit_text(clause("odd text", "p", "met", (0.8, 1, 1, 1))) == "0.8"


def test_a_thin_interval_says_why() -> None:
    reason = "0.7 [0.4, 0.9] stands on too little: 18 rows; its interval is shown to hold from 200 on"
    thin = clause("a >= 0.5", "p", "undecided", (0.5, 0.7, 0.4, 0.9), reason=reason)
    assert "too little data to trust the interval: 18 rows;" in Sentences(words("en")).why(thin)
    assert "从 200 个起才成立" in Sentences(words("zh")).why(thin)
    wide = thin | {"reason": "0.7 [0.4, 0.9] reaches across the limit >= 0.5"}
    assert "lies in between" in Sentences(words("en")).why(wide)


def test_confusion_counts_and_pairs() -> None:
    small = confusion(performance(["a", "b", "c"], 300)["confusion"])
    assert small is not None
    assert sum(cell.count for row in small.cells for cell in row) == small.rows == 300
    assert not small.pairs
    large = confusion(performance([str(at) for at in range(30)], 3000)["confusion"])
    assert large is not None
    assert [pair.count for pair in large.pairs] == sorted((pair.count for pair in large.pairs), reverse=True)
    assert all(pair.truth != pair.prediction for pair in large.pairs)
    assert confusion({"labels": [], "counts": []}) is None
    assert confusion({"labels": ["a"], "counts": [[0]]}) is None


def test_rows_without_numbers_have_no_dot() -> None:
    axis = rows([{"estimate": None}, {"estimate": 0.5, "low": 0.4, "high": 0.6}], 200)
    assert axis.dot({"estimate": None}) is None
    assert axis.dot(None) is None
    dot = axis.dot({"estimate": 0.5, "low": 0.4, "high": 0.6})
    assert dot is not None
    assert dot.left < dot.at < dot.right


def test_reliability_leaves_empty_bins_out() -> None:
    full = {
        "low": 0.9,
        "high": 1.0,
        "confidence": 0.95,
        "accuracy": 0.9,
        "accuracy_low": 0.8,
        "accuracy_high": 0.96,
        "n": 50,
    }
    drawn = reliability([full, full | {"n": 0, "confidence": None, "accuracy": None}])
    assert len(drawn.bins) == 1
    assert drawn.bins[0].top < drawn.bins[0].y < drawn.bins[0].bottom


def test_curves_skip_gaps_and_part_their_names() -> None:
    history = [
        {"epoch": at, "loss": None if at == 2 else 1 / at, "validation": {"a": 0.5, "b": 0.5}} for at in (1, 2, 3)
    ]
    loss, measures = curves(history)
    assert len(loss.lines[0].dots) == 2
    assert abs(measures.lines[0].end[1] - measures.lines[1].end[1]) >= 13
    assert curves([]) == ()


def test_hidden_characters_are_shown() -> None:
    assert visible("a\nb\u202ec\ud800") == "a␊b⟨U+202E⟩c⟨U+D800⟩"
    assert visible("x" * 1000).endswith("… [1,000]")
    assert visible("人口 é 👍🏽") == "人口 é 👍🏽"
    assert tidy({"x" * 999: 1, "x" * 999 + "y": 2, 3: math.nan}).keys() == {
        "x" * 400 + "… [999]",
        "x" * 400 + "… [1,000]",
        "3",
    }


def test_names_that_look_alike_keep_their_rows() -> None:
    assert len(tidy({"a\x00": 1, "a␀": 2})) == 2


def test_reading_fills_every_gap() -> None:
    made = read({"format": 1, "charter": {"name": "x"}, "clauses": [{}], "verdict": "not_measured", "data": None})
    assert made["verdict"] == made["clauses"][0]["verdict"] == "not measured"
    assert made["data"]["splits"] == []
