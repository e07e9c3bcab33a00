"""What is in a file of weights, and which it is where it cannot be imported as it is.

Nothing is unpickled: keys stand as text in what torch pickles.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

HEAD_BYTES = 16 << 20
"""Of a file, what is looked at to see what it is."""
PULL = (
    "It is in its authors' own layout, which is not converted. Fetch the same model with "
    "`frisket models pull {}`; one that you tuned from it has to be saved in Hugging Face's layout."
)
ONNX = (
    "ONNX files cannot be used yet. Take the model as .safetensors from where it was published, "
    "or, for YOLO, the .pt file that it was exported from."
)
FAMILIES: tuple[tuple[tuple[bytes, ...], str], ...] = (
    # Keys that must all be there, and what to do: the first that fits.
    ((b"detector.backbone.",), "Take sam3.1_multiplex_fp16.safetensors of Comfy-Org/sam3.1."),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks.30."), PULL.format("sam-hq-huge")),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks.20."), PULL.format("sam-hq-large")),
    ((b"mask_decoder.hf_token", b"image_encoder.blocks."), PULL.format("sam-hq-base")),
    ((b"mask_decoder.hf_token",), "Light HQ-SAM is not known yet: take sam-hq-base."),
    ((b"image_encoder.blocks.30.",), PULL.format("sam-huge")),
    ((b"image_encoder.blocks.20.",), PULL.format("sam-large")),
    ((b"image_encoder.blocks.",), PULL.format("sam-base")),
    ((b"image_encoder.layers.", b"mask_decoder"), "MobileSAM is not known yet: take edgetam."),
    ((b"spatial_perceiver.",), PULL.format("edgetam")),
    ((b"image_encoder.trunk.body.",), PULL.format("edgetam")),
    ((b"feat_map.", b"bbox_embed", b"layers.2.blocks.10."), PULL.format("grounding-dino-base")),
    ((b"feat_map.", b"bbox_embed"), PULL.format("grounding-dino-tiny")),
    ((b"bb.patch_embed.", b"decoder.", b"bb.layers.2.blocks.10."), PULL.format("birefnet-general")),
    ((b"bb.patch_embed.", b"decoder."), PULL.format("birefnet-lite")),
    ((b"convstream.", b"backbone."), PULL.format("vitmatte-small")),
    ((b"_encoder.vision_tower.",), PULL.format("florence2-base")),
    ((b"refpoint_embed.", b"transformer.enc_output"), PULL.format("rf-detr-medium")),
    ((b"lqe_layers",), PULL.format("dfine-medium-coco")),
)


LIKELY = (
    # Keys that must all be there, and the model: the first that fits.
    (("bb.", "decoder.", "bb.layers.2.blocks.10."), "birefnet-general"),
    (("bb.", "decoder."), "birefnet-lite"),
)
"""What has no config.json that would say it."""


def recognized(head: bytes, suffix: str) -> str | None:
    """What to do with a file that begins so; None when it is none of those known here."""
    if suffix.lower() == ".onnx" or (head[:1] == b"\x08" and b"onnx" in head[:4096].lower()):
        return ONNX
    return next((hint for keys, hint in FAMILIES if all(key in head for key in keys)), None)


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
