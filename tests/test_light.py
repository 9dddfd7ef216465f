"""The core stays light: few packages, and nothing heavy where the charter and the record live."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement

MOST_PACKAGES = 25


def core_packages() -> set[str]:
    """Everything that `pip install troth` without extras brings, by the installed packages' own metadata."""
    seen: set[str] = set()
    waiting = ["troth"]
    while waiting:
        for line in metadata.requires(waiting.pop()) or []:
            need = Requirement(line)
            name = need.name.lower().replace("_", "-")
            if name not in seen and (need.marker is None or need.marker.evaluate({"extra": ""})):
                seen.add(name)
                waiting.append(name)
    return seen


def test_core_install_is_small() -> None:
    packages = core_packages()
    assert len(packages) <= MOST_PACKAGES, sorted(packages)
    assert not packages & {"torch", "transformers", "onnxruntime", "scikit-learn", "starlette", "pandas"}


@pytest.mark.parametrize(
    ("room", "absent"),
    [
        ("standard", ("numpy", "polars", "torch")),
        ("record", ("numpy", "polars", "torch")),
        ("measures", ("polars", "torch", "sklearn")),
        ("models", ("torch", "transformers", "onnxruntime", "sklearn", "httpx")),
        ("explain", ("torch", "transformers", "onnxruntime", "sklearn", "httpx", "polars")),
        ("screening", ("torch", "transformers", "onnxruntime", "sklearn", "httpx", "polars", "scipy", "re2")),
        ("audit", ("torch", "transformers", "onnxruntime", "sklearn", "httpx")),
        ("training", ("torch", "transformers", "sklearn")),
        ("reports", ("torch", "polars", "sklearn")),
        ("serving", ("torch", "polars", "sklearn", "transformers")),
        ("monitoring", ("torch", "polars", "sklearn", "transformers", "onnxruntime", "httpx", "starlette")),
    ],
)
def test_importing_a_room_stays_light(room: str, absent: tuple[str, ...]) -> None:
    program = f"import sys, troth.{room}\nprint([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
