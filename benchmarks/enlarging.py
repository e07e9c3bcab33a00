"""Ways to enlarge the alpha of a reduced picture, on composites whose alpha is known.

A network that looks at 1024² gives a small alpha of a large object. Here the true alpha is reduced
to that, as it is ("exact"), blurred over a pixel, or blurred and noisy, and enlarged again. Mean
squared error in the widest band that a matter may change, thousandths, at 2304 × 1792:

                         textured      hair        soft        flat        low contrast
    exact   bilinear       0.75        23.91       0.00        0.93        0.70
            colour lines   0.18         1.05       0.07        0.06        0.44
    blurred bilinear       2.22        45.33       0.00        2.73        2.12
            colour lines   0.84        28.80       0.08        0.60        1.29
    noisy   bilinear       1.61        39.70       2.13        2.00        1.54
            colour lines   0.48        16.70       0.83        0.27        0.88

Lines over 3 × 3 pixels with less regularisation (1e-5) were better on an exact alpha and worse on
a noisy one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.matte import enlarging
from frisket.models.matte.edge_band import at_half, band_widths, distance
from matting import some_cases

Small: TypeAlias = NDArray[np.float32]

SIDE = 1024
"""Of the square to which a network's picture is drawn out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=2304)
    parser.add_argument("--height", type=int, default=1792)
    parser.add_argument("--each", type=int, default=1, help="pictures of each kind")
    chosen = parser.parse_args(arguments)
    for case in some_cases((chosen.width, chosen.height), chosen.each):
        band = (case.alpha > 0) & (case.alpha < 255)
        band |= distance(at_half(case.alpha)) <= band_widths(case.alpha)[1]
        truth = case.alpha[band] / 255
        for name, small in small_alphas(case.alpha):
            size = chosen.width, chosen.height
            plain = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)[band]
            lines = enlarging.enlarged(case.image, small, lambda done: None)[band] / 255
            errors = (1000 * ((one - truth) ** 2).mean() for one in (plain, lines))
            figures = "   ".join(f"{error:6.2f}" for error in errors)
            print(f"{case.kind:13} {name:8} bilinear, colour lines {figures}", flush=True)


def small_alphas(alpha: NDArray[np.uint8]) -> Iterator[tuple[str, Small]]:
    """What a network could give at best, a softer one, and one that is not sure of itself."""
    whole = alpha / np.float32(255)
    exact = np.asarray(cv2.resize(whole, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32)
    yield "exact", exact
    yield "blurred", blurred(exact, 1)
    random = np.random.default_rng(0).normal(0, 0.3, exact.shape).astype(np.float32)
    unsure = blurred(random, 1) * ((exact > 0.02) & (exact < 0.98))
    yield "noisy", np.clip(blurred(exact, 0.7) + unsure, 0, 1).astype(np.float32)


def blurred(values: Small, deviation: float) -> Small:
    """A Gaussian over so many pixels."""
    return np.asarray(cv2.GaussianBlur(values, (0, 0), deviation), np.float32)


if __name__ == "__main__":
    main()
