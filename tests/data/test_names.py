"""What the names of columns say."""

from __future__ import annotations

from troth.data.names import PERSONAL, personal_kind, words_beside
from troth.personal import KINDS


def test_every_name_that_is_personal_says_a_kind() -> None:
    for names in PERSONAL.values():
        for name in names.split():
            said = personal_kind(name)
            assert said is not None, name
            assert said[1] in KINDS


def test_a_longer_name_says_it_only_where_its_end_can_be_no_other_thing() -> None:
    assert words_beside("customer.home_phone") == "phone"
    assert words_beside("file_name") == words_beside("text") == ""
