"""Windows part a text, and a text that comes in pieces is parted alike."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.personal.windows import ARMOUR, LONGEST, RUN, windows

PIECES = st.sampled_from(
    (
        *(
            "Hello. ",
            "\n",
            " ",
            "a",
            "Mr. ",
            "St. Louis ",
            "。",
            "”",
            "，",
            "-----BEGIN RSA PRIVATE KEY-----\n",
            "! ",
            "7",
        ),
        *(
            "-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN ",
            "x" * 90,
            "1234 5678 ",
            "?) Yes",
            "\r\n",
            "é",
            "-----BEGIN ",
        ),
    )
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def streamed(text: str, places: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    held, passed, edges = "", 0, sorted({place % (len(text) + 1) for place in places} | {len(text)})
    for low, high in zip((0, *edges), edges, strict=False):
        held += text[low:high]
        spans = list(windows(held, last=False))
        found += [(start + passed, end + passed) for start, end in spans]
        end = spans[-1][1] if spans else 0
        held, passed = held[end:], passed + end
    return found + [(start + passed, end + passed) for start, end in windows(held)]


@given(TEXTS)
def test_they_follow_each_other_and_leave_nothing_out(text: str) -> None:
    spans = list(windows(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert [end for _, end in spans][:-1] == [start for start, _ in spans][1:]


@settings(max_examples=200)
@given(TEXTS, st.lists(st.integers(0, 4000), max_size=8))
def test_a_stream_is_parted_like_the_whole(text: str, places: list[int]) -> None:
    assert streamed(text, places) == list(windows(text))


@settings(max_examples=60)
@given(TEXTS)
def test_a_stream_of_single_signs_is_parted_like_the_whole(text: str) -> None:
    assert streamed(text, list(range(len(text)))) == list(windows(text))


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in windows(text)]


def test_lines_and_sentences_end_windows() -> None:
    assert parts("One. Two!\nThree") == ["One. ", "Two!\n", "Three"]
    assert parts("你好。再见！“好。”他说") == ["你好。", "再见！", "“好。”", "他说"]


def test_an_abbreviation_ends_nothing() -> None:
    assert parts("Mr. Bond lives in St. Ives. Dr. No. 7 does not.") == [
        "Mr. Bond lives in St. Ives. ",
        "Dr. No. 7 does not.",
    ]


def test_a_long_sentence_is_cut_where_no_number_is() -> None:
    text = "word " * 40 + "call 020 7946 0958 or mail me " + "word " * 40
    first, *_ = parts(text)
    assert LONGEST // 2 < len(first) <= LONGEST
    assert first.endswith("word ")


def test_a_run_without_gaps_stays_whole_up_to_a_limit() -> None:
    assert parts("x" * 1000 + " y") == ["x" * 1000 + " ", "y"]
    assert [len(part) for part in parts("x" * (RUN + 10))] == [RUN, 10]


def test_a_private_key_is_one_window() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIE. Abc\n" * 300 + "-----END RSA PRIVATE KEY-----\n"
    assert parts(f"See: {key}End.") == ["See: ", key, "End."]
    begun = "-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 2 * ARMOUR
    assert len(parts(begun)[0]) == ARMOUR


def test_other_armour_is_lines() -> None:
    assert parts("-----BEGIN CERTIFICATE-----\nMIIE\n") == ["-----BEGIN CERTIFICATE-----\n", "MIIE\n"]
