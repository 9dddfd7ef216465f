"""Letters of other scripts that look like Latin ones, and Latin letters that are drawn otherwise.

Compiled from the look of the letters, by what they are taken for; Unicode's own, longer list is that of UTS #39.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

Table = dict[int, str]


def _table(by_letter: str) -> Table:
    """From lines of a Latin letter and what looks like it."""
    return {ord(sign): line[0] for line in by_letter.split() for sign in line[2:]}


SAME = _table("""
    a:аα c:сϲ d:ԁ e:еҽ g:ց h:һհ i:іιᎥ j:јϳյ k:κ l:ӏ n:ո o:оοօ p:рρ q:ԛզ s:ѕ t:τ u:υս v:νѵ w:ԝ x:хχ y:уү
    A:АΑ B:ВΒᏴ C:СϹᏟ D:Ꭰ E:ЕΕᎬ G:ԌᏀ H:НΗᎻ I:ІӀΙ J:ЈᎫ K:КΚᏦ L:ԼᏞ M:МΜᎷ N:Ν O:ОΟՕ P:РΡᏢ Q:Ԛ R:Ꭱ S:ЅՏᏚ
    T:ТΤᎢ U:Ս V:ѴᏙ W:ԜᎳ X:ХΧ Y:УΥ Z:ΖᏃ A:Ꭺ
""")
"""Letters that nobody tells from Latin ones."""

LIKE = SAME | _table("""
    a:әάа b:вьъыβЬБ d:дδ e:зэєғεξέЗЭё f:ф h:нңћ i:ϊίї k:кқ l:лλ m:мμ n:ипйηπήИПЙл o:юөσθфό p:թբ r:гяґЯГґ s:ς t:т
    u:цμύЦ w:шщωψաώШЩ x:җж y:γұч z:ζ A:ДΔΛ E:ΣΞ N:Π O:ΘΦФӨ
""")
"""Letters that are taken for Latin ones in a word that has Latin ones already."""

DRAWN = _table("""
    a:ɑɐᴀ b:ʙɓ c:ɔɕᴄ d:ɖɗᴅ e:ǝɘɛᴇ f:ɟꜰ g:ɡɢƃɠ h:ɥɦʜ i:ɩɪᴉɨ j:ɾʝᴊ k:ʞᴋ l:ʟɭ m:ɯɱᴍ n:ɴɲ o:ɵᴏ p:ᴘ r:ɹʀɽ s:ʂꜱ t:ʇʈᴛ u:ʉᴜ
    v:ʌʋᴠ w:ʍᴡ y:ʎʏ z:ʐᴢ
""") | {
    first + place: chr(65 + place)
    for first in (0x1F150, 0x1F170, 0x1F1E6)  # in black circles, in black squares, as flags have them
    for place in range(26)
}
"""Small capitals, turned and hooked letters, letters in signs: what NFKC leaves as it is."""

_BARRED = _table("o:øöó O:ØÖ l:ł L:Ł d:đ D:Đ h:ħ t:ŧ i:ı")


@lru_cache(maxsize=4096)
def unmarked(letter: str) -> str:
    """A Latin letter without its accent or bar (é: e); any other sign as it is."""
    if not "\u00c0" <= letter <= "\u1eff":
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else _BARRED.get(ord(letter), letter)


def folded(text: str) -> str:
    """In lower case and without accents on Latin letters, of the same length."""
    if text.isascii():
        return text.lower()
    return "".join(small if len(small := unmarked(sign).lower()) == 1 else sign for sign in text)
