"""Sentences in which people bear other names: as many words, the same for the same person within a document.

The last word of a name is taken for the family's and those before it for given names; a single word is a family name
unless the document has it as a given one ("Ngozi" after "Ngozi Eze"). Initials stay initials and capitals capitals. As
every name keeps its number of words, whatever was said of the words around it is still true of their places.

Names put in the place of names, to train a tagger on: X. Dai and H. Adel, An analysis of simple data augmentation for
named entity recognition (COLING 2020). To judge one by: S. Mishra, S. He and L. Belli, Assessing demographic bias in
named entity recognition (2020), arXiv 2008.03415.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from troth.data.origins import ORIGINS, Names

Mention = tuple[int, int, int]
"""A name in a text: its sentence, its first word and its last."""

_INITIALS = re.compile(r"[^\W\d_]\.?|[^\W\d_]\.-?[^\W\d_]\.?")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it stands in a sentence.

    person: who bears it, in its document. places: its words that hold letters. alone: a single word that is a given
    name.
    """

    person: str
    sentence: int
    places: tuple[int, ...]
    alone: bool


class People:
    """The people in some sentences, by the names that are told of them."""

    def __init__(
        self,
        sentences: Sequence[Sequence[str]],
        mentions: Iterable[Mention],
        documents: Sequence[int] | None = None,
    ) -> None:
        """documents: the document of each sentence; without, every sentence is one."""
        self._sentences = [list(sentence) for sentence in sentences]
        found: dict[int, list[Mention]] = {}
        for mention in mentions:
            found.setdefault(mention[0] if documents is None else documents[mention[0]], []).append(mention)
        self._documents = [_read(self._sentences, own) for own in found.values()]

    def of_origin(self, origin: str, draw: np.random.Generator) -> list[list[str]]:
        """Everybody by a name of one origin, of the half that is the audit's.

        >>> People([["Ann", "Lee", "came"], ["Lee", "left"]], [(0, 0, 1), (1, 0, 0)], [0, 0]).of_origin(
        ...     "Chinese", np.random.default_rng(1)
        ... )
        [['Cao', 'Suqin', 'came'], ['Cao', 'left']]
        """
        names = ORIGINS[origin].audited
        return self._with(lambda persons: dict.fromkeys(persons, names), draw)

    def mixed(self, share: float, draw: np.random.Generator) -> list[list[str]]:
        """A share of the people by names of origins drawn evenly, of the half that training may put in."""
        learned = [names.learned for names in ORIGINS.values()]

        def chosen(persons: Collection[str]) -> dict[str, Names]:
            return {each: learned[int(draw.integers(len(learned)))] for each in persons if draw.random() < share}

        return self._with(chosen, draw)

    def _with(
        self, choose: Callable[[Collection[str]], Mapping[str, Names]], draw: np.random.Generator
    ) -> list[list[str]]:
        made = [list(sentence) for sentence in self._sentences]
        for names in self._documents:
            chosen = choose(dict.fromkeys(name.person for name in names))
            register = _Register(draw)
            for name in names:
                if name.person in chosen:
                    old = [self._sentences[name.sentence][place] for place in name.places]
                    new = register.called(old, chosen[name.person], alone=name.alone)
                    for place, word in zip(name.places, new, strict=True):
                        made[name.sentence][place] = word
        return made


class _Register:
    """What the words of names in one document became."""

    def __init__(self, draw: np.random.Generator) -> None:
        self._draw = draw
        self._became: dict[tuple[tuple[str, ...], str], str] = {}
        self._left: dict[tuple[str, ...], list[str]] = {}

    def called(self, old: Sequence[str], names: Names, *, alone: bool) -> list[str]:
        """The words of a name in the place of `old`; alone: of one that is a given name."""
        lists = [names.given] * (len(old) - (not alone)) + [names.family] * (not alone)
        new = [self._word(one, listed) for one, listed in zip(old, lists, strict=True)]
        if all(one.islower() for one in old):
            new = [one.lower() for one in new]
        turned = names.family_first and len(old) > 1 and not any(map(_INITIALS.fullmatch, old))
        return [new[-1], *new[:-1]] if turned else new

    def _word(self, old: str, listed: tuple[str, ...]) -> str:
        new = self._drawn(old.casefold(), listed)
        if _INITIALS.fullmatch(old):
            letters = iter(new.upper())
            return "".join(next(letters) if one.isalpha() else one for one in old)
        return new.upper() if old.isupper() else new

    def _drawn(self, key: str, listed: tuple[str, ...]) -> str:
        """The same for the same word, and no name twice before all of the list were drawn."""
        if (listed, key) not in self._became:
            left = self._left.setdefault(listed, [])
            if not left:
                left += [listed[place] for place in self._draw.permutation(len(listed))]
            self._became[listed, key] = left.pop()
        return self._became[listed, key]


def _read(sentences: Sequence[Sequence[str]], mentions: Sequence[Mention]) -> list[_Name]:
    """The names of one document, each with who bears it."""
    written = []
    for sentence, first, last in mentions:
        words = [(place, sentences[sentence][place].casefold()) for place in range(first, last + 1)]
        written.append((sentence, [(place, word) for place, word in words if any(map(str.isalpha, word))]))
    families = {words[-1][1] for _, words in written if len(words) > 1}
    given: dict[str, str] = {}
    for _, words in written:
        for _, word in words[:-1]:
            if word not in families and not _INITIALS.fullmatch(word):
                given.setdefault(word, words[-1][1])
    return [
        _Name(
            given.get(words[0][1], words[0][1]) if len(words) == 1 else words[-1][1],
            sentence,
            tuple(place for place, _ in words),
            len(words) == 1 and words[0][1] in given,
        )
        for sentence, words in written
        if words
    ]
