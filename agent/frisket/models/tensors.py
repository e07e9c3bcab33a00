"""What adapters made with torch share: pixels in, masks out. Nothing else imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torchvision.transforms.v2 import functional as pictures
from transformers.utils import logging

from frisket import installation
from frisket_protocol.errors import FailedPrecondition

from .base import Candidate, Image
from .place import Place

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def dtype_of(place: Place) -> torch.dtype:
    """The numbers of a place, as torch has them."""
    return DTYPES[place.dtype]


def loaded(kind: Any, folder: Path, place: Place) -> Any:
    """The model of that transformers class in `folder`, whole, ready to answer.

    Raises FailedPrecondition when the files lack a part of it: transformers would make one up.
    """
    with _quietly():
        model, report = kind.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            dtype=dtype_of(place),
            output_loading_info=True,
            # Otherwise it raises an error of its own, before there is a report.
            ignore_mismatched_sizes=True,
        )
    if report["missing_keys"] or report["mismatched_keys"]:
        lacking = sorted(map(str, (*report["missing_keys"], *report["mismatched_keys"])))
        raise FailedPrecondition(
            f"The files in {folder} are not those of a {kind.__name__}: "
            f"{lacking[0]} and {len(lacking) - 1} more are missing or of another size.",
            detail="model_files",
            hint="Remove the model and fetch it again.",
        )
    return model.to(place.device).eval()


def set_epsilon(norms: Iterable[nn.Module], epsilon: float) -> None:
    """Let layer norms add to the variance what the model was trained with, where transformers
    took another number over. What is small beside it matters: a flat part of a picture.

    Raises FailedPrecondition when there are none: transformers has changed, and nobody knows then
    whether the model still calculates what its authors' does.
    """
    found = list(norms)
    if not found or not all(isinstance(norm, nn.LayerNorm) for norm in found):
        raise FailedPrecondition(
            "The installed transformers builds this model in a way that frisket does not know.",
            detail="packages",
            hint=installation.here().to_renew("models", "transformers==5.24.0"),
        )
    for norm in found:
        norm.eps = epsilon  # type: ignore[assignment]


@contextmanager
def _quietly() -> Iterator[None]:
    """No bars and no warnings of transformers': what matters of them becomes an error here."""
    verbosity = logging.get_verbosity()
    had_bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if had_bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def pixels(image: Image, place: Place) -> Tensor:
    """An HxWx3 uint8 picture as a 3xHxW uint8 tensor on the device: preprocessing happens there."""
    return torch.from_numpy(np.ascontiguousarray(image)).to(place.device).permute(2, 0, 1)


def on_square(
    picture: Tensor, size: tuple[int, int], side: int, mean: Sequence[float], std: Sequence[float]
) -> Tensor:
    """A 3xHxW uint8 picture in `size` (height, width) at the top left of a 1x3xside×side float32.

    `mean` and `std` count in 0 to 1; beyond the picture it is 0. As transformers' processors do.
    """
    resized = pictures.resize(picture, list(size), antialias=True)
    shown = pictures.normalize(resized.float() / 255, list(mean), list(std))
    return functional.pad(shown, (0, side - size[1], 0, side - size[0]))[None]


def numbers(array: NDArray[np.generic] | None, axis: int, place: Place) -> Tensor | None:
    """An array on the device with an axis of length 1 put in, for models that want a batch."""
    return None if array is None else torch.from_numpy(array).to(place.device).unsqueeze(axis)


def candidates(
    logits: Tensor, scores: Tensor, height: int, width: int, most: int
) -> list[Candidate]:
    """Mask logits Mxhxw of one object and how good each is, as candidates: the best `most`."""
    order = torch.argsort(scores.float(), descending=True, stable=True)[:most]
    masks = soft(logits[order], height, width)
    ranked = scores[order].float().clamp(0, 1).tolist()
    return [Candidate(mask, score) for mask, score in zip(masks, ranked, strict=True)]


def unpadded(logits: Tensor, side: int, size: tuple[int, int]) -> Tensor:
    """Mask logits Mxhxw of a square of `side`: of its top left part of `size` (height, width)."""
    large = functional.interpolate(
        logits[None].float(), (side, side), mode="bilinear", align_corners=False
    )
    return large[0, :, : size[0], : size[1]]


def soft(logits: Tensor, height: int, width: int) -> NDArray[np.uint8]:
    """Mask logits Nxhxw, which cover the whole picture, as N Soft masks of height × width.

    The logits are enlarged, not the mask; the edge lies where they are 0, and is one pixel wide,
    because each is divided by how fast they change from one pixel to the next.
    """
    if not len(logits):
        return np.zeros((0, height, width), np.uint8)
    # One by one: a hundred masks of 8K at once would be gigabytes.
    return np.stack([_soft(one, height, width) for one in logits])


def _soft(logits: Tensor, height: int, width: int) -> NDArray[np.uint8]:
    shown = logits[None, None].float()
    large = functional.interpolate(shown, (height, width), mode="bilinear", align_corners=False)
    slope = torch.zeros_like(large)
    if height > 1 and width > 1:
        down, right = torch.gradient(large, dim=(2, 3))
        slope = torch.hypot(down, right)
    alpha = (large / slope.clamp(min=1e-6) + 0.5).clamp(0, 1)
    return (alpha * 255).round().to(torch.uint8)[0, 0].cpu().numpy()


def tensor_bytes(tensors: Iterable[Tensor]) -> int:
    """Memory that tensors hold, each storage counted once."""
    storages = {one.untyped_storage().data_ptr(): one.untyped_storage() for one in tensors}
    return sum(storage.nbytes() for storage in storages.values())


def model_bytes(model: nn.Module) -> int:
    """Memory of a model's parameters and buffers."""
    return tensor_bytes([*model.parameters(), *model.buffers()])


@contextmanager
def inference() -> Iterator[None]:
    """No gradients, nothing kept for them."""
    with torch.inference_mode():
        yield
