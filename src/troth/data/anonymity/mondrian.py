"""Rows parted into classes by cuts, each through one quasi-identifier, until no cut leaves what is asked.

Mondrian, LeFevre, DeWitt and Ramakrishnan, Mondrian multidimensional k-anonymity, ICDE 2006, in its strict form: rows
that are alike stay together. Where that takes the median of the widest column, here the cut is taken that loses least.
A cut may leave a few rows alone that are too few for a class, where their number may be suppressed and less is lost so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from troth.data.anonymity.axes import Axis, Cuts
from troth.data.anonymity.classes import Codes
from troth.data.anonymity.demand import Secrets
from troth.data.anonymity.heads import Heads
from troth.data.anonymity.spread import Numbers
from troth.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class _Node:
    """Rows (distinct ones, by number) that are one class so far, how many they stand for, and their cuts. heads: of
    each cut what k counts, on the left and on the right.
    """

    rows: Codes
    size: int
    losses: tuple[float, ...]
    cuts: tuple[Cuts | None, ...]
    heads: tuple[tuple[Codes, Codes] | None, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    gain: float
    axis: int
    cut: int


def part(
    axes: Sequence[Axis],
    firsts: Codes,
    weights: Codes,
    k: int,
    secrets: Secrets,
    spare: int = 0,
    heads: Heads | None = None,
    progress: Progress = silent,
) -> tuple[list[Codes], Codes]:
    """The classes of distinct rows, and which are suppressed.

    firsts: of each distinct row, one row of the axes that it stands for. weights: how many. spare: rows that may be
    suppressed. heads: what k counts, rows where left out. All rows together must be what is asked already.
    """
    heads = heads or Heads(weights)
    codes = [axis.codes[firsts] for axis in axes]
    total, done = int(weights.sum()), 0
    waiting, classes = [np.arange(len(firsts))], list[Codes]()
    suppressed: list[Codes] = []
    while waiting:
        rows = waiting.pop()
        node = _looked_at(axes, codes, weights, rows, k, spare, heads)
        halves = _parted(node, heads, k, secrets, spare)
        if halves is None:
            classes.append(rows)
            done += node.size
            progress("partition", done, total)
            continue
        for half in halves:
            if heads.of(half) < k:
                size = int(weights[half].sum())
                suppressed.append(half)
                spare, done = spare - size, done + size
            else:
                waiting.append(half)
    return classes, np.concatenate(suppressed) if suppressed else np.zeros(0, dtype=np.int64)


def _looked_at(
    axes: Sequence[Axis], codes: Sequence[Codes], weights: Codes, rows: Codes, k: int, spare: int, heads: Heads
) -> _Node:
    own = weights[rows]
    size = int(own.sum())
    if len(rows) == 1 or (size < 2 * k and not spare):
        return _Node(rows, size, (), (), ())
    looked = [axis.cuts(each[rows], own) for axis, each in zip(axes, codes, strict=True)]
    counted = tuple(None if cuts is None else heads.by_cut(rows, cuts.rank, cuts.left) for _, cuts in looked)
    return _Node(rows, size, tuple(loss for loss, _ in looked), tuple(cuts for _, cuts in looked), counted)


def _parted(node: _Node, heads: Heads, k: int, secrets: Secrets, spare: int) -> tuple[Codes, Codes] | None:
    """The halves of the cut that loses least and leaves what is asked; None where there is none."""
    for chosen in _choices(node, k, spare, middle=secrets.demand.spread):
        cuts = node.cuts[chosen.axis]
        if cuts is None:
            continue
        left = cuts.rank <= chosen.cut
        halves = node.rows[left], node.rows[~left]
        if all(heads.of(half) < k or secrets.kept(half) for half in halves):
            return halves
    return None


def _choices(node: _Node, k: int, spare: int, *, middle: bool) -> list[_Chosen]:
    """Of every axis the best cut, and where classes are asked for more the one nearest the middle, best first."""
    found = set()
    for axis, (cuts, heads) in enumerate(zip(node.cuts, node.heads, strict=True)):
        if cuts is None or heads is None:
            continue
        gains = _gains(node, axis, cuts, heads, k, spare)
        if np.isfinite(gains).any():
            best = int(gains.argmax())
            found.add((float(gains[best]), axis, best))
        whole = np.minimum(*heads)
        if middle and whole.max() >= k:
            most = int(whole.argmax())
            found.add((float(gains[most]), axis, most))
    return [_Chosen(*each) for each in sorted(found, key=lambda each: (-each[0], each[1], each[2]))]


def _gains(node: _Node, axis: int, cuts: Cuts, heads: tuple[Codes, Codes], k: int, spare: int) -> Numbers:
    """How many cells are saved by each cut of one axis; minus infinity where it leaves too few of what k counts.

    A row that is suppressed loses all its cells. No cut is made for the sake of suppressing that does not save any.
    """
    left, right = cuts.left, node.size - cuts.left
    before = node.losses[axis]
    gains = node.size * before - left * cuts.losses[0] - right * cuts.losses[1]
    keeps_left = heads[0] >= heads[1]
    fewer, small = np.where(keeps_left, right, left), np.minimum(*heads) < k
    if small.any():
        others = sum(node.losses) - before
        kept, remains = node.size - fewer, np.where(keeps_left, cuts.losses[0], cuts.losses[1])
        saved = node.size * (others + before) - kept * (others + remains) - fewer * float(len(node.losses))
        allowed = (fewer <= spare) & (np.maximum(*heads) >= k) & (saved > 0)
        gains = np.where(small, np.where(allowed, saved, -np.inf), gains)
    found: Numbers = gains
    return found
