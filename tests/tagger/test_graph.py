"""What a network is written as says what the network says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

TEXT = "Yesterday Maria Rossi of Hartley Ltd moved from 12 Oak Street to Berlin, extraordinarily-incomprehensibly."


def scores(path: Path, signs: np.ndarray, hashes: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"signs": signs, "hashes": hashes})[0])


def test_it_scores_as_the_network_does_and_needs_no_more_signs_than_there_are(tmp_path: Path) -> None:
    from tagger.network import Network
    from tagger.train import save

    from troth.personal.tagging.units import SIGNS, units_of

    torch.manual_seed(0)
    network = Network().eval()
    save(network, tmp_path / "one.onnx")
    for text in (TEXT, "word", "我是王小明"):
        units = units_of(text)
        with torch.no_grad():
            wanted = network(torch.from_numpy(units.signs)[None], torch.from_numpy(units.hashes)[None])[0].numpy()
        found = scores(tmp_path / "one.onnx", units.signs, units.hashes)
        assert np.abs(found - wanted).max() < 0.1 * wanted.std() + 0.02
    padded = np.pad(units.signs, ((0, 0), (0, SIGNS - units.signs.shape[1])))
    assert np.array_equal(scores(tmp_path / "one.onnx", padded, units.hashes), found)


def test_the_same_weights_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    from tagger.network import Network
    from tagger.train import save

    torch.manual_seed(0)
    network = Network().eval()
    for name in ("one", "two"):
        save(network, tmp_path / f"{name}.onnx")
    assert (tmp_path / "one.onnx").read_bytes() == (tmp_path / "two.onnx").read_bytes()
