"""Models behind one interface, whatever runs them: plain sequences and arrays in, codes and probabilities out.

    >>> from troth.models import digest_of, resolve_base
    >>> resolve_base("minilm").digest == digest_of(resolve_base("minilm").folder)
    True

`load` picks the adapter from the look of a reference: a model folder, `onnx:`, `skops:`, `predictions:`, `https://`.
Nothing it opens can run code; importing this room imports no machine learning library.
"""

from troth.models.bases import Base, resolve_base
from troth.models.digest import digest_of
from troth.models.interface import Description, Inputs, Model, Prediction
from troth.models.load import load

__all__ = ["Base", "Description", "Inputs", "Model", "Prediction", "digest_of", "load", "resolve_base"]
