"""Words that say who a person is, and texts with these exchanged for others of their kind.

What is said of people should not hang on which people it is said of: a text with an identity term exchanged for another
asks for the same answer (Garg et al., Counterfactual fairness in text classification through robustness, AIES 2019).
The lists are Troth's own. They hold plain words that people use of themselves, no slurs, whose exchange for each other
would change what is said; and of words with many other meanings ("old", "straight") only what can be put in, not what
is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Terms:
    """Words of one grammatical form, each of which may stand in another's place.

    found: what is exchanged in a text. also: what else is put there.
    """

    found: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """What is put in the place of any of them."""
        return self.found + self.also


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


IDENTITY: Mapping[str, Terms] = {
    "adjectives": Terms(
        _words(
            "african, african american, american, arab, asian, atheist, australian, autistic, bisexual, black, "
            "brazilian, british, buddhist, canadian, catholic, chinese, christian, cuban, deaf, disabled, dutch, "
            "egyptian, elderly, english, ethiopian, european, female, french, gay, german, greek, heterosexual, "
            "hindu, hispanic, homosexual, indian, indonesian, iranian, iraqi, irish, israeli, italian, japanese, "
            "jewish, korean, latina, latino, lesbian, lgbt, lgbtq, male, mexican, middle eastern, mormon, muslim, "
            "native american, nigerian, nonbinary, pakistani, palestinian, paralyzed, persian, polish, "
            "portuguese, protestant, puerto rican, queer, romani, russian, sikh, somali, spanish, swedish, "
            "syrian, taoist, trans, transgender, turkish, ukrainian, vietnamese, white"
        ),
        _words("blind, middle aged, old, older, straight, teenage, young, younger"),
    ),
    "persons": Terms(
        _words(
            "atheist, buddhist, hindu, immigrant, jew, lesbian, man, mormon, muslim, refugee, sikh, transsexual, woman"
        ),
        _words("african, american, arab, catholic, christian, german, mexican, russian"),
    ),
    "people": Terms(
        _words(
            "africans, african americans, americans, arabs, asians, atheists, blacks, buddhists, canadians, "
            "catholics, christians, europeans, gays, germans, hindus, hispanics, homosexuals, immigrants, "
            "indians, israelis, italians, jews, latinas, latinos, lesbians, men, mexicans, mormons, muslims, "
            "nigerians, pakistanis, palestinians, protestants, refugees, russians, sikhs, somalis, syrians, "
            "turks, ukrainians, whites, women"
        ),
    ),
    "中文": Terms(
        _words(
            "黑人, 白人, 亚裔, 华裔, 日本人, 韩国人, 美国人, 俄罗斯人, 印度人, 非洲人, 阿拉伯人, "
            "犹太人, 穆斯林, 基督徒, 佛教徒, 天主教徒, 同性恋者, 异性恋者, 双性恋者, 跨性别者, "
            "残疾人, 聋哑人, 盲人, 老年人, 年轻人, 女人, 男人, 女性, 男性, 外地人, 农民工, "
            "少数民族, 移民, 难民"
        ),
    ),
}
"""Identity terms by the form in which one may stand in another's place."""

CASES = (str.lower, str.capitalize, str.upper)


def _pattern() -> re.Pattern[str]:
    """Every term as a whole word, the longest first, with an article before it; a Chinese one wherever it stands."""
    latin = {term for name, terms in IDENTITY.items() if name != "中文" for term in terms.found}
    words = "|".join(sorted(map(re.escape, latin), key=len, reverse=True))
    hanzi = "|".join(sorted(IDENTITY["中文"].found, key=len, reverse=True))
    return re.compile(rf"(?:\b(an?)(\s+))?\b({words})\b|({hanzi})", re.IGNORECASE)


_TERM = _pattern()

_FORM: dict[str, str] = {}
for _name, _terms in reversed(list(IDENTITY.items())):  # a word of two forms, such as "muslim", is taken as the first
    _FORM |= dict.fromkeys(_terms.found, _name)


def with_terms(texts: Sequence[str]) -> list[int]:
    """The places of the texts that hold an identity term."""
    return [place for place, text in enumerate(texts) if _TERM.search(text)]


def exchanged(texts: Sequence[str], draw: np.random.Generator) -> list[str]:
    """The texts, every identity term exchanged for another of its form: the same term by the same within a text.

    >>> exchanged(["My wife is a Muslim woman.", "Where is my card?"], np.random.default_rng(3))
    ['My wife is a Swedish buddhist.', 'Where is my card?']
    """
    return [_exchanged(text, draw) for text in texts]


def _exchanged(text: str, draw: np.random.Generator) -> str:
    other: dict[str, str] = {}

    def put(match: re.Match[str]) -> str:
        article, blank, latin, hanzi = match.groups()
        written = latin or hanzi
        term = " ".join(written.lower().split())
        if term not in other:
            choices = [one for one in IDENTITY[_FORM[term]].all if one != term and one not in other.values()]
            other[term] = choices[int(draw.integers(len(choices)))]
        new = next((case(other[term]) for case in CASES if case(written) == written), other[term])
        return new if article is None else f"{article_for(article, new)}{blank}{new}"

    return _TERM.sub(put, text)


def article_for(written: str, word: str) -> str:
    """`a` or `an` before a word, in the case it was written in."""
    right = "an" if word[0].lower() in "aeiou" and not word.lower().startswith(("eu", "uk")) else "a"
    return right.capitalize() if written[0].isupper() else right
