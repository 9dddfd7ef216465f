"""The entry point: lazy commands, and every way to end."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from troth.cli import main as entry
from troth.cli.terminal import printable
from troth.errors import NotGenuine, Refused, TrothError

HEAVY = ("numpy", "polars", "torch", "sklearn", "onnxruntime", "pydantic", "rich", "cryptography")


def status(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        entry.main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(entry.commands, "main", fail)


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom troth.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in entry.COMMANDS)


@pytest.mark.parametrize("name", sorted(entry.COMMANDS))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status([name, "--help"]) == 0
    assert f"Usage: troth {name}" in capsys.readouterr().out


def test_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["adit"]) == 2
    assert "troth audit" in capsys.readouterr().err


def test_unknown_option_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["check", "--nonsense"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("error: ")
    assert "--nonsense" in said[0]
    assert said[1:] == ["  Usage: troth check [OPTIONS] [FILE]", "  Try `troth check --help`."]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TrothError("the file is gone", where="x.yaml", remedy="Bring it back."), 2),
        (Refused("no permit"), 4),
        (NotGenuine("entry 3 was changed"), 5),
        (ZeroDivisionError("oops"), entry.INTERNAL_ERROR),
        (BaseException("a panic, as of polars"), entry.INTERNAL_ERROR),
        (OSError(28, "No space left on device", "model.safetensors"), 2),
        (click.UsageError("no such \x1b[2J option"), 2),
        (TrothError("a label \x9b2J of the data"), 2),
        (KeyboardInterrupt(), entry.INTERRUPTED),
        (click.exceptions.Abort(), entry.INTERRUPTED),
    ],
)
def test_every_error_has_its_status_and_no_traceback(
    error: BaseException, expected: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, error)
    assert status([]) == expected
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said
    assert printable(said) == said


def test_an_error_says_where_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, TrothError("the file is gone", where="x.yaml", remedy="Bring it back."))
    status([])
    assert capsys.readouterr().err == "error: x.yaml: the file is gone\n  Bring it back.\n"


def test_long_errors_fit_one_screen() -> None:
    text = entry.one_screen("\n".join(f"{number} " + "y" * 1000 for number in range(100)))
    assert len(text.splitlines()) == entry.SCREEN
    assert text.splitlines()[-1] == "... and 79 more lines"
    assert max(map(len, text.splitlines())) <= 300


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--schema"]])
def test_a_reader_that_leaves_is_no_broken_clause(arguments: list[str]) -> None:
    program = f"from troth.cli.main import main\nmain({arguments!r})"
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.close()
    _, said = writer.communicate()
    assert (writer.returncode, said) == (0, b"")


def test_a_real_process_ends_with_the_status() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "troth.cli.main", "check", "nowhere.yaml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("when", ["importing", "after"])
def test_an_interrupt_outside_of_the_command_has_its_status_too(when: str) -> None:
    """While the program is being imported, and where it has ended."""
    raising = "import sys, types\n"
    if when == "importing":
        raising += "sys.modules['click'] = types.ModuleType('click')\n"
        raising += "sys.modules['click'].__getattr__ = lambda name: (_ for _ in ()).throw(KeyboardInterrupt())\n"
    else:
        raising += "import troth.cli.main as main\ndef run(): raise KeyboardInterrupt\nmain.main = run\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{raising}from troth.cli.entry import main\nmain()"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.count("\n")) == (130, 1)
    assert done.stderr.startswith("Interrupted.")


def test_the_installed_command_is_that_door() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"troth": "troth.cli.entry:main"}
