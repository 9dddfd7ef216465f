"""A plain Hugging Face folder: a sequence or token classifier saved as safetensors, with its fast tokenizer."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from troth.errors import ModelError
from troth.models.bases import check_transformer_folder
from troth.models.digest import digest_of
from troth.models.files import inside, read_json
from troth.models.interface import Description
from troth.models.labels import match_labels
from troth.models.neural import NeuralModel
from troth.models.pieces import PieceReader
from troth.models.text_network import TextNetwork
from troth.models.torch_engine import TorchEngine, torch_installed
from troth.standard import TEXT, TOKENS

_CLASSES = {TEXT: "AutoModelForSequenceClassification", TOKENS: "AutoModelForTokenClassification"}
_ENDINGS = {TEXT: "ForSequenceClassification", TOKENS: "ForTokenClassification"}


def load_huggingface(folder: Path, kind: str, wanted: Sequence[str] | None) -> NeuralModel:
    """The classifier in `folder` on torch; raises ModelError when it is none, or brings code or a pickle."""
    digest = digest_of(folder)
    parameters = check_transformer_folder(folder)
    config = read_json(folder / "config.json")
    own = labels_in(config, folder / "config.json")
    _check_task(config, kind, folder)
    labels = match_labels(own, wanted, where=str(folder))
    reader = PieceReader(folder, kind, own)
    engine = TorchEngine(module_of(folder, _CLASSES[kind]), name=str(folder))
    size = sum(inside(file, folder).stat().st_size for file in folder.rglob("*") if file.is_file())
    base = config.get("_name_or_path")
    description = Description(folder.name, kind, "torch", labels.names, parameters, base or None, size)
    model = TextNetwork if kind == TEXT else NeuralModel
    return model(reader, engine, description, digest, labels=labels)


def labels_in(config: dict[str, Any], where: Path) -> tuple[str, ...]:
    """The labels of a config.json in code order, from its id2label."""
    table = config.get("id2label")
    try:
        names = {int(code): str(name) for code, name in table.items()} if isinstance(table, dict) else {}
    except ValueError:
        names = {}
    if not names or sorted(names) != list(range(len(names))):
        raise ModelError(
            "config.json has no id2label with codes 0, 1, 2 …",
            where=str(where),
            remedy="Add the labels the model answers.",
        )
    return tuple(names[code] for code in range(len(names)))


def _check_task(config: dict[str, Any], kind: str, folder: Path) -> None:
    if kind not in _CLASSES:
        raise ModelError(
            f"a Hugging Face folder cannot do {kind}", where=str(folder), remedy="Name a model trained for that task."
        )
    named = (config.get("architectures") or ["no architecture"])[0]
    if not str(named).endswith(_ENDINGS[kind]):
        raise ModelError(
            f"it holds {named}, and {kind} needs …{_ENDINGS[kind]}",
            where=str(folder),
            remedy="Name a fine-tuned model.",
        )
    if config.get("problem_type") in ("multi_label_classification", "regression"):
        raise ModelError(f"it does {config['problem_type']}", where=str(folder), remedy="Name a one-label classifier.")
    if (folder / "adapter_config.json").exists():
        raise ModelError(
            "it is an adapter over another model", where=str(folder), remedy="Merge them: model.merge_and_unload()."
        )


def module_of(folder: Path, name: str) -> Any:
    """A network of this class, every weight of which came from the folder; no code, no network, no pickle.

    The folder has been looked at; see `check_transformer_folder`.
    """
    if not torch_installed():
        raise ModelError(
            "torch is not installed",
            where=str(folder),
            remedy="pip install troth[train], or name an ONNX export: onnx:FILE",
        )
    import transformers

    quiet: Any = transformers.utils.logging
    level = quiet.get_verbosity()
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module, loaded = _open(getattr(transformers, name), folder)
    except ModelError:
        raise
    except Exception as error:  # transformers raises what its models raise
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(
            f"transformers cannot open it: {reason}", where=str(folder), remedy="Save it again with save_pretrained."
        ) from None
    finally:
        quiet.set_verbosity(level)
        quiet.enable_progress_bar()
    _check_loaded(loaded, folder)
    return module


def _open(cls: Any, folder: Path) -> tuple[Any, dict[str, Any]]:
    """The attention is named here, because a config may name one that is fetched from a hub as code."""
    import torch

    options: dict[str, Any] = {
        "local_files_only": True,
        "trust_remote_code": False,
        "use_safetensors": True,
        "output_loading_info": True,
        "dtype": torch.float32,
    }
    try:
        module, loaded = cls.from_pretrained(str(folder), attn_implementation="sdpa", **options)
    except ValueError as error:
        if "scaled_dot_product_attention" not in str(error):
            raise
        module, loaded = cls.from_pretrained(str(folder), attn_implementation="eager", **options)
    return module, loaded


def _check_loaded(loaded: dict[str, Any], folder: Path) -> None:
    missing, wrong = sorted(loaded.get("missing_keys") or ()), loaded.get("mismatched_keys") or ()
    if missing or wrong:
        names = ", ".join([*missing, *(str(key[0] if isinstance(key, tuple) else key) for key in wrong)][:4])
        raise ModelError(
            f"weights are missing or of another shape ({names}): their answers would be random",
            where=str(folder),
            remedy="Name a model trained for this task, or do the labels in config.json belong to another one?",
        )
