"""How good a labelling looks, and which of many to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .cut import colour_evidence
from .regions import Floats, Marks, RegionGraph

MOST_CANDIDATES = 3
DIFFERENT = 0.8


class Taste(NamedTuple):
    """How much each sign of a good labelling counts: exponents of the factors of its score."""

    contrast: float = 0.3
    separation: float = 1.0
    agreement: float = 0.5


USUAL = Taste()


@dataclass(frozen=True, eq=False)
class Scored:
    """A labelling of a graph's regions (N bool) and how good it looks, 0 to 1."""

    inside: Marks
    score: float


def best(
    graph: RegionGraph,
    labellings: list[Marks],
    liking: list[float] | None = None,
    taste: Taste = USUAL,
) -> list[Scored]:
    """Up to three different ones of at least one, best first.

    The score is the product of what the picture says (`appearance`), agreement with the other
    labellings, and `liking`, one factor for each that the caller knows from elsewhere.
    """
    liking = liking or [1.0] * len(labellings)
    overlap = overlaps(graph, labellings)
    agreement = overlap.mean(axis=1) ** taste.agreement
    scores = [
        appearance(graph, inside, taste) * float(agree) * like
        for inside, agree, like in zip(labellings, agreement, liking, strict=True)
    ]
    chosen: list[int] = []
    for index in np.argsort(-np.array(scores), kind="stable"):
        if all(overlap[index, other] < DIFFERENT for other in chosen):
            chosen.append(int(index))
        if len(chosen) == MOST_CANDIDATES:
            break
    return [Scored(labellings[index], min(1.0, scores[index])) for index in chosen]


def appearance(graph: RegionGraph, inside: Marks, taste: Taste = USUAL) -> float:
    """Contrast along the edge times how well colour tells inside from outside, 0 to 1."""
    if not inside.any() or inside.all():
        return 0.05
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    edge = inside[first] != inside[second]
    contrast = 1.0 - float(graph.smooth[edge].sum() / max(float(graph.length[edge].sum()), 1e-6))
    evidence = colour_evidence(graph, inside)
    told = np.where(inside, evidence, -evidence)
    parts = [np.average(told[side], weights=graph.size[side]) for side in (inside, ~inside)]
    separation = float(np.clip(np.mean(parts) / 3.0, 0.0, 1.0))
    return min(
        1.0, float((contrast + 0.02) ** taste.contrast * (separation + 0.02) ** taste.separation)
    )


def overlaps(graph: RegionGraph, labellings: list[Marks]) -> Floats:
    """Intersection over union of each pair, KxK."""
    stack = np.stack(labellings).astype(np.float32)
    common = (stack * graph.size) @ stack.T
    area = np.diagonal(common)
    return np.asarray(common / np.maximum(area[:, None] + area[None] - common, 1e-6))
