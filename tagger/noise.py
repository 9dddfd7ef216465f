"""What wears texts down: another case, letters exchanged or lost, signs left out; spans move along."""

from __future__ import annotations

from random import Random

from tagger.written import Written

LOWER, UPPER, LETTERS, SIGNS = 0.09, 0.04, 0.05, 0.05  # shares of texts


def worn(written: Written, draw: Random) -> Written:
    """Mostly as it is."""
    chance = draw.random()
    if chance < LOWER:
        return _cased(written, written.text.lower())
    if chance < LOWER + UPPER:
        return _cased(written, written.text.upper())
    if chance < LOWER + UPPER + LETTERS:
        return _changed(written, draw)
    if chance < LOWER + UPPER + LETTERS + SIGNS:
        return _without_signs(written, draw)
    return written


def _cased(written: Written, text: str) -> Written:
    return Written(text, written.spans) if len(text) == len(written.text) else written


def _changed(written: Written, draw: Random) -> Written:
    """Two neighbours exchanged here and there, which moves nothing."""
    signs = list(written.text)
    for _ in range(max(1, len(signs) // 40)):
        place = draw.randrange(max(len(signs) - 1, 1))
        if place + 1 < len(signs) and signs[place].isalpha() and signs[place + 1].isalpha():
            signs[place : place + 2] = signs[place + 1], signs[place]
    return Written("".join(signs), written.spans)


def _without_signs(written: Written, draw: Random) -> Written:
    """Commas and full stops outside of spans left out."""
    inside = {place for start, end, _ in written.spans for place in range(start, end)}
    gone = [
        place
        for place, sign in enumerate(written.text)
        if sign in ",.!?" and place not in inside and draw.random() < 0.7
    ]
    lost = set(gone)
    text = "".join(sign for place, sign in enumerate(written.text) if place not in lost)
    moved = tuple(
        (start - sum(place < start for place in gone), end - sum(place < end for place in gone), kind)
        for start, end, kind in written.spans
    )
    return Written(text, moved)
