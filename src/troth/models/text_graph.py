"""An exported model of texts that tells its vectors: beside each answer, what the head reads the text by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from troth.models.batches import batches
from troth.models.interface import Description, Inputs, Prediction
from troth.models.labels import Labels
from troth.models.neural import NeuralModel, Reader, Scores
from troth.models.onnx_engine import OnnxEngine
from troth.progress import Progress, silent


class TextGraph(NeuralModel):
    """A model that is `Embedding`. engine: of a graph that `embeds`."""

    def __init__(
        self, reader: Reader, engine: OnnxEngine, description: Description, digest: str, *, labels: Labels
    ) -> None:
        super().__init__(reader, engine, description, digest, labels=labels)
        self._graph = engine

    def embed(self, inputs: Inputs, *, progress: Progress = silent) -> tuple[Prediction, NDArray[np.float32]]:
        """See `Embedding`."""
        units = self._reader.units(inputs, None)
        if not units:
            return Prediction(np.zeros(0, np.int32), np.zeros((0, len(self.labels)), np.float32)), np.zeros((0, 0), "f")
        scores: list[Scores] = [np.empty(0, np.float32)] * len(units)
        vectors: list[Scores] = [np.empty(0, np.float32)] * len(units)
        done = 0
        for batch in batches([unit.length for unit in units]):
            said, told = self._graph.both(self._reader.arrays([units[place] for place in batch]))
            for place, row, vector in zip(batch, said, told, strict=True):
                scores[place], vectors[place] = row, vector
            done += len(batch)
            progress("reading", done, len(units))
        answers = self._labels.arrange(self._reader.answers(units, scores))
        return replace(answers, cut=sum(unit.cut for unit in units)), np.stack(vectors)
