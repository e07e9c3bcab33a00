"""Ways to make a mask finer that the classical engine found on a preview, and what they cost.

    python benchmarks/refining.py

The preview is half as large as a photograph, and 1024 pixels wide for composites of 3.6
megapixels. What is found there by a box and by five clicks is carried to a crop at full size:

    enlarged   as it is
    finer      its edge cut anew in a band (`SegmentClassic.refine`)
    as shown   the same no further from the edge than was left open, which is what the agent does
    anew       the engine is asked with it as a rough selection

Mean intersection over union, boundary F within 2 pixels at full size, and seconds, the median and
the most.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from classic_quality import Truth, boundary_f, photograph_scenes
from composites import cases
from frisket.images import Picture
from frisket.journey import geometry
from frisket.journey.refining import as_shown
from frisket.models.base import Image, ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol import Box, Frame
from frisket_protocol.raster import whole_box
from prompts import kinds

Frames: TypeAlias = tuple[Frame, Frame]
Way: TypeAlias = Callable[[Image, Soft, Soft, Frames], Soft]

LARGE = (2176, 1632)
PREVIEW = 1024
PROMPTS = ("box", "5 clicks")
MARGIN = 0.08
ENGINE, WATCH = SegmentClassic(), Unwatched()


def main() -> None:
    """Print the table."""
    results = defaultdict[tuple[str, str], list[tuple[float, float, float]]](list)
    for name, image, truth, scale in scenes():
        for coarse in previewed(image, truth, scale):
            crop, rough, where, frames = cropped(image, coarse, scale)
            for way, make in WAYS.items():
                started = time.perf_counter()
                made = make(crop, rough, coarse, frames)
                seconds = time.perf_counter() - started
                found = np.zeros_like(truth)
                found[where] = made > 127
                overlap = np.count_nonzero(found & truth) / np.count_nonzero(found | truth)
                results[name, way].append((overlap, boundary_f(found, truth), seconds))
    for (name, way), rows in results.items():
        overlap, boundary, _ = np.mean(rows, axis=0)
        middle, most = np.percentile([seconds for *_, seconds in rows], [50, 100])
        print(f"{name:14} {way:10} {overlap:.3f}  {boundary:.3f}  {middle:.3f} {most:.3f}")


def scenes() -> Iterator[tuple[str, Image, Truth, float]]:
    """What it is, a picture, what is the object, and how many of its pixels one of a preview is."""
    for scene in photograph_scenes():
        yield "photographs", scene.image, scene.truth, 2.0
    for case in cases(LARGE):
        yield case.name.rpartition("-")[0], case.image, case.alpha >= 0.5, LARGE[0] / PREVIEW


def previewed(image: Image, truth: Truth, scale: float) -> Iterator[Soft]:
    """What the engine finds on the preview, prompt by prompt, where it finds anything."""
    height, width = truth.shape
    size = (round(width / scale), round(height / scale))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    share = cv2.resize(truth.astype(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    for kind in PROMPTS:
        prompt = kinds()[kind](np.asarray(share > 127, np.bool_), 0)
        mask = ENGINE.segment(ENGINE.embed(small, WATCH), [prompt], WATCH)[0][0].mask
        if (mask > 127).any():
            yield mask


def cropped(
    image: Image, coarse: Soft, scale: float
) -> tuple[Image, Soft, tuple[slice, slice], Frames]:
    """What the client sends for finer edges, the mask as that shows it, and where both are."""
    height, width = image.shape[:2]
    x, y, across, down = (side * scale for side in cv2.boundingRect(coarse))
    margin = max(16.0, MARGIN * max(across, down))
    box = whole_box(Box(x, y, x + across, y + down), width, height, margin)
    where = slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1))
    frames = Frame(0, 0, scale), Frame(box.x0, box.y0)
    moved = geometry.resample_mask(coarse, *frames, int(box.width), int(box.height))
    return np.ascontiguousarray(image[where]), geometry.crispen(moved, scale), where, frames


def anew(crop: NDArray[np.uint8], rough: Soft) -> Soft:
    """The engine's answer to a rough selection."""
    embedding = ENGINE.embed(crop, WATCH)
    return ENGINE.segment(embedding, [ObjectPrompt(rough=rough)], WATCH)[0][0].mask


def held(crop: Image, rough: Soft, coarse: Soft, frames: Frames) -> Soft:
    """What the agent makes of it."""
    picture = Picture(crop, frames[1], b"")
    return as_shown(picture, ENGINE.refine(crop, rough, WATCH), rough, coarse, frames[0])


WAYS: dict[str, Way] = {
    "enlarged": lambda crop, rough, coarse, frames: rough,
    "finer": lambda crop, rough, coarse, frames: ENGINE.refine(crop, rough, WATCH),
    "as shown": held,
    "anew": lambda crop, rough, coarse, frames: anew(crop, rough),
}


if __name__ == "__main__":
    main()
