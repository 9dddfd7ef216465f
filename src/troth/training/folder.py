"""The finished model as a folder: weights as safetensors, the rest as JSON; put in its place in one move."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import nn

from troth.errors import TrainingError

COPIED = ("config.json", "tokenizer.json")  # of the base: how its encoder is built and how it cuts a text


def save_folder(
    network: nn.Module,
    base: Path,
    card: Mapping[str, Any],
    folder: Path,
    work: Path,
    complete: Callable[[Path], None],
) -> None:
    """Write weights, the base's description and `troth.json` in `work`, then move them to `folder`.

    complete: adds to the folder before it is moved. Raises TrainingError when the disk refuses.
    """
    draft = work / "draft"
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        weights = {name: value.detach().contiguous() for name, value in network.state_dict().items()}
        save_file(weights, draft / "model.safetensors")
        for name in COPIED:
            shutil.copyfile(base / name, draft / name)
        text = json.dumps(card, indent=1, ensure_ascii=False) + "\n"
        (draft / "troth.json").write_text(text, encoding="utf-8")
        complete(draft)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(draft, folder)
    except (OSError, SafetensorError) as error:
        raise TrainingError(
            f"the model cannot be written ({error})", where=str(folder), remedy="Make room, or check the rights."
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
