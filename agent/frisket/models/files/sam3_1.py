"""SAM 3.1 as it is published into the files that `segment/sam3` loads: once, by names, strictly.

Its checkpoint has the names of Meta's own code, and much that still pictures do not need. The
detector is that of SAM 3; the click head, SAM 3's too, has other names beside the tracker of many
objects at once that is new. As in Meta's builder for it, the click head's guess of its own IoU has
no sigmoid behind it, and one mask is never exchanged for one of three.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor
from transformers import (
    CLIPTokenizer,
    Sam3ImageProcessor,
    Sam3Model,
    Sam3Processor,
    Sam3TrackerModel,
    Sam3VideoConfig,
)

from frisket_protocol.errors import InvalidArgument

from . import weights
from .cards import ModelCard
from .sam3_1_names import is_unused, renamed

VOCABULARY_FILES = ("vocab.json", "merges.txt")
"""CLIP's words, which the checkpoint lacks; openai/clip-vit-base-patch32 has them, and SAM 3."""

POINTS = "tracker_model.prompt_encoder.point_embed"
SPARE_LEVEL = re.compile(r"(detector_model\.vision_encoder\.neck|tracker_neck)\.fpn_layers\.3\..+")
"""A fourth map, which SAM 3 has and throws away, and 3.1 has no longer."""
SPARE_PROJECTION = "detector_model.text_encoder.text_projection.weight"
"""Of a text as a whole, which SAM 3 does not look at; the fp16 checkpoint is without it."""


def prepared(card: ModelCard, folder: Path) -> Path:
    """Where the files lie that are made of a fetched SAM 3.1: now, or when it was first loaded.

    The card names the repository of CLIP's words in `also`. Raises InvalidArgument (checkpoint).
    """
    made = weights.converted(card, folder)
    if not made.is_dir():
        (source,) = (name for name in card.files if name.endswith(".safetensors"))
        words = (weights.folder(other) for other in card.companions)
        convert_sam3_1(folder / source, made, next(words, None))
    return made


def convert_sam3_1(
    source: Path,
    target: Path,
    vocabulary: Path | None = None,
    config: Sam3VideoConfig | None = None,
) -> None:
    """Write the model in the checkpoint `source` into the folder `target`, all or nothing.

    source: `sam3.1_multiplex_fp16.safetensors` of Comfy-Org/sam3.1, or one with the same names.
    vocabulary: the folder of VOCABULARY_FILES; that of the checkpoint unless said.
    config: of another size than the published one.
    Raises InvalidArgument (checkpoint) when a part is missing, unknown or of another shape.
    """
    config = config or published()
    words = vocabulary or source.parent
    for name in VOCABULARY_FILES:
        if not (words / name).is_file():
            raise _unfit(f"SAM 3.1 needs {name} of CLIP, which is not beside its checkpoint.")
    made = converted(_read(source), shapes(config))
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as beside:
        folder = Path(beside) / target.name
        folder.mkdir()
        save_file(made, folder / "model.safetensors", metadata={"format": "pt"})
        config.save_pretrained(folder)
        processor(config, words).save_pretrained(folder)
        folder.rename(target)


def published() -> Sam3VideoConfig:
    """The size of SAM 3.1, and where its click head differs from SAM 3's."""
    decoder = {"iou_prediction_use_sigmoid": False, "dynamic_multimask_via_stability": False}
    return Sam3VideoConfig(tracker_config={"mask_decoder_config": decoder})


def shapes(config: Sam3VideoConfig) -> dict[str, torch.Size]:
    """The names of all weights that SAM 3's two models load, with their shapes."""
    with torch.device("meta"):
        detector = Sam3Model(_part(config, "detector_config")).state_dict()
        clicker = Sam3TrackerModel(_part(config, "tracker_config")).state_dict()
    wanted = {f"detector_model.{name}": weight.shape for name, weight in detector.items()}
    for name, weight in clicker.items():
        if name.startswith("vision_encoder.neck."):
            wanted[name.replace("vision_encoder.neck.", "tracker_neck.")] = weight.shape
        elif not name.startswith("vision_encoder."):
            wanted[f"tracker_model.{name}"] = weight.shape
    return wanted


def converted(given: Mapping[str, Tensor], wanted: Mapping[str, torch.Size]) -> dict[str, Tensor]:
    """The weights of a checkpoint under the names that are wanted. Raises InvalidArgument."""
    made: dict[str, Tensor] = {}
    for name, weight in given.items():
        if not is_unused(name):
            made |= _parted(renamed(name), weight)
    _join_points(made)
    _pad(made, wanted)
    wrong = [name for name in made if name not in wanted]
    if wrong:
        raise _unfit(f"The checkpoint is not of SAM 3.1: nothing is known of {wrong[0]}.")
    for name, shape in wanted.items():
        if name not in made:
            raise _unfit(f"The checkpoint is not of SAM 3.1: it lacks {name}.")
        if made[name].shape != shape:
            found, right = (list(each) for each in (made[name].shape, shape))
            raise _unfit(f"The checkpoint is not of SAM 3.1: {name} is {found} and not {right}.")
    return {name: weight.contiguous() for name, weight in made.items()}


def processor(config: Sam3VideoConfig, words: Path) -> Sam3Processor:
    """What makes pictures and texts ready for the model. words: the folder of VOCABULARY_FILES."""
    detector = _part(config, "detector_config")
    side = detector.vision_config.backbone_config.image_size
    fine = detector.vision_config.backbone_feature_sizes[0][0]
    shown = Sam3ImageProcessor(
        size={"height": side, "width": side}, mask_size={"height": fine, "width": fine}
    )
    vocabulary, merges = (str(words / name) for name in VOCABULARY_FILES)
    limit = detector.text_config.max_position_embeddings
    return Sam3Processor(shown, CLIPTokenizer(vocabulary, merges, model_max_length=limit))


def _part(config: Sam3VideoConfig, name: str) -> Any:
    """Settings of one of the two models, which transformers types as may-be-anything."""
    return getattr(config, name)


def _read(source: Path) -> dict[str, Tensor]:
    try:
        with safe_open(source, "pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise _unfit(f"{source.name} cannot be read as safetensors: {error}.") from error


def _parted(name: str, weight: Tensor) -> dict[str, Tensor]:
    """A weight as it is kept: queries, keys and values apart, and what was turned turned back."""
    stacked = re.fullmatch(r"(.+)\.in_proj_(weight|bias)", name)
    if stacked:
        base, kind = stacked.groups()
        parts = zip("qkv", weight.chunk(3), strict=True)
        # Copies: a part of a stack would be written with all of the stack's memory.
        return {f"{base}.{one}_proj.{kind}": part.clone() for one, part in parts}
    if name == SPARE_PROJECTION:
        return {name: weight.T}
    if name.endswith(".position_embeddings"):
        return {name: weight[:, 1:]}  # without the place of a class token, which is not there
    if name.endswith("prompt_encoder.shared_embedding.positional_embedding"):
        shared = "tracker_model.shared_image_embedding.positional_embedding"
        return {name: weight, shared: weight.clone()}
    return {name: weight}


def _join_points(made: dict[str, Tensor]) -> None:
    """Put the four kinds of clicks into one table."""
    names = [f"{POINTS}.{kind}.weight" for kind in range(4)]
    if all(name in made for name in names):
        made[f"{POINTS}.weight"] = torch.cat([made.pop(name) for name in names])


def _pad(made: dict[str, Tensor], wanted: Mapping[str, torch.Size]) -> None:
    """Put zeros where SAM 3 has weights that change nothing."""
    dtype = next((weight.dtype for weight in made.values()), torch.float32)
    for name, shape in wanted.items():
        if name not in made and (SPARE_LEVEL.fullmatch(name) or name == SPARE_PROJECTION):
            made[name] = torch.zeros(shape, dtype=dtype)


def _unfit(message: str) -> InvalidArgument:
    hint = "Take sam3.1_multiplex_fp16.safetensors of Comfy-Org/sam3.1."
    return InvalidArgument(message, detail="checkpoint", hint=hint)
