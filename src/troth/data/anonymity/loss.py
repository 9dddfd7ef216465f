"""How much a table lost on its way to being anonymous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """What was lost, by the metrics of the literature.

    generalised: the mean over all cells of quasi-identifiers, from 0 to 1, a suppressed one counted as lost whole
    (Iyengar, KDD 2002; NCP, Xu et al., KDD 2006). columns: the same by column. discernibility: the sum over rows of how
    many they cannot be told from, a suppressed one from none of the table (Bayardo and Agrawal, ICDE 2005).
    average_class: rows of a class by k, 1 at best (LeFevre et al., ICDE 2006).
    """

    generalised: float
    columns: Mapping[str, float]
    discernibility: int
    average_class: float


def loss_of(columns: Mapping[str, float], sizes: list[int], suppressed: int, k: int) -> Loss:
    """The loss of classes of these sizes. columns: what is lost of each, summed over the rows that stay."""
    rows = sum(sizes) + suppressed
    shares = {name: (lost + suppressed) / rows for name, lost in columns.items()}
    return Loss(
        sum(shares.values()) / len(shares),
        shares,
        sum(size * size for size in sizes) + suppressed * rows,
        sum(sizes) / len(sizes) / k,
    )
