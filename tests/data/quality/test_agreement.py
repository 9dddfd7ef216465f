"""Agreement of annotators of a sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from troth.data.quality import Sheet
from troth.data.quality.agreement import agreement
from troth.standard import Estimate

Made = Callable[..., Sheet]


def votes(made: Made, others: list[str]) -> Sheet:
    rows = "".join(f"a question {at} of mine,{'ab'[at % 2]},{other}\n" for at, other in enumerate(others))
    return made(f"text,one,two\n{rows}", text="text", annotators=("one", "two"))


def test_annotators_who_say_the_same_agree(made: Made) -> None:
    found = agreement(votes(made, ["ab"[at % 2] for at in range(60)]), 0.95)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(1.0)


def test_who_answers_by_chance_does_not(made: Made) -> None:
    found = agreement(votes(made, ["ab"[at // 2 % 2] for at in range(200)]), 0.95)
    assert isinstance(found, Estimate)
    assert found.low < 0.05 < found.high + 0.1


def test_a_missing_vote_is_none(made: Made) -> None:
    full = agreement(votes(made, ["ab"[at % 2] if at % 3 else "b" for at in range(90)]), 0.95)
    some = agreement(votes(made, ["ab"[at % 2] if at % 3 else "" for at in range(90)]), 0.95)
    assert isinstance(full, Estimate)
    assert isinstance(some, Estimate)
    assert full.value < 0.8 < some.value


def test_one_label_a_row_has_no_agreement(made: Made) -> None:
    assert agreement(made("text,label\none,a\ntwo,b\n", text="text", label="label"), 0.95) is None
