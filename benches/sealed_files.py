"""A gigabyte sealed and opened again: megabytes a second, to the flushed file, and the peak memory of the process.

Each act runs in a process of its own, whose peak memory is all it ever held, Python and libraries included. Then every
fault that can be made on purpose is made on the big file, and every byte of a small one is flipped: each must be
refused under its name, and nothing be written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from troth.data.sealing import SecretKey, create_secret_key, look, seal, unseal
from troth.errors import DataError

BYTES = int(os.environ.get("TROTH_BENCH_BYTES", "1000000000"))
RATE_TARGET, MEMORY_TARGET = 200.0, 200.0  # MB/s, MB
ACTS = {
    "seal": "seal(folder / 'file', folder / 'file.sealed', [key.recipient])",
    "unseal": "unseal(folder / 'file.sealed', folder / 'opened', key)",
    "rewrap": "rewrap(folder / 'file.sealed', key, add=[SecretKey.generate().recipient])",
    "rotate": "rotate(folder / 'file.sealed', key)",
}
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from troth.data.sealing import SecretKey, load_secret_key, rewrap, rotate, seal, unseal
folder = Path(sys.argv[1])
key = load_secret_key(folder / "key")
start = time.perf_counter()
{act}
seconds = time.perf_counter() - start
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6]))
"""


def run(report: Callable[[str, str, str], None]) -> bool:
    """Measure, report each figure with its target, and say whether the targets are met."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as name:
        folder = Path(name)
        key = create_secret_key(folder / "key")
        _fill(folder / "file")
        good = True
        for act in ACTS:
            seconds, memory = _measure(folder, act)
            rate = BYTES / 1e6 / seconds
            timed = act in ("seal", "unseal")
            target = f">= {RATE_TARGET:.0f} MB/s, <= {MEMORY_TARGET:.0f} MB" if timed else "none set"
            report(f"{act} {BYTES / 1e6:,.0f} MB", f"{rate:.0f} MB/s, peak memory {memory:.0f} MB", target)
            good &= not timed or (rate >= RATE_TARGET and memory <= MEMORY_TARGET)
        good &= _report_same(folder, report)
        (folder / "opened").unlink()
        good &= _report_faults(folder, key, report)
        return good & _report_flips(folder, key, report)


def _fill(path: Path) -> None:
    with path.open("wb") as file:
        for start in range(0, BYTES, 1 << 20):
            file.write(os.urandom(min(1 << 20, BYTES - start)))
        os.fsync(file.fileno())


def _measure(folder: Path, act: str) -> tuple[float, float]:
    """Seconds, and peak memory in MB, of one act in a process of its own."""
    program = PROGRAM.format(act=ACTS[act])
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def _report_same(folder: Path, report: Callable[[str, str, str], None]) -> bool:
    with (folder / "file").open("rb") as one, (folder / "opened").open("rb") as other:
        same = all(block == other.read(1 << 20) for block in iter(lambda: one.read(1 << 20), b"")) and not other.read(1)
    report("what was opened is what was sealed", str(same), "True")
    return same


def _report_faults(folder: Path, key: SecretKey, report: Callable[[str, str, str], None]) -> bool:
    path = folder / "file.sealed"
    missed = []
    for fault, undo, opener, words in _faults(path, key):
        fault()
        if words not in _refusal(path, opener):
            missed.append(words)
        undo()
    report("faults of the big file that are named, with nothing written", "all" if not missed else str(missed), "all")
    return not missed


def _faults(path: Path, key: SecretKey) -> Iterator[tuple[Callable[[], object], Callable[[], object], SecretKey, str]]:
    """Each fault, how it is undone, the key that is tried, and the words it must be refused with."""
    size, chunks = path.stat().st_size, look(path).chunks
    start = size - look(path).length - 16 * chunks
    with path.open("rb") as file:
        file.seek(size - 100)
        end = file.read()

    def keep() -> None:
        return None

    def flip(at: int) -> Callable[[], object]:
        def change() -> None:
            with path.open("r+b") as file:
                file.seek(at)
                byte = file.read(1)[0]
                file.seek(at)
                file.write(bytes([byte ^ 1]))

        return change

    def append(content: bytes) -> Callable[[], object]:
        def change() -> None:
            with path.open("ab") as file:
                file.write(content)

        return change

    yield keep, keep, SecretKey.generate(), "is not sealed to this key"
    yield flip(0), flip(0), key, "is not a sealed file"
    yield flip(60), flip(60), key, "its header is damaged"
    for number in sorted({1, chunks // 2 + 1, chunks}):
        at = start + (number - 1) * ((1 << 20) + 16)
        yield flip(at), flip(at), key, f"chunk {number} of {chunks}"
    yield lambda: os.truncate(path, size - 100), append(end), key, "is cut off"
    yield append(b"\0"), lambda: os.truncate(path, size), key, "something was added"
    yield append(end), lambda: os.truncate(path, size), key, "something was added"


def _refusal(path: Path, key: SecretKey) -> str:
    """Why a file is not opened; empty where it was, or where anything was written."""
    before = sorted(path.parent.iterdir())
    try:
        unseal(path, path.with_name("opened"), key)
    except DataError as error:
        return error.what if sorted(path.parent.iterdir()) == before else ""
    path.with_name("opened").unlink()
    return ""


def _report_flips(folder: Path, key: SecretKey, report: Callable[[str, str, str], None]) -> bool:
    small = folder / "small.sealed"
    (folder / "small").write_bytes(bytes(range(250)))
    seal(folder / "small", small, [key.recipient], chunk_size=64)
    content = small.read_bytes()
    refused = 0
    for at in range(8 * len(content)):
        with small.open("r+b") as file:
            file.seek(at // 8)
            file.write(bytes([content[at // 8] ^ 1 << at % 8]))
        refused += bool(_refusal(small, key))
        with small.open("r+b") as file:
            file.write(content)
    report("single flipped bits of a small file that are refused", f"{refused:,} of {8 * len(content):,}", "all")
    return refused == 8 * len(content)


if __name__ == "__main__":
    raise SystemExit(not run(lambda *row: print(" | ".join(row))))
