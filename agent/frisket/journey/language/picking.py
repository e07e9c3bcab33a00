"""Which of several things are meant, by where they are and how large: boxes in, indices out.

Boxes are in pixels of the picture. A side counts by the middle of a box; two sides together, as
"top left", by how near it is to that corner, in parts of the picture's sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from frisket_protocol.raster import Box

from .meanings import SIDES, By, Pick

AT = {"left": 0.0, "right": 1.0, "top": 0.0, "bottom": 1.0, "middle": 0.5}
ROW = 2.0
"""Things lie in a row or a column when they are spread this many times as far one way."""
THIRDS = 1 / 3, 2 / 3


def chosen(
    boxes: Sequence[Box],
    scores: Sequence[float],
    picks: Sequence[Pick],
    size: tuple[int, int],
) -> list[int]:
    """The indices of those that the picks leave, one pick after another, in the order counted.

    size: width and height of the picture.
    """
    left = list(range(len(boxes)))
    for pick in picks:
        left = _picked(left, boxes, scores, pick, size)
    return left


def _picked(
    left: list[int],
    boxes: Sequence[Box],
    scores: Sequence[float],
    pick: Pick,
    size: tuple[int, int],
) -> list[int]:
    if pick.count == 0:
        return [one for one in left if _lies(boxes[one], pick.by, size)]
    order = _order(pick.by, [boxes[one] for one in left], [scores[one] for one in left], size)
    ranked = sorted(range(len(left)), key=order)
    return [left[one] for one in ranked[pick.rank - 1 : pick.rank - 1 + pick.count]]


def _lies(box: Box, by: By, size: tuple[int, int]) -> bool:
    """Whether the middle of a box lies on that side: in that half, in the middle third."""
    x, y = _middle(box)
    across, down = x / size[0], y / size[1]
    sides = by.split()
    if sides == ["middle"]:
        return THIRDS[0] <= across <= THIRDS[1]
    tests = {
        "left": across <= 0.5,
        "right": across >= 0.5,
        "top": down <= 0.5,
        "bottom": down >= 0.5,
        "middle": THIRDS[0] <= (across if sides[0] in ("top", "bottom") else down) <= THIRDS[1],
    }
    return all(tests[side] for side in sides)


def _order(
    by: By, boxes: Sequence[Box], scores: Sequence[float], size: tuple[int, int]
) -> Callable[[int], float]:
    """What to sort indices by, so that the first is the one that is meant."""
    if by in SIDES:
        if by == "middle":
            distances = _from_the_middle(boxes, size)
            return distances.__getitem__
        return lambda one: _away(boxes[one], by.split(), size)
    measures: dict[By, Callable[[int], float]] = {
        "largest": lambda one: -boxes[one].width * boxes[one].height,
        "smallest": lambda one: boxes[one].width * boxes[one].height,
        "tallest": lambda one: -boxes[one].height,
        "shortest": lambda one: boxes[one].height,
        "widest": lambda one: -boxes[one].width,
        "narrowest": lambda one: boxes[one].width,
        "surest": lambda one: -scores[one],
    }
    return measures[by]


def _away(box: Box, sides: Sequence[str], size: tuple[int, int]) -> float:
    """How far a box lies from a side or corner of the picture, in parts of the sides."""
    x, y = _middle(box)
    across, down = x / size[0], y / size[1]
    total = 0.0
    for side in sides:
        upright = side in ("top", "bottom") or (side == "middle" and sides[0] in ("left", "right"))
        total += abs((down if upright else across) - AT[side])
    return total


def _from_the_middle(boxes: Sequence[Box], size: tuple[int, int]) -> list[float]:
    """How far each is from being the middle one.

    In a row or a column, by how many lie on either side; of two in the middle the one nearer to
    the picture's. Things scattered, by their distance from the middle of all.
    """
    if not boxes:
        return []
    middles = [_middle(box) for box in boxes]
    xs, ys = [x for x, _ in middles], [y for _, y in middles]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    if max(wide, high) >= ROW * min(wide, high):
        along, centre = (xs, size[0] / 2) if wide >= high else (ys, size[1] / 2)
        ranked = sorted(range(len(along)), key=along.__getitem__)
        steps = {one: abs(2 * rank - (len(along) - 1)) for rank, one in enumerate(ranked)}
        return [
            steps[one] + abs(along[one] - centre) / (1 + 4 * max(size)) for one in range(len(along))
        ]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return [((one[0] - x) ** 2 + (one[1] - y) ** 2) ** 0.5 for one in middles]


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
