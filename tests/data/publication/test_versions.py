"""Which version follows, and which may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.publication import check_version, following
from troth.errors import DataError
from troth.record import version_of

FILES = st.dictionaries(st.sampled_from(["train", "test", "validation"]), st.sampled_from(["a", "b"]), min_size=1)


@pytest.mark.parametrize(
    ("earlier", "now", "version"),
    [
        ({"train": "a"}, {"train": "a"}, "1.2.4"),
        ({"train": "a"}, {"train": "a", "test": "b"}, "1.3.0"),
        ({"train": "a"}, {"train": "b"}, "2.0.0"),
        ({"train": "a", "test": "b"}, {"train": "a"}, "2.0.0"),
    ],
)
def test_the_number_that_rises(earlier: dict[str, str], now: dict[str, str], version: str) -> None:
    assert following("1.2.3", earlier, now) == version
    assert following(None, {}, now) == "1.0.0"


@given(st.tuples(*[st.integers(0, 99)] * 3), FILES, FILES)
def test_it_always_rises(last: tuple[int, int, int], earlier: dict[str, str], now: dict[str, str]) -> None:
    before = ".".join(map(str, last))
    following_ = following(before, earlier, now)
    assert (version_of(following_) or ()) > last
    check_version(following_, before)


@pytest.mark.parametrize(
    "version", ["1", "1.0", "v1.0.0", "1.0.0-beta", "01.0.0", "1" * 20 + ".0.0", "1.0.0\n", "1.0.0.0", ""]
)
def test_what_is_no_version(version: str) -> None:
    with pytest.raises(DataError, match="no version"):
        check_version(version, None)


@pytest.mark.parametrize("version", ["1.2.3", "1.2.2", "0.9.9"])
def test_a_version_that_does_not_rise(version: str) -> None:
    with pytest.raises(DataError, match="does not rise"):
        check_version(version, "1.2.3")
