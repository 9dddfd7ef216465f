"""Tables are made what is asked, whatever is in them, and lose what is said."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.anonymity import Demand, Hierarchy, generalise, measure
from troth.errors import DataError

TOWNS = Hierarchy.of(
    [["Berne", "Swiss"], ["Basle", "Swiss"], ["Oslo", "Norse"], ["Bergen", "Norse"], ["(missing)", "unknown"]]
)
ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(-5, 90)),
        st.one_of(st.none(), st.sampled_from(["Berne", "Basle", "Oslo", "Bergen"])),
        st.one_of(st.none(), st.floats(-2, 2), st.just(float("nan"))),
        st.sampled_from("abcd"),
    ),
    min_size=6,
    max_size=60,
)
SCHEMA = {"age": pl.Int64, "town": pl.String, "height": pl.Float64, "ill": pl.String}
QUASI = ["age", "town", "height"]


@settings(deadline=None, max_examples=120)
@given(ROWS, st.integers(2, 5), st.sampled_from([0.0, 0.2]), st.booleans())
def test_classes_are_of_k_rows_and_rows_stay_in_order(
    rows: list[tuple[object, ...]], k: int, suppression: float, tree: bool
) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    demand = Demand(k, suppression=suppression)
    hierarchies = {"town": TOWNS} if tree else None
    made = generalise(frame, QUASI, demand, hierarchies=hierarchies)
    assert min(Counter(made.frame.select(QUASI).iter_rows()).values()) >= k
    assert len(made.suppressed) <= suppression * frame.height
    stayed = [row for row in range(frame.height) if row not in set(made.suppressed)]
    assert made.frame["ill"].to_list() == frame["ill"].gather(stayed).to_list()
    assert 0 <= made.loss.generalised <= 1
    for name in ("age", "height"):
        for cell, value in zip(made.frame[name], frame[name].gather(stayed), strict=True):
            assert _covers(cell, value)
    again = generalise(frame, QUASI, demand, hierarchies=hierarchies)
    assert again.frame.equals(made.frame)


def _covers(cell: str | None, value: float | None) -> bool:
    if cell == "*":
        return True
    if cell is None:
        return value is None or value != value
    low, _, high = cell.partition("..")
    return value is not None and float(low) <= value <= float(high or low)


@settings(deadline=None, max_examples=100)
@given(ROWS, st.lists(st.integers(0, 9), min_size=60, max_size=60), st.integers(2, 4), st.sampled_from([0.0, 0.3]))
def test_classes_are_of_k_persons(rows: list[tuple[object, ...]], whose: list[int], k: int, suppression: float) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    persons = pl.Series("who", whose[: len(rows)])
    if persons.n_unique() < k:
        with pytest.raises(DataError, match="whole table"):
            generalise(frame, QUASI, Demand(k), persons=persons)
        return
    made = generalise(frame, QUASI, Demand(k, suppression=suppression), persons=persons)
    found: dict[tuple[object, ...], set[int]] = {}
    left = [one for row, one in enumerate(persons) if row not in set(made.suppressed)]
    for cells, person in zip(made.frame.select(QUASI).iter_rows(), left, strict=True):
        found.setdefault(cells, set()).add(person)
    assert min(map(len, found.values())) >= k
    assert len(made.suppressed) <= suppression * frame.height
    counted = measure(made.frame, QUASI, persons=pl.Series(left))
    assert counted.k.value == min(map(len, found.values()))
    assert counted.risks.prosecutor.worst == pytest.approx(1 / counted.k.value)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.sampled_from([Demand(2, l=2), Demand(2, l=1.7, entropy=True), Demand(2, t=0.3), Demand(3, l=2, t=0.4)]))
def test_classes_are_diverse_and_close(rows: list[tuple[object, ...]], demand: Demand) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    whole = measure(frame.with_columns(one=pl.lit(1)), ["one"], ["ill"]).sensitive[0]
    if (whole.entropy if demand.entropy else whole.distinct).value < (demand.l or 1):
        with pytest.raises(DataError, match="whole table"):
            generalise(frame, QUASI, demand, sensitive=["ill"])
        return
    found = measure(generalise(frame, QUASI, demand, sensitive=["ill"]).frame, QUASI, ["ill"]).sensitive[0]
    assert (found.entropy if demand.entropy else found.distinct).value >= (demand.l or 1) - 1e-9
    assert found.closeness.value <= (1 if demand.t is None else demand.t) + 1e-9


def test_the_order_of_rows_changes_nothing() -> None:
    frame = pl.DataFrame(
        {"age": [row * 7 % 50 for row in range(200)], "town": ["ab"[row % 3 == 0] for row in range(200)]}
    )
    one = generalise(frame, ["age", "town"], Demand(5)).frame
    other = generalise(frame.reverse(), ["age", "town"], Demand(5)).frame
    assert other.reverse().equals(one)


def test_loss_is_as_counted_by_hand() -> None:
    frame = pl.DataFrame({"age": [0, 2, 9, 10], "town": ["Berne", "Basle", "Oslo", "Bergen"]})
    made = generalise(frame, ["age", "town"], Demand(2), hierarchies={"town": TOWNS})
    assert made.frame.rows() == [("0..2", "Swiss"), ("0..2", "Swiss"), ("9..10", "Norse"), ("9..10", "Norse")]
    assert made.loss.columns == pytest.approx({"age": 0.15, "town": 0.25})
    assert made.loss.generalised == pytest.approx(0.2)
    assert (made.loss.discernibility, made.loss.average_class) == (8, 1)


def test_a_row_apart_is_suppressed_where_that_saves_more() -> None:
    frame = pl.DataFrame({"age": [1] * 9 + [1000], "town": ["a"] * 9 + ["b"]})
    made = generalise(frame, ["age", "town"], Demand(5, suppression=0.1))
    assert made.suppressed == (9,)
    assert set(made.frame.rows()) == {("1", "a")}
    assert made.loss.generalised == pytest.approx(0.1)
    assert generalise(frame, ["age", "town"], Demand(5)).frame["age"].unique().to_list() == ["1..1000"]


@pytest.mark.parametrize(
    ("demand", "sensitive", "words"),
    [
        (Demand(1), [], "k is 2"),
        (Demand(2, l=2), [], "sensitive"),
        (Demand(2, t=2), ["ill"], "t is from"),
        (Demand(2, t=0.2, suppression=0.1), ["ill"], "without suppression"),
        (Demand(2, suppression=1), [], "suppression is a share"),
        (Demand(4), [], "whole table"),
        (Demand(2, l=4), ["ill"], "whole table"),
    ],
)
def test_what_cannot_be_asked_is_refused(demand: Demand, sensitive: list[str], words: str) -> None:
    frame = pl.DataFrame({"age": [1, 2, 3], "ill": ["a", "b", "c"]})
    with pytest.raises(DataError, match=words):
        generalise(frame, ["age"], demand, sensitive=sensitive)


def test_an_infinite_number_and_a_stray_hierarchy_are_refused() -> None:
    frame = pl.DataFrame({"age": [1.0, float("inf")]})
    with pytest.raises(DataError, match="infinite"):
        generalise(frame, ["age"], Demand(2))
    with pytest.raises(DataError, match="no quasi-identifier"):
        generalise(frame, ["age"], Demand(2), hierarchies={"town": TOWNS})
