"""A closer look round one click, for what is too small to be seen in the whole picture.

The whole picture is worked on as some 400 x 300 pixels. A thing of a few pixels is lost there among
its surroundings; in a crop round the click it is a thing like any other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from frisket.models.base import Image
from frisket_protocol.raster import Box, Point

from .choice import Scored
from .clicks import FLOODS, candidates, seeds
from .doubt import GUESS
from .embedding import ClassicEmbedding, Shape
from .regions import Marks, RegionGraph, to_lab
from .starts import nothing, passes, region_at, side_length
from .window import Window, around

NEARER = 4.0
"""How many times less of the picture's sides every closer look shows than the one before."""

FEWEST = 48
"""The least pixels of the picture across and down that a closer look shows."""

SMALL = 0.003
"""The share of the picture below which a thing may have been too small to be seen."""

HIDDEN = 12.0
"""How far, in CIELAB units, the click's own colour is from what is seen there, if a thing hides."""


def closer(
    embedding: ClassicEmbedding, window: Window, click: Point, seen: list[Scored]
) -> list[Shape]:
    """What a closer look finds at `click`, best first; nothing where the look so far is to be kept.

    window, seen   where has been looked, and what was found there

    What is found is small, sure, and lies within the crop: all else is what `seen` was to tell.
    """
    graph = embedding.graph(window)
    is_small = _share(graph, seen[0].inside) < SMALL
    is_guess = seen[0].score < GUESS
    if not is_small and not (is_guess and _may_hide(embedding.image, graph, window, click)):
        return []
    surest, shapes = GUESS, list[Shape]()
    for nearer in _nearer(window, click):
        graph = embedding.graph(nearer)
        place = np.array([nearer.point(click.x, click.y)])
        found = candidates(graph, place, seeds(graph, place), nothing(graph))
        best = found[0].inside
        is_within = not (side_length(graph)[best] > 0).any()
        is_less = _share(graph, best) * _area(nearer) < SMALL * _area(window)
        if found[0].score > surest and is_within and is_less:
            surest = found[0].score
            shapes = [embedding.shape(nearer, one.inside, one.score) for one in found]
    return shapes


def _may_hide(image: Image, graph: RegionGraph, window: Window, click: Point) -> bool:
    """Whether something small is at `click`: a small region, or a colour that is not seen there."""
    region = region_at(graph, *window.point(click.x, click.y))
    seed = np.arange(graph.count) == region
    if _share(graph, passes(graph, seed) <= FLOODS[1]) < SMALL:
        return True
    row, column = int(click.y), int(click.x)
    near = image[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2]
    own = np.median(to_lab(near).reshape(-1, 3), axis=0)
    return float(np.linalg.norm(own - graph.colour[region])) > HIDDEN


def _nearer(window: Window, click: Point) -> Iterator[Window]:
    """Crops round `click`, each a quarter of the one before, while they show more."""
    width, height = window.x1 - window.x0, window.y1 - window.y0
    across, down, scale = width / NEARER, height / NEARER, window.scale[0]
    while min(across, down) >= FEWEST and scale < 1.0:
        reach = across / 2, down / 2
        box = Box(click.x - reach[0], click.y - reach[1], click.x + reach[0], click.y + reach[1])
        nearer = around(box, window.x1, window.y1, margin=0.0)
        yield nearer
        across, down, scale = across / NEARER, down / NEARER, nearer.scale[0]


def _share(graph: RegionGraph, inside: Marks) -> float:
    return float(graph.size[inside].sum() / graph.size.sum())


def _area(window: Window) -> float:
    return float((window.x1 - window.x0) * (window.y1 - window.y0))
