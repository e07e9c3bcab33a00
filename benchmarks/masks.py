"""How long each mask operation takes at 8K, beside the time of copying the mask once.

Medians and their ratios are from one run, the operations taking turns, so that a busy machine
slows all of them alike. The masks: a plain ellipse that nearly fills the picture, a small one, and
hair (strands all over a third of the picture).
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from frisket.masks import arithmetic, softening
from frisket.masks.parts import Soft
from frisket_protocol.parts import Operations

OPERATIONS: dict[str, Callable[[Soft, Soft], object]] = {
    "copy (floor)": lambda mask, other: mask.copy(),
    "invert": lambda mask, other: arithmetic.invert(mask),
    "add": lambda mask, other: arithmetic.combine(mask, other, "add"),
    "subtract": lambda mask, other: arithmetic.combine(mask, other, "subtract"),
    "fill_holes": lambda mask, other: arithmetic.fill_holes(mask, math.inf),
    "drop_specks 400": lambda mask, other: arithmetic.drop_specks(mask, 400),
    "smooth 5": lambda mask, other: softening.smooth(mask, 5),
    "grow +3.5": lambda mask, other: arithmetic.grow(mask, 3.5),
    "grow -40": lambda mask, other: arithmetic.grow(mask, -40),
    "feather 6": lambda mask, other: softening.feather(mask, 6),
    "feather 100": lambda mask, other: softening.feather(mask, 100),
    "everything": lambda mask, other: arithmetic.apply(mask, Operations(400, 400, 3, 2.5, 4, True)),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: milliseconds and multiples of a copy, for each kind of mask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=7680)
    parser.add_argument("--height", type=int, default=4320)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    pictures = subjects(chosen.width, chosen.height)
    for name, mask in pictures.items():
        times = measure(mask, pictures["small"], chosen.rounds)
        floor = times["copy (floor)"]
        print(f"\n{name}, {chosen.width} × {chosen.height}")
        for operation, seconds in times.items():
            print(f"  {operation:20} {1000 * seconds:8.1f} ms {seconds / floor:8.1f} ×")


def subjects(width: int, height: int) -> dict[str, Soft]:
    """The masks, HxW uint8."""
    plain, small, hair = (np.zeros((height, width), np.uint8) for _ in range(3))
    centre = (width // 2, height // 2)
    cv2.ellipse(plain, centre, (width * 47 // 100, height * 47 // 100), 8, 0, 360, (255,), -1, 16)
    cv2.ellipse(small, centre, (width // 20, height // 20), 8, 0, 360, (255,), -1, 16)
    random = np.random.default_rng(1)
    for angle, length in zip(
        random.normal(-1.6, 0.8, 900), random.gamma(6, 0.04, 900), strict=True
    ):
        along = np.linspace(0, length * height, 20)
        bend = angle + along / height * random.normal(0, 1)
        points = np.stack([np.cos(bend), np.sin(bend)], 1) * along[:, None] + centre
        cv2.polylines(hair, [np.asarray(points, np.int32)], False, (255,), 3, cv2.LINE_AA)
    return {"plain": plain, "small": small, "hair": hair}


def measure(mask: Soft, other: Soft, rounds: int) -> dict[str, float]:
    """Median seconds of each operation; one round runs each of them once."""
    times: dict[str, list[float]] = {name: [] for name in OPERATIONS}
    for _ in range(rounds):
        for name, operation in OPERATIONS.items():
            start = time.perf_counter()
            operation(mask, other)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


if __name__ == "__main__":
    main()
