"""A picture whose mask is known, for `frisket doctor`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box


def disc() -> tuple[NDArray[np.uint8], Prompt]:
    """A bright disc on a dark ground, HxWx3 uint8 RGB, and a box round it."""
    rows, columns = np.ogrid[:120, :160]
    inside = (columns - 80) ** 2 + (rows - 60) ** 2 < 40**2
    picture = np.where(inside[..., None], [230, 180, 60], [30, 50, 90]).astype(np.uint8)
    return picture, Prompt(boxes=(Box(36, 16, 124, 104),))
