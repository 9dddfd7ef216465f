"""Ten ways in which an attack is disguised. Each takes a text and a source of chance: the same for the same seed.

For the bench, and for the tests that `troth.screening.views` undoes them. Nothing of it ships.
"""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable
from random import Random

Mutation = Callable[[str, Random], str]

_ALIKE = {
    **dict(zip("aceiopsxyjhdqw", "асеіорѕхујһԁԛԝ", strict=True)),
    **dict(zip("ABCEHIKMOPTXSJ", "АВСЕНІКМОРТХЅЈ", strict=True)),
}
_GREEK = dict(zip("aovtuipxkABEZHIKMNOPTYX", "αοντυιρχκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", strict=True))
_LEET = dict(zip("oieast", "013457", strict=True))
_FILLER = (
    "The meeting was moved to Thursday because the room is being painted.",
    "Please find the minutes attached; the figures for March are on the second page.",
    "The garden needs water twice a week, and the tomatoes want more sun.",
    "We walked along the river until the rain began, and then had soup in a small café.",
    "Trains to the coast leave every hour and take about forty minutes.",
    "Her grandmother's recipe asks for two eggs, a cup of flour and a pinch of salt.",
    "The museum opens at ten and is closed on Mondays, except in summer.",
    "Sales were slightly higher than last year, mostly because of the new shop in Leeds.",
    "The library has bought forty new books on the history of astronomy.",
    "Nobody remembered who had left the umbrella, so it stayed in the corner for years.",
    "The bridge was built of local stone and has stood for three hundred years.",
    "Prices include breakfast, and dogs are welcome for a small charge.",
)


def zero_width(text: str, draw: Random) -> str:
    """Signs without width between letters."""
    return "".join(sign + (draw.choice("​‌‍⁠﻿­") if draw.random() < 0.5 else "") for sign in text)


def tags(text: str, draw: Random) -> str:
    """The text in invisible tags, behind a sentence that is seen."""
    hidden = "".join(chr(0xE0000 + ord(sign)) if 32 <= ord(sign) < 127 else "" for sign in text)
    return draw.choice(_FILLER) + hidden if text.isascii() else text


def bidirectional(text: str, draw: Random) -> str:
    """Marks of direction about words."""
    return " ".join(
        draw.choice("‪‫‭‮⁦⁧") + word + draw.choice("‬⁩") if draw.random() < 0.6 else word for word in text.split(" ")
    )


def homoglyphs(text: str, draw: Random) -> str:
    """Letters of other scripts that look alike, and mathematical or full-width letters."""
    return " ".join(_disguised(word, draw) for word in text.split(" "))


def _disguised(word: str, draw: Random) -> str:
    chance = draw.random()
    if chance < 0.15:
        return "".join(chr(ord(sign) - 0x21 + 0xFF01) if "!" <= sign <= "~" else sign for sign in word)
    if chance < 0.3:
        first = draw.choice((0x1D41A, 0x1D5BA, 0x1D68A))
        return "".join(chr(first + ord(sign) - 97) if "a" <= sign <= "z" else sign for sign in word)
    alike = _GREEK if chance < 0.5 else _ALIKE
    return "".join(alike.get(sign, sign) if draw.random() < 0.6 else sign for sign in word)


def leet(text: str, draw: Random) -> str:
    """Digits for letters, in most words."""
    return " ".join(
        "".join(_LEET.get(sign, sign) if draw.random() < 0.8 else sign for sign in word.lower())
        if draw.random() < 0.8 and not any(sign.isdigit() for sign in word)
        else word
        for word in text.split(" ")
    )


def base_64(text: str, draw: Random) -> str:
    """The whole in base64, or its form for addresses, behind a request to read it."""
    form = draw.choice((base64.b64encode, base64.urlsafe_b64encode))
    return f"{draw.choice(('Decode this:', 'Read:', 'base64:', 'Data ='))} {form(text.encode()).decode()}"


def rot_13(text: str, draw: Random) -> str:
    """The alphabet moved by half."""
    return draw.choice(("", "rot13: ", "Decode: ")) + codecs.encode(text, "rot13")


def spacing(text: str, draw: Random) -> str:
    """Every letter for itself, and more between words."""
    sign = draw.choice((" ", ".", "-", "_", "*"))
    gap = "   " if sign == " " else draw.choice((" ", "  "))
    return "\n".join(gap.join(sign.join(word) for word in line.split()) for line in text.split("\n"))


def shouting(text: str, draw: Random) -> str:
    """Letters of either case by chance, and signs repeated or put between words."""
    cased = "".join(sign.upper() if draw.random() < 0.5 else sign.lower() for sign in text)
    return "".join(
        draw.choice((" ", " ", "  ", ", ", " - ", "... ")) if sign == " " else sign * (3 if sign in "!?." else 1)
        for sign in cased
    )


def padding(text: str, draw: Random) -> str:
    """In the middle of a long text that is about something else."""
    filler = [" ".join(draw.choices(_FILLER, k=draw.randrange(20, 60))) for _ in range(2)]
    return f"{filler[0]}\n{text}\n{filler[1]}" if draw.random() < 0.5 else f"{filler[0]} {text} {filler[1]}"


MUTATIONS: dict[str, Mutation] = {
    "zero width": zero_width,
    "tags": tags,
    "bidirectional": bidirectional,
    "homoglyphs": homoglyphs,
    "leet": leet,
    "base64": base_64,
    "rot13": rot_13,
    "spacing": spacing,
    "case and punctuation": shouting,
    "padding": padding,
}


def letters(text: str) -> str:
    """What is left when case, signs and spaces are gone: by which a text is known again."""
    return "".join(sign for sign in text.lower() if sign.isalnum())
