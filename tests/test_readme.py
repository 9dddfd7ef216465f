"""The README's commands work: the quick ones are run, in order, on a copy of the example."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SLOW = ("python3 -m venv", ".venv/bin/pip", "export ", "make ", "troth run ", "troth serve ", "curl ")
"""Beginnings of commands that install, train or do not end: the demo runs the first two."""
MAY_END_WITH = {"troth audit": {0, 1, 3}}
"""Exit statuses that are no failure, where 0 is not the only one: a verdict is an answer."""


def commands(text: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.S)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


README = (ROOT / "README.md").read_text(encoding="utf-8")
QUICK = [one for one in commands(README) if not one.startswith(SLOW)]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *rest = shlex.split(command)
    start = [sys.executable, "-m", "troth.cli.main"] if program == "troth" else [sys.executable]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([*start, *rest], cwd=folder, capture_output=True, text=True, env=environment, check=False)


def test_the_quick_commands_work_in_order(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns(".troth", "data", "__pycache__")
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=ignored)
    for command in QUICK:
        ended = run(command, tmp_path)
        allowed = next((statuses for start, statuses in MAY_END_WITH.items() if command.startswith(start)), {0})
        assert ended.returncode in allowed, f"{command}\n{ended.stdout}\n{ended.stderr}"


def test_the_core_commands_are_among_them() -> None:
    for core in ("troth init", "troth check", "troth audit", "troth verify", "troth record"):
        assert any(command.startswith(core) for command in QUICK)


def test_the_verdicts_shown_are_those_of_the_audit(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns(".troth", "data"))
    made, audit = (next(one for one in QUICK if word in one) for word in ("make_data", "troth audit"))
    run(made, tmp_path)
    said = run(audit, tmp_path).stdout
    shown = README.split(f"$ {audit}\n")[1].split("```")[0].splitlines()
    missing = [line for line in shown if line != "..." and line not in said]
    assert not missing, said


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!https?:)[^)#]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_every_room_is_on_the_map() -> None:
    rooms = {path.name for path in (ROOT / "src" / "troth").iterdir() if (path / "__init__.py").is_file()}
    assert rooms == set(re.findall(r"^\| `(\w+)` \|", README.split("## The house")[1], flags=re.M))
