"""A table's frontier: limits that tighten, at a cost that grows, and the charter's own point among them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from training.test_governed_table import ODDS, PARITY, Home, write_rows
from troth.errors import TrainingError
from troth.standard import Estimate, parse_clause
from troth.training import Frontier, Trained, frontier, table_frontier
from troth.training.constraints.frontier import Point, halfway, hypervolume, limits_between

WORST = "worst_group(accuracy, group=sex) >= 0.7"
QUICK = "epochs: 10, learning_rate: 0.3"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("pay")
    for seed, (name, count) in enumerate({"train": 900, "validation": 300, "test": 400}.items()):
        write_rows(folder / f"{name}.csv", count, seed)
    return Home(folder)


@pytest.fixture(scope="module")
def trained(home: Home) -> Trained:
    return home.trained(PARITY, ODDS, training=QUICK)[0]


@pytest.fixture(scope="module")
def drawn(home: Home) -> Frontier:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_frontier, "SHARES", (0.4, 0.8))
        return frontier(*home.case(PARITY, ODDS, training=QUICK), seed=5)


def values(point: Point) -> list[float]:
    return [value.value for value in point.values if isinstance(value, Estimate)]


def test_each_clause_alone_and_all_together_are_swept(drawn: Frontier) -> None:
    assert [sweep.clauses for sweep in drawn.sweeps] == [(0,), (1,), (0, 1)]
    for sweep in drawn.sweeps:
        assert sweep.points[0] == drawn.free
        for place in sweep.clauses:
            asked = [point.asked[place] for point in sweep.points[1:]]
            assert asked == sorted(asked, reverse=True)
            first, *_, last = [values(point)[place] for point in sweep.points]
            assert last < first / 4


def test_a_stricter_limit_costs_more(drawn: Frontier) -> None:
    for sweep in drawn.sweeps[:2]:
        task = [point.task.value for point in sweep.points if isinstance(point.task, Estimate) and point.held]
        assert len(task) == 3
        assert all(after <= before for before, after in pairwise(task))
        assert task[-1] < task[0] - 0.02


def test_the_chosen_point_is_the_one_that_training_releases(drawn: Frontier, trained: Trained) -> None:
    constraints = trained.settings["constraints"]
    assert values(drawn.chosen) == [clause["after"] for clause in constraints["clauses"]]
    assert values(drawn.free) == [clause["before"] for clause in constraints["clauses"]]


def test_a_training_draws_a_small_one_by_itself(drawn: Frontier, trained: Trained) -> None:
    small = trained.settings["constraints"]["frontier"]
    assert [sweep["clauses"] for sweep in small["sweeps"]] == [[0, 1]]
    assert small["free"] == drawn.free.written()


def test_without_a_clause_on_fairness_there_is_none(home: Home) -> None:
    with pytest.raises(TrainingError, match="no frontier"):
        frontier(*home.case(training=QUICK), seed=5)


def test_limits_move_towards_what_no_model_can_better() -> None:
    gap, worst = (parse_clause(text, article="fairness") for text in (PARITY, WORST))
    assert limits_between(gap, 0.4, (0.5, 1.0)) == (0.2, 0.0)
    assert limits_between(worst, 0.6, (0.5, 1.0)) == (0.8, 1.0)
    assert (halfway(gap), halfway(worst)) == (0.075, 0.85)


def test_the_area_grows_with_better_points_only() -> None:
    few = hypervolume([(0.1, 0.8)], 0.2, 0.5)
    assert few == pytest.approx(0.03)
    assert hypervolume([(0.1, 0.8), (0.15, 0.7)], 0.2, 0.5) == pytest.approx(few)
    assert hypervolume([(0.1, 0.8), (0.05, 0.6)], 0.2, 0.5) == pytest.approx(few + 0.005)
    assert hypervolume([(0.1, 0.8), (0.3, 0.9)], 0.2, 0.5) == pytest.approx(few)
