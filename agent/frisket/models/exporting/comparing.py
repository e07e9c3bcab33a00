"""How far an exported detector's boxes lie from those of the one that it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from frisket.models.base import Detection, Detector, Image, Unwatched
from frisket.models.files.cards import ModelCard

SIDE = 1000
MOST = 10
"""Of the original's boxes, the best ones that are compared."""
ANY = 1e-4
"""The threshold for them: whatever it is shown, a detector is a little sure of something."""


def boxes_apart(
    card: ModelCard, folder: Path, builder: str, into: Path, file: str, phrases: Sequence[str]
) -> tuple[float, float]:
    """The furthest that an edge of a box lies from where the original has it, in pixels of SIDE;
    and the most that the score of such a box is off.

    card, folder: the original. builder, into, file: the adapter of the exported one, its folder,
    its graph. phrases: what both are asked for.
    """
    exported = replace(card, builder=builder, files={file: ""})
    before, after = (_best(one, phrases) for one in (card.build(folder), exported.build(into)))
    if not before and not after:
        return 0.0, 0.0
    pairs = [_nearest(one, after) for one in before[:MOST]]
    return max(apart for apart, _ in pairs), max(less for _, less in pairs)


def scene() -> Image:
    """A disc, a square and a triangle on a ground that is light on one side, SIDE wide."""
    height = SIDE * 3 // 4
    ground = np.linspace(90, 200, SIDE)[None, :, None] + np.linspace(0, 40, height)[:, None, None]
    picture = np.repeat(ground, 3, 2).astype(np.uint8)
    cv2.circle(picture, (250, 280), 130, (200, 30, 30), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (600, 120), (820, 340), (30, 60, 200), -1)
    corners = np.array([[480, 680], [720, 680], [600, 450]], np.int32)
    cv2.fillPoly(picture, [corners], (30, 160, 60), cv2.LINE_AA)
    return picture


def _best(detector: Detector, phrases: Sequence[str]) -> list[Detection]:
    """Twice as many as are compared: those that score alike change places easily."""
    return detector.detect(scene(), phrases, Unwatched(), ANY)[: 2 * MOST]


def _nearest(one: Detection, others: Sequence[Detection]) -> tuple[float, float]:
    """How far the nearest box with the same label lies, and how far its score is off."""
    same = [other for other in others if other.label == one.label]
    found = [(_apart(one, other), abs(one.score - other.score)) for other in same]
    return min(found, default=(SIDE, 1.0))


def _apart(one: Detection, other: Detection) -> float:
    return max(
        abs(one.box.x0 - other.box.x0),
        abs(one.box.y0 - other.box.y0),
        abs(one.box.x1 - other.box.x1),
        abs(one.box.y1 - other.box.y1),
    )
