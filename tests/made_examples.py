"""Example photographs of a user's own, with outlines, as `frisket.trials.examples` reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.trials.examples import FILE


def write(
    config: Path,
    name: str,
    rgb: NDArray[np.uint8],
    objects: Sequence[NDArray[np.bool_]],
    words: Sequence[str],
) -> None:
    """Put one more into the folder that FRISKET_CONFIG names; each object is a whole piece."""
    place = config / "examples"
    place.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(place / f"{name}.png"), rgb[..., ::-1])
    told = json.loads((place / FILE).read_text()) if (place / FILE).exists() else {"examples": []}
    told["examples"].append(
        {
            "name": name,
            "file": f"{name}.png",
            "words": list(words),
            "objects": [outline(one) for one in objects],
        }
    )
    (place / FILE).write_text(json.dumps(told))


def outline(shape: NDArray[np.bool_]) -> list[list[float]]:
    """The corners of its rim, through the middles of its outermost pixels."""
    lines, _ = cv2.findContours(shape.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(lines, key=len)
    return [[float(x) + 0.5, float(y) + 0.5] for x, y in longest[:, 0]]
