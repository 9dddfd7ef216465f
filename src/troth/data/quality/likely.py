"""Which encoding lines of bytes are likely in that are not valid UTF-8.

Each candidate in which all lines are valid is scored by what the characters beyond ASCII would then be: frequent ones
of its language, others of its script, or such as nobody writes there. A guess: a few words of one language decide it,
and encodings that differ in rare characters only are not told apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

CANDIDATES = ("gb18030", "big5", "shift_jis", "euc-kr", "windows-1251", "windows-1252")
LAST = "latin-1"
"""In which every byte is a character: what is left where no candidate fits."""

LEAST = 0.3
"""Mean score from which a candidate is believed."""
CLEARLY = 0.25
"""By how much a line's own encoding must score better than that of all lines: Chinese reads as Russian scores 0.5, and
every line is valid in an encoding of single bytes."""

SIMPLIFIED = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
    "日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长，。！？、"
)
TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒"
    "日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長，。！？、"
)
KOREAN = frozenset("이다는을를에의가은하고지로한도기서사리어나대자시인그아스해정부일수보라니습요게면있것")
RUSSIAN = frozenset("оеаинтсрвлкмдпуяыьг")


def likely(lines: Sequence[bytes]) -> str:
    """The likeliest encoding of lines that are not UTF-8; `latin-1` where none is likely."""
    scored = [(score(lines, name), -at, name) for at, name in enumerate(CANDIDATES)]
    best, _, name = max(scored)
    return name if best >= LEAST else LAST


def own(line: bytes, together: str) -> str:
    """The encoding of one line of a file whose lines are together likely in another one: that, or clearly its own."""
    alone = likely([line])
    if together == LAST or alone == LAST:
        return alone if together == LAST else together
    return alone if score([line], alone) >= score([line], together) + CLEARLY else together


def score(lines: Sequence[bytes], encoding: str) -> float:
    """How well lines read in an encoding, 0 to 1; 0 where one of them is not valid in it."""
    try:
        texts = [line.decode(encoding) for line in lines]
    except UnicodeDecodeError:
        return 0.0
    found = [_READS[encoding](text, at) for text in texts for at, one in enumerate(text) if ord(one) > 127]
    return sum(found) / max(len(found), 1)


def _han(frequent: frozenset[str], encoding: str, common: range) -> Callable[[str, int], float]:
    """Of Chinese: frequent characters count whole, those of the encoding's common half by half."""

    def read(text: str, at: int) -> float:
        one = text[at]
        if one in frequent:
            return 1.0
        try:
            lead = one.encode(encoding)[0]
        except UnicodeEncodeError:
            return 0.0
        return 0.5 if lead in common else 0.2

    return read


def _japanese(text: str, at: int) -> float:
    one = text[at]
    if "\u3040" <= one <= "\u309f":  # hiragana
        return 1.0
    if "\u30a0" <= one <= "\u30ff" or one in "、。「」":  # katakana
        return 0.8
    return 0.5 if "\u4e00" <= one <= "\u9fff" else 0.0


def _korean(text: str, at: int) -> float:
    one = text[at]
    return 1.0 if one in KOREAN else 0.5 if "\uac00" <= one <= "\ud7a3" else 0.0


def _cyrillic(text: str, at: int) -> float:
    one, before = text[at], text[at - 1 : at]
    if not "\u0400" <= one <= "\u04ff":
        return 0.5 if one in "«»–—№" else 0.0
    if before.isascii() and before.isalpha():
        return 0.0
    if one.isupper():
        return 0.0 if before.islower() else 0.6
    return 1.0 if one in RUSSIAN else 0.6


def _western(text: str, at: int) -> float:
    one, around = text[at], text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    if one in "‘’“”–—…€£§°«»•":
        return 0.9
    if not (unicodedata.category(one).startswith("L") and "LATIN" in unicodedata.name(one, "")):
        return 0.0
    plain = [other for other in around if other.isascii() and other.isalpha()]
    return 1.0 if plain else 0.2


_READS: dict[str, Callable[[str, int], float]] = {
    "gb18030": _han(SIMPLIFIED, "gb2312", range(0xA1, 0xD8)),
    "big5": _han(TRADITIONAL, "big5", range(0xA1, 0xC7)),
    "shift_jis": _japanese,
    "euc-kr": _korean,
    "windows-1251": _cyrillic,
    "windows-1252": _western,
}
