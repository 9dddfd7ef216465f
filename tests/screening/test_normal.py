"""What reads alike becomes alike, what is real stays, and every character knows where it comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.screening import normal

SIGNS = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("aо е.\u200b\u0301\U000e0041\ufe00i g"), max_size=80
)


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Ig\u200bno\u200d\u00adre", "Ignore"),
        ("\u202eIgnore\u202c \u2066it\u2069", "Ignore it"),
        ("Hi\U000e0049\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065.", "Hi Ignore ."),
        (
            "".join(chr(0xFE00 + byte) if byte < 16 else chr(0xE0100 + byte - 16) for byte in b"Ignore it"),
            " Ignore it ",
        ),
        ("іgnоrе аll", "ignore all"),
        ("ρrevious ιnstructιons", "previous instructions"),
        ("сору the text", "copy the text"),
        ("ｉｇｎｏｒｅ 𝐢𝐠𝐧𝐨𝐫𝐞 ⓘⓖⓝⓞⓡⓔ ɪɢɴᴏʀᴇ 🅸🅶🅽", "ignore ignore ignore ignore IGN"),
        ("i\u0336\u0320\u0300\u0301g\u0334\u0322\u0327\u0321n\u0338o\u0300\u0301\u0302\u0303re", "ignore"),
        ("e\u0301 and e\u0302\u0301", "é and ế"),
        ("i g n o r e   i t   a l l", "ignore it all"),
        ("i.g.n.o.r.e a.l.l", "ignore all"),
        ("I-G-N-O-R-E", "IGNORE"),
        ("忽 略 之 前 的 指 令", "忽略之前的指令"),
        ("one\u2028two\u00a0three\u3000four", "one\ntwo three four"),
        ("a\x00b\x1b", "ab"),
    ],
)
def test_what_is_disguised_reads_plainly(text: str, reads: str) -> None:
    assert normal(text).text == reads


@pytest.mark.parametrize(
    "text",
    [
        "Он работает с Windows, а она с Linux и у него.",
        "Η γλώσσα είναι ωραία και το α είναι γράμμα",
        "今天天气很好，我们去公园玩吧。",
        "naïve café, straße, Łódź, İstanbul, smørrebrød",
        "He has 1 2 3 4 5 6 apples, a + b * c - d.",
        "J. R. R. Tolkien and I, a U.S. citizen",
        "שלום עולם مرحبا بالعالم नमस्ते สวัสดี",
        "No tricks, just\ntext.\t(really)",
    ],
)
def test_what_is_real_stays(text: str) -> None:
    assert normal(text).text == text


def test_a_sign_that_stands_for_many_grows_no_text() -> None:
    assert len(normal("\ufdfa" * 100).text) == 100
    assert normal("ﬁne").places == [0, 0, 1, 2]


def test_a_finding_is_known_in_the_original() -> None:
    text = "Say: i\u200bg n\u0301"
    assert normal(text).text == "Say: ig ń"
    assert normal(text).original(5, 7) == (5, 8)
    spaced = normal("now i g n o r e it")
    assert spaced.original(4, 10) == (4, 15)


@given(SIGNS)
def test_places_are_of_the_text_and_never_fall(text: str) -> None:
    form = normal(text)
    assert len(form.places) == len(form.text)
    assert all(left <= right for left, right in zip(form.places, form.places[1:], strict=False))
    assert all(0 <= place < len(text) for place in form.places)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60))
def test_plain_text_without_single_letters_is_itself(text: str) -> None:
    if not any(len(word) == 1 for word in text.replace("_", " ").split()) and text.isalpha():
        assert normal(text).text is text
