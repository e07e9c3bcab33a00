"""A picture to be written, a band of rows at a time, so that a large one need not be held twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frisket.images import Pixels

from .metadata import Metadata

_PIXELS = 1 << 20
"""What is worked on at a time."""


@dataclass(frozen=True)
class Bands:
    """height × width pixels of so many channels (1 gray, 2 with alpha, 3 RGB, 4 RGBA).

    dtype is uint8 or uint16. `band` gives the rows of a slice, from 0 to `height`: NxWxC.
    """

    height: int
    width: int
    channels: int
    dtype: np.dtype[np.uint8] | np.dtype[np.uint16]
    band: Callable[[slice], Pixels]

    @property
    def step(self) -> int:
        """Rows of one band."""
        return max(1, _PIXELS // self.width)

    def rows(self) -> Iterator[Pixels]:
        """All the rows, from the top."""
        for top in range(0, self.height, self.step):
            yield self.band(slice(top, min(top + self.step, self.height)))

    def whole(self) -> Pixels:
        """HxWxC, for a format that is written in one go."""
        return np.concatenate(list(self.rows()))


@dataclass(frozen=True)
class Extras:
    """What stands in a file beside its pixels."""

    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    about: Metadata = field(default_factory=Metadata)
    origin: str = ""
    """The sum of the picture that it is made of."""


def of_array(pixels: NDArray[np.uint8]) -> Bands:
    """HxWxC uint8 that is there already."""
    height, width, channels = pixels.shape
    return Bands(height, width, channels, pixels.dtype, lambda rows: pixels[rows])
