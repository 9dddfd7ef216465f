"""The room imports nothing heavy, and an exported model answers where there is no torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from troth.models import load

HEAVY = ["torch", "transformers", "onnxruntime", "onnx", "skops", "sklearn", "httpx", "polars", "tokenizers"]
BLOCKED = """
import sys
for name in ("torch", "transformers", "onnx", "safetensors", "sklearn"):
    sys.modules[name] = None
"""


def run(code: str, *arguments: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_importing_the_room_imports_no_runtime() -> None:
    assert run(f"import troth.models, sys, json; print(json.dumps([n for n in {HEAVY} if n in sys.modules]))") == []


def test_a_folder_answers_without_torch(models_made: Path) -> None:
    code = BLOCKED + (
        "import json; from troth.models import load; m = load(sys.argv[1], kind='token-classification')\n"
        "p = m.predict([['the', 'cat'], ['a', 'dog', 'ran']])\n"
        "print(json.dumps([m.describe().runtime, m.digest, p.codes.tolist(), p.probabilities.tolist()]))"
    )
    runtime, digest, codes, probabilities = run(code, str(models_made / "troth-tokens"))
    here = load(models_made / "troth-tokens", kind="token-classification")
    expected = here.predict([["the", "cat"], ["a", "dog", "ran"]])
    assert (runtime, here.describe().runtime, digest) == ("onnx", "torch", here.digest)
    assert codes == expected.codes.tolist()
    assert expected.probabilities is not None
    np.testing.assert_allclose(probabilities, expected.probabilities, atol=1e-5)


def test_stored_predictions_need_only_the_core(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("label\nb\na\n", encoding="utf-8")
    code = BLOCKED + (
        "sys.modules['onnxruntime'] = sys.modules['tokenizers'] = sys.modules['httpx'] = None\n"
        "import json; from troth.models import load; m = load(sys.argv[1], kind='text-classification')\n"
        "print(json.dumps(m.predict(['x', 'y']).codes.tolist()))"
    )
    assert run(code, f"predictions:{tmp_path / 'p.csv'}") == [1, 0]


def test_without_torch_and_without_export_the_remedy_is_said(models_made: Path, tmp_path: Path) -> None:
    code = BLOCKED + (
        "import json; from troth.models import load\nfrom troth.errors import ModelError\n"
        "try: load(sys.argv[1], kind='text-classification')\n"
        "except ModelError as error: print(json.dumps(error.remedy))"
    )
    assert "troth[train]" in run(code, str(models_made / "hf-text"))
