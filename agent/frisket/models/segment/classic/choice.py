"""How good a labelling looks, and which of many to keep.

Every sign of a good labelling is a number; a score is their weighted sum. The weights were fitted
so that the labelling with the highest score overlaps the truth most, on prompts for photographs
traced by hand and for procedural composites. Signs were kept that helped on pictures which had been
left out of the fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

from .cut import colour_evidence
from .regions import Floats, Marks, RegionGraph
from .starts import side_length

MOST_CANDIDATES = 3
DIFFERENT = 0.8
SAME = 0.97
MIDDLE, WIDTH = 18.0, 3.0
EVERY = 2
"""Only every second pixel across and down is looked at for a shape: enough for a sign."""


class Taste(NamedTuple):
    """How much each sign counts.

    step        how far apart colours are across the edge (log of 1 + CIELAB units)
    contrast    how much of the edge lies on edges of the picture (log)
    separation  how well colour tells the inside from the outside (log)
    agreement   overlap with the other labellings, 0 to 1
    touching    the share of the picture's sides that is inside
    solidity    the area as a share of its convex hull's
    """

    step: float = 6.0
    contrast: float = 2.5
    separation: float = 5.0
    agreement: float = 6.0
    touching: float = -10.0
    solidity: float = 4.0


USUAL = Taste()


@dataclass(frozen=True, eq=False)
class Scored:
    """A labelling of a graph's regions (N bool) and how good it looks, 0 to 1."""

    inside: Marks
    score: float


def best(
    graph: RegionGraph,
    labellings: Sequence[Marks],
    liking: Floats | None = None,
    taste: Taste = USUAL,
) -> list[Scored]:
    """Up to three different ones of at least one, best first.

    liking   K float32, what the caller adds to the score of each
    """
    overlap = overlaps(graph, labellings)
    told = np.column_stack([appearance(graph, labellings, taste), overlap.mean(axis=1)])
    scores = told @ np.array([1.0, taste.agreement])
    if liking is not None:
        scores = scores + liking
    chosen: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if all(overlap[index, other] < DIFFERENT for other in chosen):
            chosen.append(int(index))
        if len(chosen) == MOST_CANDIDATES:
            break
    return [Scored(labellings[index], _share(float(scores[index]))) for index in chosen]


def goodness(graph: RegionGraph, inside: Marks) -> float:
    """How good one labelling looks by itself, 0 to 1."""
    return best(graph, [inside])[0].score


def appearance(graph: RegionGraph, labellings: Sequence[Marks], taste: Taste = USUAL) -> Floats:
    """What the picture says for each labelling, K float32; agreement is left out."""
    stack = np.stack(labellings)
    signs = [
        *_edges(graph, stack),
        _separation(graph, stack),
        stack @ side_length(graph) / max(float(side_length(graph).sum()), 1.0),
        [solidity(graph, inside) for inside in labellings],
    ]
    weights = taste.step, taste.contrast, taste.separation, taste.touching, taste.solidity
    return np.asarray(np.array(weights) @ np.array(signs), np.float32)


def overlaps(graph: RegionGraph, labellings: Sequence[Marks]) -> Floats:
    """Intersection over union of each pair, KxK."""
    stack = np.stack(labellings).astype(np.float32)
    common = (stack * graph.size) @ stack.T
    area = np.diagonal(common)
    return np.asarray(common / np.maximum(area[:, None] + area[None] - common, 1e-6))


def lost(graph: RegionGraph, before: Marks, after: Marks) -> float:
    """The share of what was inside that is no longer."""
    area = float(graph.size[before].sum())
    return float(graph.size[before & ~after].sum()) / area if area else 0.0


def distinct(graph: RegionGraph, labellings: Sequence[Marks]) -> list[Marks]:
    """Without those that are all but the same as an earlier one."""
    if not labellings:
        return []
    overlap = overlaps(graph, labellings)
    return [
        inside
        for index, inside in enumerate(labellings)
        if not (overlap[index, :index] > SAME).any()
    ]


def solidity(graph: RegionGraph, inside: Marks) -> float:
    """The area of a labelling as a share of its convex hull's, 0 to 1."""
    mask = inside[graph.labels[::EVERY, ::EVERY]].astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return 0.0
    area = float(np.count_nonzero(mask))
    hull = float(cv2.contourArea(cv2.convexHull(np.concatenate(outlines))))
    return area / max(hull, area)


def _share(score: float) -> float:
    """Any score as 0 to 1; about a half where a labelling is as likely right as wrong."""
    return float(1.0 / (1.0 + np.exp((MIDDLE - score) / WIDTH)))


def _edges(graph: RegionGraph, stack: Marks) -> tuple[Floats, Floats]:
    """The signs `step` and `contrast` of KxN labellings."""
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    apart = np.linalg.norm(graph.colour[first] - graph.colour[second], axis=1)
    edge = (stack[:, first] != stack[:, second]).astype(np.float32)
    length = np.maximum(edge @ graph.length, 1e-6)
    contrast = 1.0 - edge @ graph.smooth / length
    return np.log1p(edge @ (apart * graph.length) / length), np.log(contrast + 0.02)


def _separation(graph: RegionGraph, stack: Marks) -> Floats:
    evidence = colour_evidence(graph, stack)
    weight = stack * graph.size
    told = (evidence * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-6)
    return np.asarray(np.log(np.maximum(told, 0.0) / 3.0 + 0.02), np.float32)
