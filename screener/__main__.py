"""Teach the classifiers anew and write them where the program has them: `python -m screener`."""

from __future__ import annotations

from pathlib import Path

from screener.sets import Given, document_set, user_set
from screener.train import taught
from troth.screening.interface import Source

PLACE = Path(__file__).parents[1] / "src" / "troth" / "screening" / "weights"


def main() -> None:
    """Both, one after the other."""
    PLACE.mkdir(exist_ok=True)
    sets: tuple[tuple[Source, Given], ...] = (("user", user_set()), ("document", document_set()))
    for name, given in sets:
        path = PLACE / f"{name}.npz"
        made = taught(given, source=name)
        path.write_bytes(made.written())
        print(
            f"{path}: {path.stat().st_size / 1e6:.2f} MB, an attack above {made.attack:.2f}, unsure above {made.unsure:.2f}"
        )


if __name__ == "__main__":
    main()
