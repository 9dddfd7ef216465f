"""The face of every room: sorted, complete, importable, and with an example that is about it."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import troth

ROOMS = sorted(module.name for module in pkgutil.iter_modules(troth.__path__) if module.ispkg)


@pytest.mark.parametrize("room", ROOMS)
def test_face(room: str) -> None:
    face = importlib.import_module(f"troth.{room}")
    assert face.__all__ == sorted(face.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    for name in face.__all__:
        assert getattr(face, name) is not None
    assert face.__doc__
    assert len(face.__doc__.split("\n\n")) >= 2, "a face has a sentence and an example"


@pytest.mark.parametrize("room", ROOMS)
def test_everything_public_in_a_face_has_a_docstring(room: str) -> None:
    face = importlib.import_module(f"troth.{room}")
    for name in face.__all__:
        if callable(thing := getattr(face, name)) and getattr(thing, "__module__", "").startswith("troth"):
            assert thing.__doc__, f"{room}.{name} says nothing of itself"
