"""Foreground colours (a first version; replaced by the measured one)."""

import numpy as np
from numpy.typing import NDArray


def estimate(image: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return image.copy()
