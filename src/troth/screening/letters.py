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
    L;8;E@=B;M;9;5J;J676<:=E9H7
    6ALD3LLL9AF5BF7=G:>=6HLL:L>
    4O8I7OO5;O:;EH6OG=D8:JOO=O?
    :II=6JCG7IOAJ<6IO;:C=BIO?O2
    :@:79=@B<EA:<7@=@69:?=>;;E3
    :MMG4:MM7MM=MM4GM7B;8MMM;M5
    <?IF3JA8:MC=F<7GM;>A<MJMCM3
    4EP;3HPE7PC?CC6KK<B;APFP9P6
    =?9:9;=DGK=9<49?I;66F:KCN@5
    6EEE5EEE?EEEEE6EEE;E2EEEEEE
    ;CKC3FFK6KD=E7<HF<:;<KKKFK3
    8G>85@DN6NA6BF7;N?;<>@DN8G5
    7=IO4HOO9OGD>C6:OJ=F;OIO4O6
    ;C:66?6J<F=?F?9JGH86?BLH<G4
    A?<==:>C>G><95<9Q6:95>8IDF5
    6JN?6@N;9NN7DJ77N8<::NHNAN4
    :DDDDDDDDD>ADDDDDDDD0DDDDD;
    6A<74C:G8P;><<7DL:;:=@DP;F5
    9D<D69I88P@AA<9<JD96;H?PBJ3
    :HCI7HG57RJ?=F6FR8<><G@R>D3
    ;=:>:>9F=J>8;5C7N666IHGI@K7
    8EKK1KFK5KKKHE:EKFFKKKEKFK>
    5NNF8IN45NNBE>7NN;>GANNNIN5
    =G3G<GGD:GGGGGD4GGD5CGGAGG7
    EEBD:NGN<NNG8H6>NH:?NNBNNK1
    8DDD2DD?7DD=DD=>DDD86D=DA>9
    6:89;:;:6A?<7;::D;96;>7G<ET
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
