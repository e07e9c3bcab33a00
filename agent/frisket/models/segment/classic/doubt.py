"""Whether what one click found is the thing, or little more than a guess.

How good a labelling looks chooses between labellings, but a large wrong one may look good as well.
What tells right from wrong was fitted on single clicks on photographs traced by hand and on
procedural composites (a logistic regression; benchmarks/clicks_obeyed.py prints how well it tells).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .choice import overlaps
from .cut import colour_evidence
from .regions import Floats, Marks, RegionGraph
from .starts import side_length

LEVEL, AGREEING, TOUCHING, STRANGE, TOLD = 8.5, -1.75, 1.0, 0.87, -3.25
"""How much each sign counts, and the level that makes 0 the border between right and wrong."""

RIVALRY = 3.0
"""By how much another guess looks worse that counts a third."""

GUESS, STEEPNESS = 0.05, 4.0
"""What is left at the border of the score, which says that nothing is known; and how fast it goes
down."""


def certainty(
    graph: RegionGraph, labellings: Sequence[Marks], looks: Floats, chosen: Marks
) -> float:
    """What to multiply the score of `chosen` by, 0 to 1: less than `GUESS` where it is a guess.

    labellings   what else one click may mean, N bool each, `chosen` among them
    looks        K float32, how good each of them looks
    """
    evidence = colour_evidence(graph, chosen)
    doubt = LEVEL + float(
        AGREEING * _agreement(graph, labellings, looks, chosen)
        + TOUCHING * _touching(graph, chosen)
        + STRANGE * _strange(graph, chosen, evidence)
        + TOLD * _told(graph, chosen, evidence)
    )
    return 1.0 / (1.0 + (1.0 / GUESS - 1.0) * math.exp(min(STEEPNESS * doubt, 50.0)))


def _agreement(
    graph: RegionGraph, labellings: Sequence[Marks], looks: Floats, chosen: Marks
) -> float:
    """How much the guesses overlap with `chosen`, the good ones above all; a logarithm."""
    weight = np.exp((looks - looks.max()) / RIVALRY)
    shared = overlaps(graph, [chosen, *labellings])[0, 1:]
    return -math.log(1.02 - float(np.average(shared, weights=weight)))


def _touching(graph: RegionGraph, chosen: Marks) -> float:
    """How much of the outline is the picture's border; a logarithm."""
    mask = chosen[graph.labels]
    outline = np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(
        mask[:, 1:] != mask[:, :-1]
    )
    border = float(side_length(graph)[chosen].sum())
    return math.log(border / (border + outline + 1.0) + 0.02)


def _strange(graph: RegionGraph, chosen: Marks, evidence: Floats) -> float:
    """How much of the inside has colours that are rather those of the outside; a logarithm."""
    size = graph.size * chosen
    strange = float(size[evidence < 0].sum())
    return math.log(strange / float(size.sum()) + 0.01)


def _told(graph: RegionGraph, chosen: Marks, evidence: Floats) -> float:
    """How well colour tells the inside from the outside; a logarithm."""
    told = float(np.average(evidence, weights=graph.size * chosen))
    return math.log(max(told, 0.0) / 3.0 + 0.02)
