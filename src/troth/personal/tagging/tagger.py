"""A tagger: a network in ONNX that was taught by text written for it (the folder `tagger` of the project)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from troth.errors import DataError
from troth.personal.interface import Finding
from troth.personal.tagging.decoding import spans_of
from troth.personal.tagging.units import is_chinese, units_of

LANGUAGES = ("english", "chinese")
MOST = 256  # units of a window that are read at once: a longer one is a run without a gap


class Tagger:
    """Holds no text; one may serve many threads."""

    def __init__(self, language: str, network: bytes) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a window is little work
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # which would be kept for every length that a window has
        self._rule = f"tagger_{language}"
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])

    def find(self, window: str) -> list[Finding]:
        """What it finds in a window, in order."""
        units = units_of(window)
        found = []
        for first in range(0, len(units.spans), MOST):
            last = min(first + MOST, len(units.spans))
            given = {"signs": units.signs[first:last], "hashes": units.hashes[first:last]}
            scores = self._session.run(None, given)[0]
            for start, end, kind, score in spans_of(scores):
                low, high = units.spans[first + start][0], units.spans[first + end - 1][1]
                if any(map(str.isalnum, window[low:high])):  # no name is made of signs
                    found.append(Finding(low, high, kind, self._rule, score))
        return found


def tagger_for(window: str) -> Tagger:
    """The tagger that reads a window. Raises DataError where what runs it is not installed."""
    return tagger("chinese" if is_chinese(window) else "english")


@cache
def tagger(language: str) -> Tagger:
    """The tagger of a language that comes with the program. Raises DataError where what runs it is not installed."""
    network = resources.files("troth.personal.tagging") / "networks" / f"{language}.onnx"
    try:
        return Tagger(language, network.read_bytes())
    except ImportError:
        raise DataError(
            "onnxruntime is not installed, which names are found by",
            remedy="Install it: pip install 'troth[personal]', or ask for other kinds.",
        ) from None
