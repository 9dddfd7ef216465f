"""A charter, a tiny model that keeps it, and `troth serve` in a process of its own."""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from models.tiny import WORDS

CHARTER = """\
charter: 1
name: tiny
version: "1"
task: {kind: text-classification, input: {text: {max_chars: 2000}}, output: {labels: [bad, fine, good]}}
model: {base: minilm}
data:
  train: train.csv
  test: test.csv
  columns: {text: text, label: label}
performance: [accuracy >= 0.90]
serving: {guards: [limits, rules], rules: {refuse: ["(?i)bomb"]}}
"""
BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "polars", "transformers", "sklearn", "pandas"):
            raise ImportError(f"{name} is not here")
sys.meta_path.insert(0, Blocked())
"""


def workplace(folder: Path, model: Path, more: str = "") -> Path:
    """Charter, data that the model answers rightly, and a copy of the model; returns the charter."""
    from troth.models import load

    shutil.copytree(model, folder / "model")
    draw = random.Random(5)
    texts = [" ".join(draw.choices(WORDS[:12], k=draw.randint(2, 6))) + f" {number}" for number in range(700)]
    found = load(f"onnx:{folder / 'model'}", kind="text-classification")
    rows = [(text, found.labels[code]) for text, code in zip(texts, found.predict(texts).codes, strict=True)]
    each = [next(row for row in rows if row[1] == label) for label in found.labels]
    for name, part in (("train.csv", [*rows[:300], *each]), ("test.csv", rows[300:])):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("text", "label"), *part])
    (folder / "charter.yaml").write_text(CHARTER + more, encoding="utf-8")
    return folder / "charter.yaml"


class Served:
    """`troth serve` as a process; light: without torch and polars."""

    def __init__(self, charter: Path, *more: str, light: bool = False) -> None:
        environment = dict(os.environ)
        if light:
            place = charter.parent / "blocked"
            place.mkdir(exist_ok=True)
            (place / "sitecustomize.py").write_text(BLOCKED, encoding="utf-8")
            environment["PYTHONPATH"] = f"{place}{os.pathsep}{environment.get('PYTHONPATH', '')}"
        command = [sys.executable, "-m", "troth.cli.main", "serve", str(charter), "--port", "0"]
        command += [*(() if "--model" in more else ("--model", f"onnx:{charter.parent / 'model'}")), *more]
        self.log = charter.parent / f"serve-{len(list(charter.parent.glob('serve-*.log')))}.log"
        self._file = self.log.open("w", encoding="utf-8")
        self.process = subprocess.Popen(command, stdout=self._file, stderr=self._file, env=environment)
        self.url = ""

    def wait(self, seconds: float = 60.0) -> str:
        """Its address, once it listens."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends and self.process.poll() is None:
            if listening := re.search(r"on (https?://\S+)", self.log.read_text(encoding="utf-8")):
                self.url = listening[1]
                return self.url
            time.sleep(0.05)
        raise AssertionError(f"it does not listen: {self.log.read_text(encoding='utf-8')}")

    def ask(self, key: str, *texts: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {key}"}
        inputs = [{"text": text} for text in texts]
        return httpx.post(f"{self.url}/v1/infer", json={"inputs": inputs}, headers=headers, timeout=30)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(60)
        self._file.close()
        return status
