"""A torch module as an engine: float32 on the processor; answers, and for texts the slopes they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

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

        with torch.inference_mode():
            scores: Scores = self._logits(_tensors(arrays)).numpy()
        return scores

    def slopes(
        self, arrays: Arrays, hidden: NDArray[np.int64], codes: NDArray[np.int32], share: float, temperature: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Probabilities of `codes` [batch], and what each piece adds to them [batch, length]; see `Differentiable`.

        hidden: [batch, length], what the way begins at in the place of `input_ids`.
        """
        import torch

        tensors = _tensors(arrays)
        words: Any = self._module.get_input_embeddings()  # type: ignore[operator]
        with torch.no_grad():
            away: torch.Tensor = words(torch.from_numpy(hidden))
            whole = words(tensors["input_ids"]) - away
        point = (away + share * whole).requires_grad_()
        hook = words.register_forward_hook(lambda *_: point)
        try:
            shares = (self._logits(tensors) / temperature).softmax(-1)
        finally:
            hook.remove()
        asked = shares.gather(1, torch.from_numpy(codes.astype(np.int64))[:, None])[:, 0]
        (slope,) = torch.autograd.grad(asked.sum(), point)
        return asked.detach().double().numpy(), (slope * whole).sum(-1).double().numpy()

    def _logits(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        try:
            output: Any = self._module(**tensors)
        except (RuntimeError, IndexError, TypeError, ValueError) as error:
            raise ModelError(
                f"the network failed on a batch: {next(iter(str(error).splitlines()), type(error).__name__)}",
                where=self._name,
                remedy="Do tokenizer.json and config.json belong to these weights?",
            ) from None
        logits: torch.Tensor = getattr(output, "logits", output).float()
        return logits


def _tensors(arrays: Arrays) -> dict[str, torch.Tensor]:
    import torch

    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in arrays.items()}


def torch_installed() -> bool:
    """Whether torch can be imported here."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True
