"""Texts altered so that a person reads them as before and a model may not: what attacks do and training can learn from.

Every alteration changes some words of a text, at least one where there is one to change, and nothing between them. Of a
word its first and last letter stay where letters move, as people read such words best (Pruthi, Dhingra and Lipton,
Combating adversarial misspellings with robust word recognition, ACL 2019). Synonyms are given by whoever calls, as it
takes a language model to know them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from troth.data.identity import article_for

SHARE = 0.3
"""Of a text's words, how many are altered on average."""

HIDDEN = 0.15
"""Of a text's words, how many are hidden where a mark stands for them: as many as masked language models learn from."""

LEAST = 4
"""Letters of a word that may be misspelled: of shorter ones too little would be left."""

SYNONYMS = "synonyms"
"""The attack that puts other words in the place of words."""

_WORD = re.compile(r"[^\W\d_]+")

_ALONE = re.compile(r"(?:\b([Aa]n?)(\s+))?(?<![\w'’@/#-])(?<!\w\.)([a-z]+)(?!['’\w-]|[./@]\w)")
"""A word of small letters that is no part of another (top-up, it's) nor of an address, with an article before it."""

Synonyms = Mapping[str, Sequence[str]]
"""Of words in small letters, others that mean the same."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

_ALIKE = {
    "a": "а", "c": "с", "d": "ԁ", "e": "е", "h": "һ", "i": "і", "j": "ј", "k": "κ", "l": "ӏ", "n": "ո", "o": "о",
    "p": "р", "q": "ԛ", "s": "ѕ", "u": "υ", "v": "ν", "w": "ԝ", "x": "х", "y": "у",
    "A": "А", "B": "В", "C": "С", "E": "Е", "H": "Н", "I": "І", "J": "Ј", "K": "К", "M": "М", "N": "Ν", "O": "О",
    "P": "Р", "S": "Ѕ", "T": "Т", "X": "Х", "Y": "Υ", "Z": "Ζ",
}  # fmt: skip
"""Latin letters and what looks like them in Cyrillic, Greek or Armenian writing (Unicode Technical Standard 39)."""


def altered(
    texts: Sequence[str],
    attack: str,
    draw: np.random.Generator,
    share: float = SHARE,
    *,
    synonyms: Synonyms | None = None,
) -> list[str]:
    """The texts, each altered once. attack: one of ATTACKS, or SYNONYMS, which needs them; a text without a word to
    alter stays as it is.

    >>> altered(["the parcel never arrived"], "typos", np.random.default_rng(1))
    ['the parcel never arrivd']
    >>> altered(["A great film."], "synonyms", np.random.default_rng(1), synonyms={"great": ["excellent"]})
    ['An excellent film.']
    """
    if attack == SYNONYMS:
        return [_reworded(text, synonyms or {}, draw, share) for text in texts]
    change, least = ATTACKS[attack]
    return [_altered(text, change, least, draw, share) for text in texts]


def _altered(
    text: str, change: Callable[[str, np.random.Generator], str], least: int, draw: np.random.Generator, share: float
) -> str:
    words = [match for match in _WORD.finditer(text) if len(match[0]) >= least]
    if not words:
        return text
    chosen = draw.random(len(words)) < share
    chosen[draw.integers(len(words))] = True
    parts, end = [], 0
    for match, taken in zip(words, chosen.tolist(), strict=True):
        if taken:
            parts += [text[end : match.start()], change(match[0], draw)]
            end = match.end()
    return "".join([*parts, text[end:]])


def masked(texts: Sequence[str], mark: str, draw: np.random.Generator, share: float = HIDDEN) -> list[str]:
    """The texts with a share of their words hidden by a mark, one at least of two or more.

    >>> masked(["the parcel never arrived"], "[MASK]", np.random.default_rng(5))
    ['the parcel never [MASK]']
    """
    found = []
    for text in texts:
        words = list(_WORD.finditer(text))
        chosen = draw.random(len(words)) < share
        if len(words) > 1:
            chosen[draw.integers(len(words))] = True
        hidden = {match.start() for match, taken in zip(words, chosen.tolist(), strict=True) if taken}
        found.append(_WORD.sub(lambda match, hidden=hidden: mark if match.start() in hidden else match[0], text))  # type: ignore[misc]
    return found


def words_alone(text: str) -> list[str]:
    """The words of a text that a synonym may replace, where they have any."""
    return [match[3] for match in _ALONE.finditer(text)]


def _reworded(text: str, synonyms: Synonyms, draw: np.random.Generator, share: float) -> str:
    words = [match for match in _ALONE.finditer(text) if match[3] in synonyms]
    if not words:
        return text
    chosen = draw.random(len(words)) < share
    chosen[draw.integers(len(words))] = True
    parts, end = [], 0
    for match in (match for match, taken in zip(words, chosen.tolist(), strict=True) if taken):
        others = synonyms[match[3]]
        other = others[int(draw.integers(len(others)))]
        before = f"{article_for(match[1], other)}{match[2]}" if match[1] else ""
        parts += [text[end : match.start()], before, other]
        end = match.end()
    return "".join([*parts, text[end:]])


def _misspelled(word: str, draw: np.random.Generator) -> str:
    """A letter inside left out, written twice, changed with the next one, or another key hit."""
    at = int(draw.integers(1, len(word) - 1))
    kind = int(draw.integers(4))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 2 < len(word) and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return _mistyped(word, draw)


def _mistyped(word: str, draw: np.random.Generator) -> str:
    """One letter inside exchanged for one that lies beside it on a keyboard; a letter without neighbours twice."""
    at = int(draw.integers(1, len(word) - 1))
    keys = _NEIGHBOURS.get(word[at].lower())
    if keys is None:
        return word[:at] + word[at] + word[at:]
    key = keys[int(draw.integers(len(keys)))]
    return word[:at] + (key.upper() if word[at].isupper() else key) + word[at + 1 :]


def _recased(word: str, draw: np.random.Generator) -> str:
    """All capitals, none, or capitals and small letters the other way round: whichever is not there yet."""
    others = [form for form in (word.upper(), word.lower(), word.swapcase(), word.capitalize()) if form != word]
    return others[int(draw.integers(len(others)))] if others else word


def _disguised(word: str, draw: np.random.Generator) -> str:
    """Half of the letters that another writing has alike, at least one, taken from there."""
    places = [at for at, letter in enumerate(word) if letter in _ALIKE]
    if not places:
        return word
    taken = {at for at in places if draw.random() < 0.5} | {places[int(draw.integers(len(places)))]}
    return "".join(_ALIKE[letter] if at in taken else letter for at, letter in enumerate(word))


def _beside() -> dict[str, str]:
    """Which keys lie beside each on a QWERTY keyboard, whose rows are each half a key further right."""
    found: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for at, key in enumerate(row):
            near = [row[at - 1 : at], row[at + 1 : at + 2]]
            near += [_ROWS[number - 1][at : at + 2]] if number else []
            near += [_ROWS[number + 1][max(at - 1, 0) : at + 1]] if number + 1 < len(_ROWS) else []
            found[key] = "".join(near)
    return found


_NEIGHBOURS = _beside()

ATTACKS: Mapping[str, tuple[Callable[[str, np.random.Generator], str], int]] = {
    "typos": (_misspelled, LEAST),
    "keyboard": (_mistyped, LEAST),
    "casing": (_recased, 1),
    "homoglyphs": (_disguised, 1),
}
"""What alters one word by itself, and how many letters it must have."""
