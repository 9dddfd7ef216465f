"""Curves: a package that is missing is named before anything is trained."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from troth.errors import TrainingError
from troth.training.curves import PLACES, open_curves


def test_no_place_asked_for_is_no_curve(tmp_path: Path) -> None:
    assert open_curves((), "name", tmp_path, {}) == []


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_missing_package_is_named_with_its_extra(tmp_path: Path, place: str) -> None:
    if find_spec(place) is not None:
        pytest.skip(f"{place} is installed")
    with pytest.raises(TrainingError, match="not installed") as caught:
        open_curves((place,), "name", tmp_path, {})
    assert caught.value.remedy is not None
    assert f"troth[{place}]" in caught.value.remedy
