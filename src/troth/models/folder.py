"""A Troth model folder: `troth.json` says what it is, the files beside it are what a training left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.errors import ModelError
from troth.models.bases import check_config
from troth.models.digest import digest_of, digest_of_files
from troth.models.files import check_safetensors, inside, read_json
from troth.models.interface import Description, Model
from troth.models.labels import Labels, match_labels
from troth.models.neural import Engine, NeuralModel, Reader
from troth.models.onnx_engine import OnnxEngine, check_onnx
from troth.models.text_graph import TextGraph
from troth.models.text_network import TextNetwork, TextReader
from troth.models.torch_engine import TorchEngine, torch_installed
from troth.standard import TABLE, TASK_KINDS, TEXT, TOKENS

FORMATS = (1, 2, 3)
"""The numbers of the folder's layout that this program reads. One with a `decision` is 2 and one with `rules` is 3, as
whoever passes over these would give other labels; every other folder is still written as 1."""
MANIFEST = "troth.json"
FLOAT, INT8 = "model.onnx", "model.int8.onnx"


def is_troth_folder(folder: Path) -> bool:
    """Whether a training of Troth left this folder."""
    return (folder / MANIFEST).is_file()


def read_manifest(folder: Path) -> dict[str, Any]:
    """`troth.json`, its format, kind, labels and runtime checked; raises ModelError."""
    path = folder / MANIFEST
    manifest = read_json(inside(path, folder))
    if manifest.get("format") not in FORMATS:
        raise ModelError(
            f"its format is {manifest.get('format')!r}; this Troth reads {', '.join(map(str, FORMATS))}",
            where=str(path),
            remedy="Open it with the Troth that wrote it, or train it again.",
        )
    labels = manifest.get("labels")
    if not isinstance(labels, list) or len(labels) < 2 or not all(isinstance(label, str) for label in labels):
        raise _unfit(path, "labels", "a list of two names or more")
    if manifest.get("kind") not in TASK_KINDS:
        raise _unfit(path, "kind", f"one of {', '.join(TASK_KINDS)}")
    if manifest.get("runtime") not in ("torch", "skops"):
        raise _unfit(path, "runtime", "torch or skops")
    return manifest


def load_folder(folder: Path, kind: str, wanted: Sequence[str] | None) -> Model:
    """The model of a folder: on torch, or on its ONNX export where torch is not installed; or scikit-learn's."""
    digest = digest_of(folder)
    manifest = read_manifest(folder)
    _check_kind(manifest, kind, folder)
    if manifest["runtime"] == "skops":
        from troth.models.skops_folder import load_skops_folder

        return load_skops_folder(folder, manifest, digest, wanted)
    check_config(folder)
    if torch_installed():
        return _on_torch(folder, manifest, digest, wanted)
    if not (folder / FLOAT).is_file():
        raise ModelError(
            f"torch is not installed, and there is no {FLOAT}",
            where=str(folder),
            remedy="pip install troth[train], or export the model where torch is: troth.models.export(folder, …).",
        )
    return _on_onnx(folder, manifest, digest, wanted, folder / FLOAT)


def load_folder_onnx(path: Path, kind: str, wanted: Sequence[str] | None) -> Model:
    """The ONNX export of a Troth folder: `path` is the folder (its float export) or one of its .onnx files.

    The digest of the folder's float export is the folder's own; of any other file, that of the files it answers from.
    """
    folder, file = (path, path / FLOAT) if path.is_dir() else (path.parent, path)
    manifest = read_manifest(folder)
    _check_kind(manifest, kind, folder)
    files = check_onnx(file)
    beside = [folder / MANIFEST, folder / "config.json", folder / "tokenizer.json"]
    used = [*files, *(other for other in beside if other.is_file())]
    digest = digest_of(folder) if path.is_dir() else digest_of_files(folder, used)
    return _on_onnx(folder, manifest, digest, wanted, file)


def _on_torch(folder: Path, manifest: dict[str, Any], digest: str, wanted: Sequence[str] | None) -> NeuralModel:
    weights = inside(folder / "model.safetensors", folder)
    if not weights.is_file():
        raise ModelError("there is no model.safetensors", where=str(folder), remedy="Copy the whole folder.")
    parameters = check_safetensors(weights)
    engine = TorchEngine(_network(folder), name=str(folder))
    facts = ("torch", parameters, weights.stat().st_size)
    if manifest["kind"] != TEXT:
        return _model(folder, manifest, digest, wanted, engine, facts)
    labels, description = _described(folder, manifest, wanted, facts)
    return TextNetwork(open_reader(folder, manifest), engine, description, digest, labels=labels)


def _network(folder: Path) -> Any:
    from troth.models.network import open_network

    try:
        return open_network(folder)
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"its 'network' does not describe a network ({type(error).__name__}: {error})",
            where=str(folder / MANIFEST),
            remedy="Restore the file, or train the model again.",
        ) from None


def _on_onnx(
    folder: Path, manifest: dict[str, Any], digest: str, wanted: Sequence[str] | None, file: Path
) -> NeuralModel:
    reader = open_reader(folder, manifest)
    engine = OnnxEngine(file, _input_names(reader, manifest))
    weights = folder / "model.safetensors"
    parameters = check_safetensors(inside(weights, folder)) if weights.is_file() else None
    facts = ("onnx int8" if ".int8." in file.name else "onnx", parameters, file.stat().st_size)
    if not engine.embeds:
        return _model(folder, manifest, digest, wanted, engine, facts)
    labels, description = _described(folder, manifest, wanted, facts)
    return TextGraph(reader, engine, description, digest, labels=labels)


def _model(
    folder: Path,
    manifest: dict[str, Any],
    digest: str,
    wanted: Sequence[str] | None,
    engine: Engine,
    facts: tuple[str, int | None, int],
) -> NeuralModel:
    labels, description = _described(folder, manifest, wanted, facts)
    return NeuralModel(open_reader(folder, manifest), engine, description, digest, labels=labels)


def _described(
    folder: Path, manifest: dict[str, Any], wanted: Sequence[str] | None, facts: tuple[str, int | None, int]
) -> tuple[Labels, Description]:
    labels = match_labels(manifest["labels"], wanted, where=str(folder))
    runtime, parameters, size = facts
    name = str(manifest.get("name") or folder.resolve().name)
    return labels, Description(name, manifest["kind"], runtime, labels.names, parameters, base_name(manifest), size)


def base_name(manifest: Mapping[str, Any]) -> str | None:
    """The reference of the base a Troth folder was adapted from."""
    base = manifest.get("base")
    return str(base["name"]) if isinstance(base, dict) and base.get("name") else None


def open_reader(folder: Path, manifest: Mapping[str, Any]) -> TextReader:
    """How the model of a Troth folder reads its inputs; raises ModelError when `troth.json` does not say."""
    from troth.models.features import Reader as TrothReader

    try:
        return TrothReader.open(folder, manifest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(
            f"troth.json does not describe the features ({type(error).__name__}: {error})",
            where=str(folder / MANIFEST),
            remedy="Restore the file, or train the model again.",
        ) from None


def _input_names(reader: Reader, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the network's inputs, from the arrays of a small example."""
    example: list[Any] = [["a"]] if manifest["kind"] == TOKENS else ["a"]
    return tuple(reader.arrays(reader.units(example, None)))


def _check_kind(manifest: Mapping[str, Any], kind: str, folder: Path) -> None:
    if manifest["kind"] != kind or (manifest["runtime"] == "skops") != (kind == TABLE):
        raise ModelError(
            f"it does {manifest['kind']}, the charter asks for {kind}", where=str(folder), remedy="Name another model."
        )


def _unfit(path: Path, field: str, wanted: str) -> ModelError:
    return ModelError(f"its {field!r} is not {wanted}", where=str(path), remedy="Restore the file, or train again.")
