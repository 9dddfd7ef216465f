"""Noise of the discrete Laplace distribution (two-sided geometric), drawn exactly from whole random numbers.

Canonne, Kamath and Steinke, The discrete Gaussian for differential privacy, NeurIPS 2020, algorithms 1 and 2. There is
no floating point in it, so nothing of Mironov's attack on rounded noise (CCS 2012) applies. How long a draw takes
depends on the noise drawn: who can time it closely learns something of it.
"""

from __future__ import annotations

import secrets
from fractions import Fraction


def discrete_laplace(scale: Fraction) -> int:
    """A whole number x with probability proportional to exp(-|x| / scale). scale: above 0."""
    above, below = scale.numerator, scale.denominator
    while True:
        rest = secrets.randbelow(above)
        if not _happens(Fraction(rest, above)):
            continue
        times = 0
        while _happens(Fraction(1)):
            times += 1
        size = (rest + above * times) // below
        negative = secrets.randbelow(2) == 1
        if not (negative and size == 0):
            return -size if negative else size


def _happens(exponent: Fraction) -> bool:
    """True with probability exp(-exponent). exponent: from 0 to 1."""
    number = 1
    while secrets.randbelow(exponent.denominator * number) < exponent.numerator:
        number += 1
    return number % 2 == 1
