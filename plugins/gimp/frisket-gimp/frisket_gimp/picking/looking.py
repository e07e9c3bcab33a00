"""Which part of the layer is seen in the window, and how large: plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from frisket_protocol.raster import Box

ZOOM_MAX = 16.0
STEP = 1.25


@dataclass(frozen=True)
class Looking:
    """zoom: pixels of the screen for one of the layer. x, y: what stands in the window's corner."""

    layer: tuple[int, int]
    window: tuple[int, int]
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @classmethod
    def fit(cls, layer: tuple[int, int], window: tuple[int, int]) -> Looking:
        """The whole layer, as large as it goes, in the middle."""
        zoom = min(ZOOM_MAX, window[0] / layer[0], window[1] / layer[1])
        return cls(layer, window, zoom)._settled()

    def zoomed(self, factor: float, at: tuple[float, float]) -> Looking:
        """Larger or smaller; what is under `at` (pixels of the window) stays there."""
        least = min(1.0, Looking.fit(self.layer, self.window).zoom) / 2
        zoom = min(ZOOM_MAX, max(least, self.zoom * factor))
        x, y = self.to_layer(*at)
        return Looking(self.layer, self.window, zoom, x - at[0] / zoom, y - at[1] / zoom)._settled()

    def moved(self, dx: float, dy: float) -> Looking:
        """The picture dragged by so many pixels of the screen."""
        x, y = self.x - dx / self.zoom, self.y - dy / self.zoom
        return Looking(self.layer, self.window, self.zoom, x, y)._settled()

    def resized(self, window: tuple[int, int]) -> Looking:
        """The same corner in a window of another size."""
        return Looking(self.layer, window, self.zoom, self.x, self.y)._settled()

    def to_layer(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the window, in layer pixels."""
        return self.x + x / self.zoom, self.y + y / self.zoom

    def to_window(self, x: float, y: float) -> tuple[float, float]:
        """The other way round."""
        return (x - self.x) * self.zoom, (y - self.y) * self.zoom

    @property
    def scale(self) -> float:
        """Layer pixels for one that has to be read."""
        return max(1.0, 1 / self.zoom)

    @property
    def seen(self) -> Box | None:
        """The part of the layer that is seen, in whole pixels; None when it is none."""
        x1, y1 = self.to_layer(*self.window)
        box = Box(
            max(0, math.floor(self.x)),
            max(0, math.floor(self.y)),
            min(self.layer[0], math.ceil(x1)),
            min(self.layer[1], math.ceil(y1)),
        )
        return None if box.is_empty else box

    def _settled(self) -> Looking:
        """Not past the layer's sides, and on whole pixels of the screen."""
        x = _settle(self.x, self.layer[0], self.window[0] / self.zoom)
        y = _settle(self.y, self.layer[1], self.window[1] / self.zoom)
        return Looking(
            self.layer,
            self.window,
            self.zoom,
            round(x * self.zoom) / self.zoom,
            round(y * self.zoom) / self.zoom,
        )


def _settle(corner: float, side: float, seen: float) -> float:
    if seen >= side:
        return (side - seen) / 2
    return min(max(0.0, corner), side - seen)
