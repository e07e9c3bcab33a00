"""Smooth curves along closed lines: few cubic Béziers that leave them by no more than a tolerance.

As in Schneider, "An Algorithm for Automatically Fitting Digitized Curves" (Graphics Gems, 1990):
between two knots a curve has the line's directions at its ends, and is as near to the points
between as it can be; where it is too far from one, that one becomes a knot. Here all spans of all
lines are worked on at once. Inside this file a point is a complex number, x + iy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .contours import Contour, Points

Curve = NDArray[np.float64]
"""Mx4x2: cubic Béziers one after the other, the last of which ends where the first begins."""
Plane = NDArray[np.complex128]
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Marks = NDArray[np.bool_]

_LEAST_KNOTS = 4
_REACH = 4
"""Points to either side by which a line's direction is told."""
_SHARP = 0.5
"""Cosine of the turn (60°) from which a knot is a corner."""
_FLAT = 0.05
"""Pixels by which the points and the handles of a straight line may lie beside it."""


class Fit:
    """Curves along `contours`, which come nearer to them each time they are asked for.

    The points are first freed from the steps of hard edges, by less than half a pixel.
    """

    def __init__(self, contours: Sequence[Contour]) -> None:
        begun = [_begun(contour) for contour in contours]
        counts = np.array([len(points) for points, _ in begun], np.intp)
        self._ends = np.cumsum(counts) - 1
        self._points = np.concatenate([points for points, _ in begun])
        self._forward, self._backward = _directions(self._points, self._ends, counts)
        knots = np.flatnonzero(np.concatenate([knots for _, knots in begun]))
        follows = ~np.isin(knots[:-1], self._ends)
        self._starts, self._stops = knots[:-1][follows], knots[1:][follows]
        self._curves, self._errors, self._worst = self._near(self._starts, self._stops)

    def within(self, tolerances: Sequence[float]) -> list[Curve]:
        """A closed curve along each line, within its tolerance (pixels) of each of its points."""
        while True:
            lines = np.searchsorted(self._ends, self._starts)
            failing = self._errors > np.asarray(tolerances)[lines]
            if not failing.any():
                break
            self._split(failing)
        order = np.argsort(self._starts)
        curves = self._curves[order]
        ends = np.flatnonzero(np.diff(lines[order])) + 1
        both = np.stack([curves.real, curves.imag], axis=2)
        return np.split(both, ends)

    def _split(self, failing: Marks) -> None:
        """Make two spans of each of these, parted where they are worst."""
        starts, stops, worst = (each[failing] for each in (self._starts, self._stops, self._worst))
        starts, stops = np.concatenate([starts, worst]), np.concatenate([worst, stops])
        curves, errors, worst = self._near(starts, stops)
        kept = ~failing
        self._starts = np.concatenate([self._starts[kept], starts])
        self._stops = np.concatenate([self._stops[kept], stops])
        self._curves = np.concatenate([self._curves[kept], curves])
        self._errors = np.concatenate([self._errors[kept], errors])
        self._worst = np.concatenate([self._worst[kept], worst])

    def _near(self, starts: Places, stops: Places) -> tuple[Plane, Numbers, Places]:
        """For each span the Bézier (4) nearest to its points, its error, and which point has it."""
        lengths = stops - starts
        firsts = np.cumsum(lengths) - lengths
        span = np.repeat(np.arange(len(starts)), lengths)
        places = np.arange(len(span)) - firsts[span] + starts[span]
        points = self._points[places]
        begins, ends = self._points[starts], self._points[stops]
        share = _shares(points, ends, firsts, span)
        curves = _fitted(
            points, begins, ends, self._forward[starts], self._backward[stops], share, firsts, span
        )
        errors = _distances(points, curves, share, span)
        errors[firsts] = -1  # a knot is on the curve, and is a knot already
        worst = np.maximum.reduceat(errors, firsts)
        candidates = np.flatnonzero(errors == worst[span])
        _, one = np.unique(span[candidates], return_index=True)
        return curves, worst, places[candidates[one]]


def straight(contour: Contour) -> Curve:
    """The line itself, from point to point, without points that lie on the way."""
    before, after = (contour.points - np.roll(contour.points, way, axis=0) for way in (1, -1))
    starts = contour.points[before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]]
    return _lines(starts, np.roll(starts, -1, axis=0))


def merged(curve: Curve) -> Curve:
    """The same closed curve, with one line where several follow each other that are one.

    What is left out lies no farther than `_FLAT` from the line.
    """
    lines, kept = is_line(curve).tolist(), list[int]()
    begin = 0
    for place in range(1, len(curve)):
        if not (lines[begin] and lines[place] and _are_one(curve[begin : place + 1])):
            kept.append(begin)
            begin = place
    kept.append(begin)
    ends = [*kept[1:], len(curve)]
    return np.stack(
        [
            curve[first] if last == first + 1 else _lines(curve[first, 0], curve[last - 1, 3])
            for first, last in zip(kept, ends, strict=True)
        ]
    )


def _are_one(lines: Curve) -> bool:
    """Whether lines that follow each other are all on the way from the first to the last end."""
    points = np.append(lines[:, 0], lines[-1:, 3], axis=0) @ [1, 1j]
    way = points[-1] - points[0]
    length = max(float(abs(way)), 1e-9)
    along = _dot(points - points[0], way / length)
    beside = np.abs(_cross(way / length, points - points[0]))
    return bool(beside.max() <= _FLAT and (np.diff(along) >= 0).all())


def _lines(begins: Points, ends: Points) -> Curve:
    ways = ends - begins
    return np.stack([begins + ways * share for share in (0, 1 / 3, 2 / 3, 1)], axis=-2)


def is_line(curve: Curve) -> Marks:
    """Which of the Béziers are straight."""
    return _is_line(curve[..., 0] + 1j * curve[..., 1])


def flattened(curve: Curve, tolerance: float) -> Points:
    """The closed curve as points Nx2, no further than `tolerance` from it."""
    plane = curve[..., 0] + 1j * curve[..., 1]
    bends = np.abs(np.diff(plane, n=2, axis=1)).max(axis=1)
    pieces = np.maximum(1, np.ceil(np.sqrt(0.75 * bends / tolerance))).astype(np.intp)
    pieces[_is_line(plane)] = 1
    owner = np.repeat(np.arange(len(curve)), pieces)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    a, b, c, d = _powers(plane)[:, owner]
    share = step / pieces[owner]
    points = ((a * share + b) * share + c) * share + d
    return np.stack([points.real, points.imag], axis=1)


# --- a line, to begin with ---


def _begun(contour: Contour) -> tuple[Plane, Marks]:
    """Points and first knots: from a knot all the way round to the same knot."""
    points = contour.points[:, 0] + 1j * contour.points[:, 1]
    movable = contour.hard & ~contour.corners
    for _ in range(2):
        means = (np.roll(points, 1) + 2 * points + np.roll(points, -1)) / 4
        points = np.where(movable, means, points)
    knots = contour.corners | _turns(points, contour.corners)
    if knots.sum() < _LEAST_KNOTS:
        knots[np.arange(_LEAST_KNOTS) * len(knots) // _LEAST_KNOTS] = True
    first = int(np.argmax(knots))
    points, knots = np.roll(points, -first), np.roll(knots, -first)
    return np.append(points, points[:1]), np.append(knots, True)


def _turns(points: Plane, corners: Marks) -> Marks:
    """Where a closed line turns most, if it turns much and there is no corner near."""
    reach = 3 * _REACH // 2
    if len(points) < 4 * reach:
        return np.zeros(len(points), bool)
    forward = _unit(np.roll(points, -reach) - points)
    backward = _unit(np.roll(points, reach) - points)
    turn = _dot(forward, backward)
    moves = range(-reach, reach + 1)
    most = np.max([np.roll(turn, move) for move in moves], axis=0)
    near = np.any([np.roll(corners, move) for move in moves], axis=0)
    return np.asarray((turn >= most) & (turn > -_SHARP) & ~near)


def _directions(points: Plane, ends: Places, counts: Places) -> tuple[Plane, Plane]:
    """At each point, the unit vectors by which the line leaves it, forwards and backwards."""
    line = np.repeat(np.arange(len(counts)), counts)
    begins, around = (ends - counts + 1)[line], (counts - 1)[line]
    reach = np.clip(around // 8, 1, _REACH)
    here = np.arange(len(points)) - begins
    forward = _unit(points[begins + (here + reach) % around] - points)
    backward = _unit(points[begins + (here - reach) % around] - points)
    is_smooth = _dot(forward, backward) < -_SHARP
    through = _unit(forward - backward)
    return np.where(is_smooth, through, forward), np.where(is_smooth, -through, backward)


# --- a span ---


def _shares(points: Plane, ends: Plane, firsts: Places, span: Places) -> Numbers:
    """For each point how much of its span's length lies before it."""
    following = np.append(points[1:], ends[-1:])
    following[np.append(firsts[1:], len(points)) - 1] = ends
    steps = np.abs(following - points)
    gone = np.cumsum(steps) - steps
    lengths = np.maximum(np.add.reduceat(steps, firsts), 1e-9)
    return np.asarray(np.clip((gone - gone[firsts][span]) / lengths[span], 0, 1))


def _fitted(
    points: Plane,
    begins: Plane,
    ends: Plane,
    leaving: Plane,
    arriving: Plane,
    share: Numbers,
    firsts: Places,
    span: Places,
) -> Plane:
    """The Béziers (4 points each) with these ends and directions, by least squares."""
    rest = 1 - share
    one, two, three, four = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    away = points - begins[span] * (one + two) - ends[span] * (three + four)
    told = [
        two * two,
        two * three,
        three * three,
        _dot(away, leaving[span]) * two,
        _dot(away, arriving[span]) * three,
    ]
    sums = np.add.reduceat(np.stack(told), firsts, axis=1)
    between = _dot(leaving, arriving) * sums[1]
    size = sums[0] * sums[2] - between**2
    chords = ends - begins
    lengths = np.maximum(np.abs(chords), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (sums[3] * sums[2] - sums[4] * between) / size
        second = (sums[0] * sums[4] - sums[3] * between) / size
        # Too few points to tell, or handles that would make a loop: a third of the way, as usual.
        usual = (size > 1e-9) & (np.minimum(first, second) > 0.01 * lengths)
        usual &= np.maximum(first, second) < 2 * lengths
    first, second = (np.where(usual, each, lengths / 3) for each in (first, second))
    beside = np.abs(_cross((chords / lengths)[span], points - begins[span]))
    bent = np.maximum.reduceat(beside, firsts) > _FLAT
    return np.stack(
        [
            begins,
            begins + np.where(bent, leaving * first, chords / 3),
            ends + np.where(bent, arriving * second, -chords / 3),
            ends,
        ],
        axis=1,
    )


def _distances(points: Plane, curves: Plane, share: Numbers, span: Places) -> Numbers:
    """How far each point is from its span's curve, at the place that is nearest, about."""
    a, b, c, d = _powers(curves)[:, span]
    for _ in range(2):  # Newton's way to the nearest place
        away = ((a * share + b) * share + c) * share + d - points
        slope = (3 * a * share + 2 * b) * share + c
        down = _dot(slope, slope) + _dot(away, 6 * a * share + 2 * b)
        move = np.divide(_dot(away, slope), down, out=np.zeros_like(down), where=down > 0)
        share = np.clip(share - move, 0, 1)
    return np.asarray(np.abs(((a * share + b) * share + c) * share + d - points))


def _powers(curves: Plane) -> Plane:
    """4xM, by which the third, second, first and zeroth power of a share count."""
    one, two, three, four = curves.T
    return np.stack(
        [four - 3 * three + 3 * two - one, 3 * (three - 2 * two + one), 3 * (two - one), one]
    )


def _is_line(curves: Plane) -> Marks:
    chords = curves[:, 3] - curves[:, 0]
    along = chords / np.maximum(np.abs(chords), 1e-9)
    beside = [np.abs(_cross(along, curves[:, handle] - curves[:, 0])) for handle in (1, 2)]
    return np.asarray(np.maximum(*beside) < _FLAT)


def _unit(vectors: Plane) -> Plane:
    return np.asarray(vectors / np.maximum(np.abs(vectors), 1e-9))


def _dot(one: Plane, other: Plane) -> Numbers:
    return np.asarray(one.real * other.real + one.imag * other.imag)


def _cross(one: Plane, other: Plane) -> Numbers:
    return np.asarray(one.real * other.imag - one.imag * other.real)
