"""Teaching a tagger: fresh text in every step, a running mean of the weights, and a file of ONNX in the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import onnx
import torch
from torch import Tensor
from torch.nn import functional

from tagger.graph import written
from tagger.network import Network, masked
from tagger.written import Written
from troth.personal.tagging.decoding import TAGS
from troth.personal.tagging.units import Units, units_of
from troth.personal.windows import windows

Writer = Callable[[Random], Written]

BATCH, STEPS, RATE, WARM, AVERAGE = 64, 9000, 2e-3, 500, 0.999
UNSEEN = (0.45, 0.2, 0.2)  # shares of words, beginnings and ends that are left out: names in service are mostly new


def labelled(written: Written) -> Iterator[tuple[Units, list[int]]]:
    """The windows of a text and the tags of their units."""
    for start, end in windows(written.text):
        units = units_of(written.text[start:end])
        tags = [0] * len(units.spans)
        for low, high, kind in written.spans:
            inside = [place for place, (a, b) in enumerate(units.spans) if a + start >= low and b + start <= high]
            for place in inside:
                tags[place] = TAGS.index(f"{'B' if place == inside[0] else 'I'}-{kind}")
        if units.spans:
            yield units, tags


def teach(writer: Writer, *, seed: int = 0, steps: int = STEPS, told: Callable[[str], None] = print) -> Network:
    """A network after so many steps of 64 windows."""
    torch.manual_seed(seed)
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    mean = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE)
    )
    feed = _windows(writer, Random(seed))
    draw = torch.Generator().manual_seed(seed)
    began, lost = time.monotonic(), 0.0
    for step in range(1, steps + 1):
        signs, hashes, tags, mask = _batch(feed, draw)
        scores = network(signs, hashes, mask)
        loss = functional.cross_entropy(scores[mask], tags[mask])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        share = min(step / WARM, max(0.02, 1 - step / steps))
        for group in optimiser.param_groups:
            group["lr"] = RATE * share
        optimiser.step()
        mean.update_parameters(network)
        lost += loss.item()
        if step % 500 == 0:
            told(f"step {step} of {steps}, loss {lost / 500:.4f}, {time.monotonic() - began:.0f} s")
            lost = 0.0
    taught: Network = mean.module
    return taught.eval()


def _windows(writer: Writer, draw: Random) -> Iterator[tuple[Units, list[int]]]:
    """One after the other, like lengths together: a batch pads little."""
    while True:
        held = [pair for _ in range(BATCH * 12) for pair in labelled(writer(draw))]
        held.sort(key=lambda pair: len(pair[1]))
        batches = [held[place : place + BATCH] for place in range(0, len(held) - BATCH + 1, BATCH)]
        draw.shuffle(batches)
        for batch in batches:
            yield from batch


def _batch(feed: Iterator[tuple[Units, list[int]]], draw: torch.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    pairs = [next(feed) for _ in range(BATCH)]
    mask = masked([len(tags) for _, tags in pairs])
    signs, hashes, wanted = (torch.zeros(*mask.shape, *more, dtype=torch.long) for more in ((16,), (3,), ()))
    for place, (units, tags) in enumerate(pairs):
        signs[place, : len(tags), : units.signs.shape[1]] = torch.from_numpy(units.signs)
        hashes[place, : len(tags)] = torch.from_numpy(units.hashes)
        wanted[place, : len(tags)] = torch.tensor(tags)
    gone = torch.rand(hashes.shape, generator=draw) < torch.tensor(UNSEEN)
    return signs, hashes.masked_fill(gone, 0), wanted, mask


def save(network: Network, path: Path) -> None:
    """The network as ONNX, its matrices and tables in eight bits."""
    onnx.save(written({name: values.numpy() for name, values in network.state_dict().items()}), path)


def scored(found: set[tuple[int, int, str]], wanted: set[tuple[int, int, str]]) -> tuple[int, int, int]:
    """Of exact spans: right, found, wanted."""
    return len(found & wanted), len(found), len(wanted)


def f1(counts: np.ndarray) -> float:
    """From right, found and wanted."""
    right, found, wanted = counts
    return float(2 * right / max(found + wanted, 1))
