"""Pictures as models of the Segment Anything family see and remember them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor

from frisket.models import tensors
from frisket.models.base import Image
from frisket.models.place import Place

from .sam_prompts import Canvas


@dataclass(frozen=True, eq=False)
class PictureMaps:
    """What an image encoder keeps of a picture of that size: maps 1xCxhxw, on the device."""

    maps: tuple[Tensor, ...]
    width: int
    height: int

    @property
    def nbytes(self) -> int:
        return tensors.tensor_bytes(self.maps)


def on_canvas(image: Image, canvas: Canvas, shown: Any, place: Place) -> Tensor:
    """A picture on its canvas, as the encoder takes it: 1x3xside×side, in numbers of the place.

    shown: the model's image processor, which knows mean and deviation. Beyond the picture it is 0.
    """
    size = canvas.shown_height, canvas.shown_width
    square = tensors.on_square(
        tensors.pixels(image, place), size, canvas.side, shown.image_mean, shown.image_std
    )
    return square.to(tensors.dtype_of(place))
