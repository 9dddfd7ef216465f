"""Whether letters read like language: what it costs to say each letter after the one before it.

The table was counted over instructions and questions, mostly English, with German and others beside them (by
`screener/letters.py` of the project). It tells a sentence from what an alphabet that was moved or read backwards makes
of it; it tells no language from another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from troth.screening.lookalikes import unmarked

EDGE = 26  # the code of everything that is no Latin letter
DEAREST = 10.0  # half bits a letter that language costs at most on average: letters by chance cost sixteen

_TABLE = """
    G;8;E@<A;K;8;5H;K676<:=D:E7
    7@FB3IMC8@C5BF7>G:>>6HDM:I<
    4I8H7KP5:P:;GI6KH<B7:KPP=P=
    9IE=6JBF7FM@I<7HK;:C<BHK?M2
    :@:8:=@A;EA:<6@=@68:?=>;<E3
    :IIF5:@N7JN<EJ4NJ7@:8JIN<N5
    :@KG4J@89NC<C;7?K:=?;NKNBK3
    4GI<3IDD7PD?B@6MM<C;@KFP9P6
    =>9:9;<BHG=9<49?E;66F:OCG@5
    7FFC4FF@<CACFF4FFF<F3FFFCA>
    ;CBB3BCE6LD=F8;HF<9;<LFLBH3
    7C>85?@L6OA6AG7<O@;<=@BO8G5
    6=IO4FLO9OEC<C69JL=D;LJL4L6
    ;C:66?6F;E=?D>9EGH86?BEH<E4
    A?<<=:>A>E>;95<9R6;95=8HCF5
    6KF?6AJ<8NJ6BJ77K7<9:NCN@N4
    ;EBEBEEEAE@>EEEEEAEA0EEEEA<
    6@<74A:C8N<><<7CK:::<@DK;D5
    9C;D6:D98Q?@A=9;FD96;D>LAF3
    :EBG7GB57RM?>F6CN8<=<H?R=A3
    ;<:=9=:E<G?8:5D7K666HHHD@D7
    8FIG1LGL5LLLFF9GLGGILLFLII>
    5KJC7IO45IO@E=7JO:=H@ODOGO5
    :H3H;HHB9HDHHHE4EED4AHHC?H6
    BDDD;GGO<OJB9E6>OF;=OOAOOE1
    8FCF2BCC8BC<BF;AFFF95F<F>;8
    6:89;:;:6@?<8;::B;86;>8E<CU
"""  # a to z and the edge of a word, and what follows: half bits, from "0" on
COSTS: NDArray[np.float32] = np.array([[ord(sign) - 48 for sign in line] for line in _TABLE.split()], np.float32)
"""Half bits that each code costs after each, [27, 27]."""
_EACH = COSTS.tolist()
_CODES = np.full(128, EDGE, np.uint8)
_CODES[97:123] = _CODES[65:91] = np.arange(26)


def codes(text: str) -> NDArray[np.uint8]:
    """A code for every character: 0 to 25 for a to z, in either case and without its accent, else `EDGE`."""
    if not text.isascii():
        text = "".join(map(unmarked, text))
    data = text.encode("ascii") if text.isascii() else text.encode("ascii", "replace")
    return _CODES[np.frombuffer(data, np.uint8)]


def costs(given: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of every character, in half bits, what it costs after the one before it; edges beside edges cost nothing."""
    before = np.concatenate(([np.uint8(EDGE)], given[:-1])) if len(given) else given
    found: NDArray[np.float32] = COSTS[before, given]
    found[(before == EDGE) & (given == EDGE)] = 0
    return found


def cost(word: str) -> float:
    """What a word in lower case costs, its edges with it: the same for a few letters, in plain numbers."""
    total, before = 0.0, EDGE
    for sign in word:
        code = ord(sign) - 97
        code = code if 0 <= code < EDGE else EDGE
        total += _EACH[before][code]
        before = code
    return total + float(_EACH[before][EDGE])
