"""The strokes of a path with no more anchors than their straight lines need. No GIMP.

A stroke is x and y of its points in turn, as GIMP has them: of each anchor the handle before it,
the anchor, and the handle behind it. It is a line between two anchors whose handles lie on them.
"""

from __future__ import annotations

from collections.abc import Sequence

TOLERANCE = 0.5
"""Pixels by which a line may leave the anchors that it had."""
Anchor = tuple[complex, complex, complex]
"""Handle, anchor, handle; each x + iy."""


def simplified(points: Sequence[float], closed: bool) -> list[float]:
    """The same stroke without anchors in the middle of straight lines; its curves stay."""
    values = [complex(x, y) for x, y in zip(points[::2], points[1::2], strict=True)]
    anchors = list(zip(values[::3], values[1::3], values[2::3], strict=True))
    if closed and anchors:
        first = _first(anchors)
        anchors = [*anchors[first:], *anchors[:first], anchors[first]]
    kept = _kept(anchors)
    made = [anchors[place] for place in (kept[:-1] if closed else kept)]
    return [value for anchor in made for one in anchor for value in (one.real, one.imag)]


def _first(anchors: Sequence[Anchor]) -> int:
    """Where a closed stroke is begun: not within a straight line."""
    for place in range(len(anchors)):
        if not _is_line(anchors[place - 1], anchors[place]):
            return place
    corners = [(anchor.real, anchor.imag) for _, anchor, _ in anchors]
    return corners.index(min(corners))


def _kept(anchors: Sequence[Anchor]) -> list[int]:
    """The places of those that are needed, the first and the last among them."""
    kept, begin = list(range(min(1, len(anchors)))), 0
    for place in range(1, len(anchors)):
        ends = place + 1 == len(anchors) or not _is_line(anchors[place], anchors[place + 1])
        if not _is_line(anchors[place - 1], anchors[place]):
            kept.append(place)
            begin = place
        elif ends:
            kept += _needed([anchor for _, anchor, _ in anchors], begin, place)
            begin = place
    return kept


def _needed(line: Sequence[complex], begin: int, end: int) -> list[int]:
    """Of a line's points after `begin` those that keep it where it is, `end` among them.

    As in Douglas and Peucker, "Algorithms for the reduction of the number of points required to
    represent a digitized line" (1973).
    """
    needed, spans = [], [(begin, end)]
    while spans:
        first, last = spans.pop()
        away = [_distance(line[place], line[first], line[last]) for place in range(first, last)]
        worst = max(range(len(away)), key=away.__getitem__)
        if away[worst] > TOLERANCE:
            spans += [(first, first + worst), (first + worst, last)]
        else:
            needed.append(last)
    return sorted(needed)


def _distance(point: complex, begin: complex, end: complex) -> float:
    """From the nearest place between two others."""
    way = end - begin
    if not way:
        return abs(point - begin)
    share = ((point - begin) * way.conjugate()).real / abs(way) ** 2
    return abs(point - begin - min(1.0, max(0.0, share)) * way)


def _is_line(one: Anchor, other: Anchor) -> bool:
    return one[2] == one[1] and other[0] == other[1]
