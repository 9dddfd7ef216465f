"""A text in parts: cut where the text says, and in each part what the whole text has there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.personal import Parts, find, find_in_parts

TEXTS = st.lists(
    st.sampled_from(
        ["Hello. ",
         "Mail ann@example.org now.\n", "IBAN DE89 3704 0044 0532 0130 00, ", "tel. +44 20 7946 0958 ", "x" * 300,
         "请发到 li@example.cn。", "Dr. ", "4111 1111 1111 1111", "\n", " "]
    ),
    max_size=12,
).map("".join)  # fmt: skip


def cut(text: str, *places: int) -> tuple[list[str], list[str]]:
    """The parts, those that are settled before the end apart from those that are settled at it."""
    parts, settled, before = Parts(), [], 0
    for place in (*sorted(places), len(text)):
        settled += parts.feed(text[before:place])
        before = place
    return settled, parts.end()


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.lists(st.integers(0, 400), max_size=6))
def test_pieces_do_not_move_the_cuts(text: str, places: list[int]) -> None:
    settled, rest = cut(text, *(min(place, len(text)) for place in places))
    assert "".join((*settled, *rest)) == text
    assert (settled, rest) == cut(text)
    assert (settled, rest) == cut(text, *range(len(text)))


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_each_part_has_what_the_whole_has_there(text: str) -> None:
    settled, rest = cut(text)
    parts, start, found = [*settled, *rest], 0, []
    kinds = ("email", "iban", "phone", "card")
    for part, findings in zip(parts, find_in_parts(parts, kinds=kinds), strict=True):
        found += [(start + one.start, start + one.end, one.kind) for one in findings]
        start += len(part)
    assert found == [(one.start, one.end, one.kind) for one in find(text, kinds=kinds)]
    alone, before = [], ""
    for part in parts:
        (one,) = find_in_parts([part], kinds=kinds, before=before)
        alone.append(one)
        before += part
    assert alone == find_in_parts(parts, kinds=kinds)
