"""What is laid behind a cut-out: a flat colour, or a picture that fills the place."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ImageColor

from frisket import images
from frisket.images import Pixels
from frisket_protocol.errors import InvalidArgument

from . import colours as colour_profiles
from .reading import Picture, load

_MOST = 255
_SUCH = "'#3060a0' or 'rgb(48, 96, 160)'"


@dataclass(frozen=True, eq=False)
class Ground:
    """rgb: HxWx3 uint8 sRGB; one pixel stands for a flat colour."""

    rgb: NDArray[np.uint8] = field(repr=False)

    def band(
        self, rows: slice, size: tuple[int, int], picture: Picture, dtype: np.dtype[np.uint8]
    ) -> Pixels:
        """Those rows of a ground of `size` (width, height), in the colours of `picture`'s profile.

        NxWx3 of `dtype`. A picture covers the whole size, is cut where it reaches beyond, and
        stays in the middle.
        """
        width, height = size
        seen = self.rgb if self.rgb.size == 3 else _covering(self.rgb, rows, size)
        try:
            own = colour_profiles.from_srgb(seen, "RGB", picture.icc)
        except ValueError:  # a one-way profile
            own = seen
        deep = own.astype(dtype) * (257 if dtype == np.uint16 else 1)
        return np.broadcast_to(deep, (rows.stop - rows.start, width, 3))


def ground(named: str) -> Ground:
    """The ground that a person names: a colour as in CSS, or else a picture's file.

    Raises InvalidArgument where it is neither, and whatever `load` raises.
    """
    try:
        colour = ImageColor.getrgb(" ".join(named.split()))
    except ValueError:
        if Path(named).suffix[1:].isalnum() or os.path.exists(named):
            return _of_picture(load(named))
        raise InvalidArgument(
            f"{named!r:.60} is no colour, and no picture is called so.",
            detail="usage",
            hint=f"Say white, {_SUCH}, or name a picture.",
        ) from None
    if not all(0 <= part <= _MOST for part in colour):
        raise InvalidArgument(
            f"{named!r:.60} is no colour: a part of it is beyond what there is.",
            detail="usage",
            hint=f"Numbers go from 0 to {_MOST}, percentages to 100 %, as in {_SUCH}.",
        )
    if len(colour) == 4 and colour[3] < 255:
        raise InvalidArgument(
            f"{named} is not opaque.", detail="usage", hint="Leave --background off for nothing."
        )
    return Ground(np.array(colour[:3], np.uint8).reshape(1, 1, 3))


def _of_picture(picture: Picture) -> Ground:
    if picture.alpha is None:
        return Ground(picture.rgb)
    return Ground(images.over_gray(picture.rgb, picture.alpha))


def _covering(rgb: NDArray[np.uint8], rows: slice, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Rows of `rgb` as large as it has to be for `size`, from its middle."""
    width, height = size
    scale = min(rgb.shape[1] / width, rgb.shape[0] / height)
    left = (rgb.shape[1] - width * scale + scale - 1) / 2
    top = (rgb.shape[0] - height * scale + scale - 1) / 2 + rows.start * scale
    grid = np.array([[scale, 0, left], [0, scale, top]])
    count = rows.stop - rows.start
    # Only what is looked at: OpenCV's maps end at 32767 pixels.
    first = max(0, int(top) - 2)
    last = min(len(rgb), int(top + count * scale) + 3)
    seen = rgb[first:last]
    if scale > 1:  # averages, so that a large picture does not flicker when it is made small
        blur = scale / 2
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), blur), dtype=np.uint8)
    grid[1, 2] -= first
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(seen, grid, (width, count), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(made, dtype=np.uint8)
