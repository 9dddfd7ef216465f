"""The normal form of a text: what a reader sees of it, in plain letters, whatever signs it is made of.

Compatibility forms become plain (NFKC, Unicode UAX #15), what is invisible goes, text hidden in tags or variation
selectors is shown, letters of other scripts that stand for Latin ones become these, stacks of marks are cut, letters
that are set apart are joined. It is for looking things up: the text itself is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from troth.screening.lookalikes import DRAWN, LIKE, SAME

WIDEST = 4  # signs that one may become: a few become eighteen, which would let a text grow
MARKS = 3  # on one letter, as Vietnamese has them; more are a stack
APART = 4  # letters that are set apart before they are taken for a word

HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)  # what Unicode says not to draw (Default_Ignorable_Code_Point), marks of direction among it
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINES = {
    "\x0b": "\n",
    "\x0c": "\n",
    "\x1c": "\n",
    "\x1d": "\n",
    "\x1e": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
}
_CHINESE = "，。！？：；（）…"  # signs of Chinese text, which stays as it is
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_STACKS = re.compile(r"(.)([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+)", re.S)
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff"  # Greek, Cyrillic, Armenian, Cherokee
_OF_FOREIGN = re.compile(f"[{_FOREIGN}]")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BETWEEN = r"[^\w<>()\[\]{}=]{1,3}"
_SET_APART = re.compile(rf"(?<![^\W_])(?:[^\W_](?:{_BETWEEN}|_)){{{APART},}}[^\W_](?![^\W_])")
_PLAIN_APART = re.compile(
    r"\b[0-9A-Za-z@$!|](?:[^\w<>()\[\]{}=]{1,3}|_)[0-9A-Za-z](?:[^\w<>()\[\]{}=]{1,3}|_)[0-9A-Za-z]\b"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text as it reads, and where each of its characters comes from.

    places: for every character of `text`, the place in the original of the one it was made from; never falling.
    """

    text: str
    places: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that characters `start` to `end` come from; start < end."""
        return self.places[start], self.places[end - 1] + 1


def normal(text: str) -> Normal:
    """The normal form of a text, in time linear in it. One that is plain already is its own."""
    if text.isascii() and not _CONTROL.search(text):
        return _joined(Normal(text, range(len(text))))
    forms = list(map(_form, text))
    for start, end, said in _hidden(text):
        forms[start:end] = _spread(said, end - start)
    places = [place for place, form in enumerate(forms) for _ in form]
    return _joined(_latin(_unstacked(Normal("".join(forms), places))))


@lru_cache(maxsize=65_536)
def _form(sign: str) -> str:
    """What one character becomes."""
    if sign.isascii():
        return "" if _CONTROL.match(sign) else _LINES.get(sign, sign)
    if HIDDEN.match(sign) or _CONTROL.match(sign):
        return ""
    if sign in _CHINESE or sign in _LINES:
        return _LINES.get(sign, sign)
    if unicodedata.category(sign) == "Zs" or sign == "\u2800":
        return " "
    plain = unicodedata.normalize("NFKC", DRAWN.get(ord(sign), sign))
    return plain if len(plain) <= WIDEST else sign


def _hidden(text: str) -> list[tuple[int, int, str]]:
    """Start, end, and what was written there in signs that nobody sees."""
    found = [(*run.span(), "".join(chr(ord(sign) - 0xE0000) for sign in run.group())) for run in _TAGS.finditer(text)]
    for run in _SELECTORS.finditer(text):
        data = bytes(ord(sign) - 0xFE00 if sign < "\U000e0000" else ord(sign) - 0xE0100 + 16 for sign in run.group())
        said = data.decode("utf-8", "ignore")
        if len(said) >= APART and said.isprintable():
            found.append((*run.span(), said))
    return sorted(found)


def _spread(said: str, size: int) -> list[str]:
    """What was hidden, over as many places as hid it, with a space on either side."""
    pieces = list(said) + [""] * (size - len(said))
    pieces[0], pieces[-1] = " " + pieces[0], pieces[-1] + " "
    return pieces


def _unstacked(given: Normal) -> Normal:
    """Letters with the mark that Unicode has them with, and no other: é stays, a stack of marks goes."""
    text, places = given.text, given.places
    parts, kept, last = [], [], 0
    for stack in _STACKS.finditer(text):
        start, end = stack.span()
        letter, marks = stack.groups()
        whole = unicodedata.normalize("NFC", letter + marks)[0] if len(marks) <= MARKS else letter
        parts += [text[last:start], whole]
        kept += [*places[last:start], places[start]]
        last = end
    return Normal("".join((*parts, text[last:])), [*kept, *places[last:]]) if parts else given


def _latin(given: Normal) -> Normal:
    """Words that mix scripts, or that are look-alikes wholly and stand among Latin words, in Latin letters."""
    if not _OF_FOREIGN.search(given.text):
        return given
    words = list(_WORD.finditer(given.text))
    kinds = [_kind(word.group()) for word in words]
    parts, last = [], 0
    for number, (word, kind) in enumerate(zip(words, kinds, strict=True)):
        beside = kinds[max(number - 1, 0) : number] + kinds[number + 1 : number + 2]
        if kind == "mixed" or (kind == "alike" and "foreign" not in beside and {"latin", "mixed"} & {*beside}):
            parts += [given.text[last : word.start()], word.group().translate(LIKE if kind == "mixed" else SAME)]
            last = word.end()
    return Normal("".join((*parts, given.text[last:])), given.places)


def _kind(word: str) -> str:
    """Whether it is Latin, foreign, both (mixed), or foreign in nothing but looks (alike)."""
    foreign = _OF_FOREIGN.findall(word)
    if not foreign:
        return "latin" if _LATIN.search(word) else "other"
    if _LATIN.search(word):
        return "mixed"
    return "alike" if all(ord(letter) in SAME for letter in foreign) else "foreign"


def _joined(given: Normal) -> Normal:
    """Words whose letters were set apart, each in one piece."""
    text, places = given.text, given.places
    if text.isascii() and not _PLAIN_APART.search(text):
        return given
    parts: list[str] = []
    kept: list[int] = []
    last = 0
    for run in _SET_APART.finditer(text):
        word = list(_together(text, *run.span()))
        if word:
            parts += [text[last : run.start()], *(sign for sign, _ in word)]
            kept += [*places[last : run.start()], *(places[place] for _, place in word)]
            last = run.end()
    return Normal("".join((*parts, text[last:])), [*kept, *places[last:]]) if parts else given


def _together(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The letters of such a run and their places: what stands between them most often goes, else is a space."""
    letters = [place for place in range(start, end) if text[place].isalnum()]
    gaps = [text[left + 1 : right] for left, right in pairwise(letters)]
    usual, times = Counter(gaps).most_common(1)[0]
    wordlike = 2 * sum(text[place].isalpha() for place in letters) >= len(letters)
    if not wordlike or times < APART - 1 or 2 * times <= len(gaps):
        return
    yield text[start], start
    for place, gap in zip(letters[1:], gaps, strict=True):
        if gap != usual:
            yield " ", place - 1
        yield text[place], place
