"""Steps that learn from the worst of what lies near a row: its words' embeddings moved a little way up the loss.

Three ways, by the charter's `training: {adversarial: …}`:

- `fgm`: one move to the edge of the ball, along the gradient (Miyato, Dai and Goodfellow, Adversarial training methods
  for semi-supervised text classification, ICLR 2017). The step learns from the row as it is and from the moved one.
- `pgd`: several shorter moves, each put back into the ball (Madry et al., Towards deep learning models resistant to
  adversarial attacks, ICLR 2018); else the same.
- `freelb`: moves from a place at random in the ball, the step learning from every place on the way (Zhu et al., FreeLB,
  ICLR 2020). What a move needs and what is learned come from one pass backwards, so that two places cost two steps.

The ball of a row is in the 2-norm over all its pieces, its radius a share of the norm of the row's own embeddings: the
same share for a short text and a long one, and for a base with larger numbers. A second look at a row is moved too, by
its own gradient. Neither padding nor the table of words itself moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from troth.training.dropout import seed_here
from troth.training.examples import Batch
from troth.training.moved_words import Looks, shown
from troth.training.settings import Settings
from troth.training.workers import MOST, Gradients, Loss, Steps, Workers

MOVES = 3
"""Of PGD, moves before a row is learned from."""
PLACES = 2
"""Of FreeLB, places in the ball that a row is learned from: the authors take two to five."""
MOVE = 0.5
"""Of the radius, how far each of several moves goes."""


def told(way: str | None) -> tuple[str, ...]:
    """What a reader should know of it, a sentence; none without a way."""
    return (f"Every step also learned from rows whose words' embeddings were moved up the loss: {way}.",) if way else ()


@dataclass(frozen=True, slots=True)
class Passed:
    """One pass: the loss, the weights' gradients, and those of each look's words."""

    lost: float
    gradients: Gradients
    slopes: list[Tensor]


@dataclass(frozen=True, slots=True)
class Part:
    """What one worker does for a step.

    run: a pass with the words moved; the weights' gradients are left out where they are not asked for. radii: of each
    look's balls, [rows, 1, 1]. chance: a place at random in each ball, [rows, pieces, width] a look.
    """

    run: Callable[[Sequence[Tensor] | None, bool], Passed]
    radii: list[Tensor]
    chance: Callable[[], list[Tensor]]


class AdversarialSteps(Steps):
    """Steps by the settings' way."""

    def __init__(
        self,
        workers: Workers,
        named: Sequence[tuple[str, nn.Parameter]],
        layers: int,
        settings: Settings,
        *,
        half: bool,
        words: nn.Module,
    ) -> None:
        """words: the network's table of them."""
        super().__init__(workers, named, layers, settings, half=half)
        self._words, self._way, self._radius = words, WAYS[settings.adversarial or ""], settings.radius

    def gradients(self, parts: Sequence[Batch], loss: Loss, seed: int) -> tuple[float, list[Gradients]]:
        """See Steps. The loss told is that of the first place looked at."""
        count = sum(part.count for part in parts)
        hook = self._words.register_forward_hook(shown)
        try:
            done = self._workers.each(
                lambda number: self._way(self._part(parts[number], loss, count, (seed * MOST + number) % 2**63)),
                range(len(parts)),
            )
        finally:
            hook.remove()
        return sum(lost for lost, _ in done), [gradients for _, gradients in done]

    def _part(self, batch: Batch, loss: Loss, count: int, seed: int) -> Part:
        looks = [arrays for arrays in (batch.arrays, batch.again) if arrays is not None]
        inside = [_inside(arrays) for arrays in looks]
        with torch.no_grad():
            words = [self._words(arrays["input_ids"]) * there for arrays, there in zip(looks, inside, strict=True)]
        radii = [self._radius * _norms(each) for each in words]

        def run(moved: Sequence[Tensor] | None, weights: bool) -> Passed:
            return self._pass(lambda: loss(batch, count), moved, seed, self.parameters if weights else [])

        def chance() -> list[Tensor]:
            draw = torch.Generator().manual_seed(seed)
            drawn = [
                (2 * torch.rand(each.shape, generator=draw) - 1) * there
                for each, there in zip(words, inside, strict=True)
            ]
            far = [torch.rand(radius.shape, generator=draw) * radius for radius in radii]
            return [place * (length / _norms(place)) for place, length in zip(drawn, far, strict=True)]

        return Part(run, radii, chance)

    def _pass(
        self, lose: Callable[[], Tensor], moved: Sequence[Tensor] | None, seed: int, asked: Sequence[Tensor]
    ) -> Passed:
        seed_here(seed)  # what is dropped is the same in every pass: a move is for the network it was found for
        with Looks(moved) as looks, torch.autocast("cpu", torch.bfloat16, enabled=self._half):
            lost = lose()
        found = torch.autograd.grad(lost, [*asked, *looks.points], allow_unused=True)
        slopes = zip(looks.points, found[len(asked) :], strict=True)
        filled = [torch.zeros_like(point) if slope is None else slope for point, slope in slopes]
        return Passed(lost.item(), found[: len(asked)], filled)


def fgm(part: Part) -> tuple[float, Gradients]:
    """The row as it is, and at the edge of its ball."""
    plain = part.run(None, True)
    moved = _moved(None, plain, part.radii, 1.0)
    return plain.lost, _mean([plain, part.run(moved, True)])


def pgd(part: Part) -> tuple[float, Gradients]:
    """The row as it is, and where MOVES moves lead."""
    plain = part.run(None, True)
    moved = _moved(None, plain, part.radii, MOVE)
    for _ in range(MOVES - 1):
        moved = _moved(moved, part.run(moved, False), part.radii, MOVE)
    return plain.lost, _mean([plain, part.run(moved, True)])


def freelb(part: Part) -> tuple[float, Gradients]:
    """The row at PLACES places in its ball, each further up the loss."""
    moved = part.chance()
    passes = [part.run(moved, True)]
    for _ in range(PLACES - 1):
        moved = _moved(moved, passes[-1], part.radii, MOVE)
        passes.append(part.run(moved, True))
    return passes[0].lost, _mean(passes)


WAYS: Mapping[str, Callable[[Part], tuple[float, Gradients]]] = {way.__name__: way for way in (fgm, pgd, freelb)}
"""By the charter's word."""


def _moved(moved: Sequence[Tensor] | None, passed: Passed, radii: Sequence[Tensor], share: float) -> list[Tensor]:
    """So far up the slopes from where the words were moved to, of each look, and no further than the ball's edge."""
    found = []
    for place, (slope, radius) in enumerate(zip(passed.slopes, radii, strict=True)):
        step = slope.float() * (share * radius / _norms(slope.float()))
        whole = step if moved is None else moved[place] + step
        found.append(whole * (radius / _norms(whole)).clamp(max=1.0))
    return found


def _norms(numbers: Tensor) -> Tensor:
    """Of each row's numbers together, [rows, 1, 1]; never 0, so that it can be divided by."""
    lengths: Tensor = torch.linalg.vector_norm(numbers, dim=(1, 2), keepdim=True)
    return lengths.clamp(min=1e-12)


def _inside(arrays: Mapping[str, Tensor]) -> Tensor:
    """1 for every piece that is no padding, [rows, pieces, 1]."""
    seen = arrays.get("attention_mask")
    return (torch.ones_like(arrays["input_ids"]) if seen is None else seen)[:, :, None].float()


def _mean(passes: Sequence[Passed]) -> Gradients:
    means: list[Tensor | None] = []
    for found in zip(*(passed.gradients for passed in passes), strict=True):
        there = [gradient for gradient in found if gradient is not None]
        for other in there[1:]:
            there[0] += other
        means.append(there[0].div_(len(passes)) if there else None)
    return means
