"""Files of models, looked at before anything opens them: what may be opened, how large, and from where.

A model file is untrusted input. Only formats that cannot carry code are opened (safetensors, ONNX, skops checked
against a list, JSON, tables); the rest is refused by name, with the reason. The first bytes are looked at too,
because an extension is only a claim: a pickle renamed `model.safetensors` is still a pickle.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from troth.errors import ModelError

JSON_LIMIT = 64 << 20
"""Largest JSON file that is read (tokenizers of multilingual models take some 20 MB)."""
HEADER_LIMIT = 100 << 20
"""Largest safetensors header, as the reference implementation has it."""

_CONVERT = "save the weights as safetensors (save_pretrained(…, safe_serialization=True)) or export the model to ONNX"
_PICKLE = "it is a pickle, and loading a pickle can run any code"
REFUSED = {
    ".bin": (_PICKLE, _CONVERT),
    ".ckpt": (_PICKLE, _CONVERT),
    ".pt": (_PICKLE, _CONVERT),
    ".pth": (_PICKLE, _CONVERT),
    ".pkl": (_PICKLE, "save a scikit-learn model with skops.io.dump, any other as safetensors or ONNX"),
    ".pickle": (_PICKLE, "save a scikit-learn model with skops.io.dump, any other as safetensors or ONNX"),
    ".joblib": (
        "a joblib file is a pickle, and loading a pickle can run any code",
        "save the model with skops.io.dump",
    ),
    ".h5": ("a Keras HDF5 file can carry Lambda layers, which are code", "export the model to ONNX with tf2onnx"),
    ".hdf5": ("a Keras HDF5 file can carry Lambda layers, which are code", "export the model to ONNX with tf2onnx"),
    ".keras": ("a .keras archive can carry Lambda layers, which are code", "export the model to ONNX with tf2onnx"),
    ".npy": ("a .npy file may hold pickled objects", "write the predictions as csv or parquet"),
    ".npz": ("an .npz file may hold pickled objects", "write the predictions as csv or parquet"),
}
"""What is never opened: suffix -> (the reason, what to do instead)."""


def refuse_unsafe(path: Path) -> None:
    """Raises ModelError when the name says that `path` is of a kind that can run code."""
    if path.suffix.lower() in REFUSED:
        reason, remedy = REFUSED[path.suffix.lower()]
        raise ModelError(f"refused: {reason}", where=str(path), remedy=remedy[0].upper() + remedy[1:] + ".")


def foreign_content(head: bytes) -> str | None:
    """What the first bytes of a file give it away as, when that is something that must not be opened."""
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "a pickle"
    if head[:4] == b"PK\x03\x04":
        return "a zip archive, as torch.save makes (a pickle inside)"
    if head[:8] == b"\x89HDF\r\n\x1a\n":
        return "an HDF5 file"
    if head[:2] == b"\x1f\x8b":
        return "a gzip file"
    if head.startswith(b"version https://git-lfs"):
        return "a Git LFS pointer, not the file itself (run: git lfs pull)"
    return None


ASIDE = (".cache", ".git")
"""Folders inside a model's folder that are no part of the model: the digest leaves them out, so nothing in them is
opened either."""


def inside(path: Path, folder: Path) -> Path:
    """`path` with all links followed; raises ModelError when that leads out of `folder`, or into one of `ASIDE`."""
    real, home = path.resolve(), folder.resolve()
    if not real.is_relative_to(home):
        raise ModelError(
            f"the link {path.name} leads out of the model folder, to {real}",
            where=str(folder),
            remedy="Copy the file into the folder: a model is only what is inside its folder.",
        )
    if any(part.lower() in ASIDE for part in real.relative_to(home).parts):
        raise ModelError(
            f"{path.name} is in {real.relative_to(home).parent}, which is no part of the model and not in its digest",
            where=str(folder),
            remedy="Copy the file into the model folder itself.",
        )
    return real


def foreign_failure(error: BaseException) -> bool:
    """Whether `error` came out of a library: any Exception, or a panic of one written in Rust, which is none."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in `path`; raises ModelError when it is missing, too large, or not one object."""
    return parse_json(read_text(path, JSON_LIMIT), path)


def read_text(path: Path, limit: int) -> str:
    """The UTF-8 text of `path`, of at most `limit` bytes."""
    try:
        if path.stat().st_size > limit:
            raise ModelError(f"larger than {limit >> 20} MB", where=str(path), remedy="This is not a model's file.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ModelError("no such file", where=str(path), remedy="Name a complete model folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"cannot be read: {error}", where=str(path), remedy="Restore the file.") from None


def parse_json(text: str, path: Path) -> dict[str, Any]:
    """The JSON object in `text`; `path` names the place in errors."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"not JSON: {error}", where=str(path), remedy="Restore the file from its source.") from None
    if not isinstance(tree, dict):
        raise ModelError("not a JSON object", where=str(path), remedy="Restore the file from its source.")
    return tree


def check_safetensors(path: Path) -> int:
    """Number of parameters in the safetensors file `path`, whose header is read and checked against the file's size.

    Layout: 8 bytes little-endian header length, a JSON header, then the tensors, without gaps
    (https://github.com/huggingface/safetensors#format). Raises ModelError naming what does not fit.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if (foreign := foreign_content(head)) is not None:
            raise ModelError(f"refused: this is {foreign}, whatever its name says", where=str(path), remedy=_CONVERT)
        length = int.from_bytes(head, "little")
        if len(head) < 8 or length > min(size - 8, HEADER_LIMIT):
            raise _broken(path, f"the header claims {length} bytes, the file has {size}")
        text = file.read(length)
    try:
        header = parse_json(text.decode("utf-8"), path)
        tensors = [entry for name, entry in header.items() if name != "__metadata__"]
        end = max((int(entry["data_offsets"][1]) for entry in tensors), default=0)
        parameters = sum(_elements(entry["shape"]) for entry in tensors)
    except (UnicodeDecodeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise _broken(path, f"the header cannot be read ({error})") from None
    if end != size - 8 - length:
        raise _broken(path, f"the header describes {end} bytes of tensors, the file holds {size - 8 - length}")
    return parameters


def _elements(shape: list[int]) -> int:
    count = 1
    for side in shape:
        count *= int(side)
    return count


def _broken(path: Path, what: str) -> ModelError:
    return ModelError(
        f"not a whole safetensors file: {what}", where=str(path), remedy="Copy or download the file again."
    )
