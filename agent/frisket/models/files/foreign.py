"""What is in a file of weights, and which it is where it cannot be imported as it is.

Nothing is unpickled: keys stand as text in what torch pickles.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from . import lacking, registry

HEAD_BYTES = 16 << 20
"""Of a file, what is looked at to see what it is."""


class Published(NamedTuple):
    """The model whose authors' own layout a file is in."""

    name: str


FAMILIES: tuple[tuple[tuple[bytes, ...], Published | str], ...] = (
    # Keys that must all be there, and what to do: the first that fits.
    ((b"detector.backbone.",), "Take sam3.1_multiplex_fp16.safetensors of Comfy-Org/sam3.1."),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks.30."), Published("sam-hq-huge")),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks.20."), Published("sam-hq-large")),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks."), Published("sam-hq-base")),
    ((b"mask_decoder.hf_token",), "Light HQ-SAM is not known yet: take sam-hq-base."),
    ((b"image_encoder.blocks.30.",), Published("sam-huge")),
    ((b"image_encoder.blocks.20.",), Published("sam-large")),
    ((b"image_encoder.blocks.",), Published("sam-base")),
    ((b"image_encoder.layers.", b"mask_decoder"), "MobileSAM is not known yet: take edgetam."),
    ((b"spatial_perceiver.",), Published("edgetam")),
    ((b"image_encoder.trunk.body.",), Published("edgetam")),
    ((b"feat_map.", b"bbox_embed", b"layers.2.blocks.10."), Published("grounding-dino-base")),
    ((b"feat_map.", b"bbox_embed"), Published("grounding-dino-tiny")),
    ((b"bb.patch_embed.", b"decoder.", b"bb.layers.2.blocks.10."), Published("birefnet-general")),
    ((b"bb.patch_embed.", b"decoder."), Published("birefnet-lite")),
    ((b"convstream.", b"backbone."), Published("vitmatte-small")),
    ((b"_encoder.vision_tower.",), Published("florence2-base")),
    ((b"refpoint_embed.", b"transformer.enc_output"), Published("rf-detr-medium")),
    ((b"lqe_layers",), Published("dfine-medium-coco")),
)


LIKELY = (
    # Keys that must all be there, and the model: the first that fits.
    (("bb.", "decoder.", "bb.layers.2.blocks.10."), "birefnet-general"),
    (("bb.", "decoder."), "birefnet-lite"),
)
"""What has no config.json that would say it."""


def is_onnx(head: bytes, suffix: str) -> bool:
    """Whether a file that begins so is an ONNX file, or is called one."""
    return suffix.lower() == ".onnx" or (head[:1] == b"\x08" and b"onnx" in head[:4096].lower())


def recognized(head: bytes) -> str | None:
    """What to do with a file that begins so; None when it is none of those known here."""
    found = next((what for keys, what in FAMILIES if all(key in head for key in keys)), None)
    if not isinstance(found, Published):
        return found
    return (
        "It is in its authors' own layout, which is not converted; one that you tuned from the "
        "published model has to be saved in Hugging Face's layout. Take the published one: "
        f"{lacking.to_fetch(registry.cards('installed')[found.name])}"
    )


def resembled(folder: Path) -> str:
    """Which model to name for a folder whose weights tell by their keys; "" where they do not."""
    keys = {name for file in folder.glob("*.safetensors") for name in tensors(file) or ()}
    for starts, like in LIKELY:
        if all(any(key.startswith(start) for key in keys) for start in starts):
            return f"By its weights it is built like {like}: name that with `--as {like}`."
    return ""


def tensors(file: Path) -> dict[str, list[int]] | None:
    """The tensors of a safetensors file and their shapes, from its head; None if it is none."""
    with file.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 2 <= length <= HEAD_BYTES:
            return None
        try:
            head: dict[str, Any] = json.loads(stream.read(length))
            return {k: list(v["shape"]) for k, v in head.items() if k != "__metadata__"}
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


def pickled(file: Path) -> bytes:
    """The beginning of what torch pickled, unread."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                if name.endswith("/data.pkl"):
                    with archive.open(name) as stream:
                        return stream.read(HEAD_BYTES)
    with file.open("rb") as stream:
        return stream.read(HEAD_BYTES)
