"""A finished table counted again, from what stands in it alone and with nothing of what made it."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Hashable, Sequence
from decimal import Decimal, InvalidOperation

import polars as pl

from troth.data.anonymity.demand import EXACT, Demand
from troth.errors import DataError


def recount(
    frame: pl.DataFrame,
    quasi: Sequence[str],
    sensitive: Sequence[str],
    demand: Demand,
    persons: pl.Series | None = None,
) -> None:
    """Raise DataError where a class of the table is not what is asked. persons: whose each row is, if these count."""
    smallest = _smallest(frame.select(quasi), persons)
    if smallest is None or smallest < demand.k:
        raise _fault("k", smallest)
    for name in sensitive if demand.spread else ():
        whole = Counter(frame[name].fill_nan(None) if frame[name].dtype.is_float() else frame[name])
        for values in frame.group_by(quasi).agg(pl.col(name))[name]:
            own = Counter(values.fill_nan(None) if values.dtype.is_float() else values)
            if demand.l is not None and _diversity(own, entropy=demand.entropy) < demand.l - 1e-9:
                raise _fault("l", _diversity(own, entropy=demand.entropy))
            if demand.t is not None and _apart(own, whole, ordered=frame[name].dtype.is_numeric()) > demand.t + EXACT:
                raise _fault("t", _apart(own, whole, ordered=frame[name].dtype.is_numeric()))


def _smallest(cells: pl.DataFrame, persons: pl.Series | None) -> int | None:
    if persons is None:
        return cells.group_by(cells.columns).len()["len"].min()  # type: ignore[return-value]
    found: dict[Hashable, set[str]] = {}
    for row, person in zip(cells.iter_rows(), persons, strict=True):
        found.setdefault(row, set()).add(_plain(str(person)))
    return min(map(len, found.values()), default=None)


def _plain(person: str) -> str:
    """A name without case, width and blanks; a number without zeros that say nothing."""
    name = " ".join(unicodedata.normalize("NFKC", person).lower().split())
    try:
        return str(Decimal(name).normalize()) if name.isascii() else name
    except InvalidOperation:
        return name


def _diversity(own: Counter[Hashable], *, entropy: bool) -> float:
    rows = own.total()
    return math.exp(-sum(n / rows * math.log(n / rows) for n in own.values())) if entropy else len(own)


def _apart(own: Counter[Hashable], whole: Counter[Hashable], *, ordered: bool) -> float:
    steps = {value: own[value] / own.total() - count / whole.total() for value, count in whole.items()}
    if not ordered:
        return sum(step for step in steps.values() if step > 0)
    carried, work = 0.0, 0.0
    for value in sorted(steps, key=lambda value: (value is not None, value if value is not None else 0)):
        carried += steps[value]
        work += abs(carried)
    return work / max(len(steps) - 1, 1)


def _fault(what: str, found: object) -> DataError:
    return DataError(
        f"the finished table was counted again and has {what} = {found}",
        remedy="Nothing was written. Tell those who keep this program.",
    )
