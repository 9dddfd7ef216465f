"""Run the benches and write `RESULTS.md`: `python -m benches [NAME ...]`, all of them without a name.

Each finished bench is kept in `benches/work/<name>.json`, so an interrupted run loses one bench at most, and
`RESULTS.md` is always made from everything that is kept, each with the commit it was measured at.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WORK = HERE / "work"


def names() -> list[str]:
    """Every bench: the files of this folder that have a `run`."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def measure(name: str) -> bool:
    """Run one bench; keep its rows with the commit, the date and the time it took."""
    rows: list[list[str]] = []

    def report(figure: str, measured: str, target: str) -> None:
        rows.append([figure, measured, target])
        print(f"  {figure}: {measured}   (target: {target})", flush=True)

    print(f"{name} ...", flush=True)
    started = time.monotonic()
    good = bool(importlib.import_module(f"benches.{name}").run(report))
    result = {
        "rows": rows,
        "good": good,
        "commit": commit(),
        "date": time.strftime("%Y-%m-%d"),
        "seconds": round(time.monotonic() - started),
        "machine": machine(),
    }
    WORK.mkdir(exist_ok=True)
    (WORK / f"{name}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
    return good


def commit() -> str:
    """The commit measured, marked when the tree differs from it."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False
    )
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", ":!benches/RESULTS.md"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")


def machine() -> str:
    """Processor features that decide the figures."""
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    features = [name for name in ("amx_bf16", "avx512_bf16", "avx512_vnni", "avx2") if name in flags]
    return f"{os.cpu_count()} cores, {platform.machine()}, {' '.join(features)}"


def write_results() -> None:
    """Make RESULTS.md from every kept result."""
    lines = ["# Results", "", "Made by `make bench`; read the ratios, not the absolutes.", ""]
    for path in sorted(WORK.glob("*.json")):
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        lines += [
            f"## {path.stem}",
            "",
            f"Commit {result['commit']}, {result['date']}, {result['seconds']} s, {result['machine']}.",
            "",
            "| figure | measured | target |",
            "|---|---|---|",
            *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in result["rows"]),
            "",
        ]
    (HERE / "RESULTS.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    """Measure what was named; 1 when a figure missed its target, 2 for an unknown name."""
    wanted = sys.argv[1:] or names()
    unknown = [name for name in wanted if name not in names()]
    if unknown:
        print(f"no bench named {', '.join(unknown)}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    outcomes = []
    for name in wanted:
        outcomes.append(measure(name))
        write_results()
    print(f"wrote {HERE / 'RESULTS.md'}")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
