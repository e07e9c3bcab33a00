"""Whether a picture shows anything: one colour, a gradient or nothing but noise does not.

An edge or a spot, however faint, is where the second derivative of the blurred picture (the
Laplacian of a Gaussian, Marr and Hildreth 1980) is much larger than it usually is; a gradient has
none. In noise it is large everywhere, nowhere much larger, and grows weaker with the width of the
blur as only noise does: a texture that covers everything does not.
"""

from __future__ import annotations

import cv2
import numpy as np

from .regions import Floats

BLURS = (1.5, 4.0)
"""In pixels of half the working size."""
FAINT = 0.8
"""Hardly anybody sees it: the second derivative at a step of about 3 CIELAB units."""
OUTLYING = 7.0
"""In standard deviations: of some 30,000 values of noise the largest lies at about 4.5."""
NOISE_FALLS = 0.5
"""Of white noise 1.5 / 4 is left by the wider blur."""
LEAST = 0.1
SIGMA = 0.6745
"""The median of what is normally distributed, without its sign, in standard deviations."""
APART = 2.0


def shows_nothing(lab: Floats) -> bool:
    """Whether there is nothing to see in hxwx3 float32 CIELAB, at working size."""
    height, width = lab.shape[:2]
    half = (max(1, width // 2), max(1, height // 2))
    small = np.asarray(cv2.resize(lab, half, interpolation=cv2.INTER_AREA), np.float32)
    spread, seen = list[float](), False
    for blur in BLURS:
        if min(half) <= 8 * blur:
            continue
        bend = _bends(small, blur)
        most = bend.max(axis=0)
        usual = np.median(bend, axis=0) / SIGMA
        # The noise of a colour that has next to none is that of the others, rounded.
        usual = np.maximum(usual, usual.max() / 4)
        seen = seen or bool(most.max() >= FAINT)
        if ((most >= FAINT) & (most >= OUTLYING * np.maximum(usual, LEAST))).any():
            return False
        spread.append(float(usual.max()))
    if not spread:
        return bool((np.ptp(lab, axis=(0, 1)) < APART).all())
    # Edges fill a picture of few pixels, and of noise in it there are too few to tell.
    return not seen or (len(spread) > 1 and spread[-1] < NOISE_FALLS * spread[0])


def _bends(small: Floats, blur: float) -> Floats:
    """How strong the second derivative of each colour is, Kx3; what lies near the sides is not."""
    blurred = cv2.GaussianBlur(small, (0, 0), blur)
    bent = cv2.Laplacian(blurred, cv2.CV_32F) * np.float32(blur * blur)
    margin = int(2 * blur)
    return np.asarray(np.abs(bent[margin:-margin, margin:-margin]).reshape(-1, 3), np.float32)
