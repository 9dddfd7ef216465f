"""Printing: what a file holds is shown, and never obeyed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from troth.cli.terminal import finite, printable, say, say_json

HOSTILE = ["\x1b[2Jmet", "\x9b2Jmet", "a\rb", "\u202etem", "\x00", "half \ud800", "\x07"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_printed_steers_the_terminal(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(text)
    say_json({"name": text})
    shown = capsys.readouterr().out
    assert all(one == "\n" or one.isprintable() for one in shown)
    assert json.loads(shown.split("\n", 1)[1]) == {"name": text}


@pytest.mark.parametrize("text", ["plain", "two\nlines", "很好\u3000吃", "naïve\u00a0word", "🙂"])
def test_what_shows_is_left_alone(text: str) -> None:
    assert printable(text) == text


def test_json_holds_what_is_no_number_as_null(capsys: pytest.CaptureFixture[str]) -> None:
    values = {"a": float("nan"), "b": [float("-inf"), 1.5], "c": (1, None, "x")}
    assert finite(values) == {"a": None, "b": [None, 1.5], "c": [1, None, "x"]}
    say_json(values)
    assert json.loads(capsys.readouterr().out) == finite(values)


def test_a_reader_that_leaves_changes_no_status() -> None:
    program = (
        "import sys; from troth.cli.terminal import say\nfor _ in range(20_000): say('a line of words')\nsys.exit(3)"
    )
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.stdout.close()
    _, said = writer.communicate()
    assert (writer.returncode, said) == (3, b"")
