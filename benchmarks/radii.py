"""How long every operation on masks takes at any radius: seconds for a mask of so many megapixels.

python benchmarks/radii.py [MEGAPIXELS] [TIMES]

For each operation and radius the median and the worst of a few times, on a mask with large soft
shapes and on one that is nothing but edges (noise), and how long it went without a look at its
watch. "work" is processor time: what it would take on one processor that has nothing else to do.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np

from frisket.masks import arithmetic, softening
from frisket.masks.parts import Soft, as_soft
from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX
from frisket_protocol.watch import Watch

RADII = {
    softening.smooth: (1, 3, 10, 40, SMOOTH_MAX),
    arithmetic.grow: (0.5, 1, 7.5, 40, -120.5, 500, 2000, LENGTH_MAX),
    softening.feather: (1, 8, 15.9, 16, 100, 1000, LENGTH_MAX),
    arithmetic.fill_holes: (1, 1e3, 1e12),
    arithmetic.drop_specks: (1, 1e3, 1e12),
}


class Timed(Watch):
    """A watch that knows how long nobody looked at it."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self.looked = 0.0, time.perf_counter()

    def check(self) -> None:
        now = time.perf_counter()
        self.longest, self.looked = max(self.longest, now - self.looked), now


def main() -> None:
    megapixels = float(sys.argv[1]) if len(sys.argv) > 1 else 24
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    width = round((megapixels * 1.5e6) ** 0.5)
    height = round(width / 1.5)
    print(f"{width} x {height}; seconds: median, worst, work, longest without a look")
    for name, mask in masks(height, width).items():
        for operation, radii in RADII.items():
            for radius in radii:
                print(f"{name:7} {operation.__name__:12} {radius:8g}", end="  ", flush=True)
                print("  ".join(f"{part:6.3f}" for part in timed(operation, mask, radius, times)))


def masks(height: int, width: int) -> dict[str, Soft]:
    random = np.random.default_rng(1)
    coarse = random.integers(0, 256, (height // 40, width // 40)).astype(np.uint8)
    shapes = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 3), (width, height))
    shapes = cv2.threshold(shapes, float(np.median(shapes)), 255, cv2.THRESH_BINARY)[1]
    soft = as_soft(cv2.GaussianBlur(shapes, (0, 0), 2))
    return {"shapes": soft, "noise": random.integers(0, 256, (height, width)).astype(np.uint8)}


def timed(operation: Callable[..., Soft], mask: Soft, radius: float, times: int) -> list[float]:
    took, work, longest = [], [], 0.0
    for _ in range(times):
        watch, began, worked = Timed(), time.perf_counter(), time.process_time()
        operation(mask, radius, watch)
        watch.check()
        took.append(time.perf_counter() - began)
        work.append(time.process_time() - worked)
        longest = max(longest, watch.longest)
    return [statistics.median(took), max(took), min(work), longest]


if __name__ == "__main__":
    main()
