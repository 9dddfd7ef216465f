"""Numbers as a reader wants them: as many decimals as the interval can carry, and never NaN."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

NOTHING = "–"
_MOST_DECIMALS = 6
_LARGEST_PLAIN = 1e7


def decimals(values: Iterable[float | None], at_least: int = 0) -> int:
    """Decimals that show the spread of the values with two digits: 0.68 to 0.74 needs three, 30 to 80 none."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    spread = max(known) - min(known) if known else 0.0
    if spread <= 0:
        return max(at_least, 0 if known and all(value == round(value) for value in known) else 3)
    return max(at_least, min(_MOST_DECIMALS, 1 - math.floor(math.log10(spread))))


def written(value: float | None) -> int:
    """Decimals a number was written with: 3 for 0.015."""
    if value is None or not math.isfinite(value):
        return 0
    text = f"{value:.{_MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


def number(value: float | None, places: int = 3) -> str:
    """The number in `places` decimals, with thousands marked; a dash for nothing, ∞ for an open end."""
    if value is None or math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= _LARGEST_PLAIN or 0 < abs(value) < 10 ** -(_MOST_DECIMALS + 1):
        return f"{value:.2e}".replace("-", "−")
    text = f"{value:,.{places}f}"
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.,") else text.replace("-", "−")


def plain(value: object) -> str:
    """Any value of unknown kind, such as a setting: short, exact where it can be."""
    if isinstance(value, bool) or value is None:
        return NOTHING if value is None else str(value).lower()
    if isinstance(value, int):
        return whole(value)
    if isinstance(value, float):
        return f"{value:,.6g}" if math.isfinite(value) else number(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {plain(each)}" for name, each in value.items())
    return ", ".join(map(plain, value)) if isinstance(value, (list, tuple)) else str(value)


def whole(value: int | float | None) -> str:
    """A count, with thousands marked."""
    return NOTHING if value is None or not math.isfinite(value) else f"{round(value):,}".replace("-", "−")


def share(part: float, total: float) -> str:
    """A percentage with one decimal; a dash when there is nothing to take a share of."""
    return f"{100 * part / total:.1f} %" if total else NOTHING


def size(count: int | float | None) -> str:
    """Bytes as a person says them: 22.7 MB."""
    if count is None:
        return NOTHING
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} B" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"
