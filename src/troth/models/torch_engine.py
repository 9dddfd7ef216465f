"""A torch module as an engine: float32 on the processor, no gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from troth.errors import ModelError
from troth.models.neural import Arrays, Scores

if TYPE_CHECKING:
    import torch


class TorchEngine:
    """Runs `module(**arrays)`. float32, so that the same folder gives the same figures on any processor."""

    def __init__(self, module: torch.nn.Module, *, name: str) -> None:
        self._module = module.eval()
        self._name = name

    def scores(self, arrays: Arrays) -> Scores:
        """Logits of one batch."""
        import torch

        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}
        try:
            with torch.inference_mode():
                output: Any = self._module(**tensors)
        except (RuntimeError, IndexError, TypeError, ValueError) as error:
            raise ModelError(
                f"the network failed on a batch: {next(iter(str(error).splitlines()), type(error).__name__)}",
                where=self._name,
                remedy="Do tokenizer.json and config.json belong to these weights?",
            ) from None
        scores: Scores = getattr(output, "logits", output).float().numpy()
        return scores


def torch_installed() -> bool:
    """Whether torch can be imported here."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True
