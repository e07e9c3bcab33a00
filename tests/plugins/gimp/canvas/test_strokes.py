"""Straight lines of a path need no anchors but their ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_gimp.canvas import strokes

Place = tuple[float, float]
places = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda one: (one[0] / 2, one[1] / 2))


def line(*corners: Place) -> list[float]:
    """A stroke of straight lines: every handle lies on its anchor."""
    return [value for corner in corners for value in corner * 3]


def anchors(stroke: list[float]) -> list[Place]:
    return list(zip(stroke[2::6], stroke[3::6], strict=True))


def test_a_square_has_four_anchors_wherever_it_begins() -> None:
    square = [(0, 0), (5, 0), (9, 0), (10, 0), (10, 7), (10, 10), (4, 10), (0, 10), (0, 3)]
    for first in range(len(square)):
        begun = square[first:] + square[:first]
        made = strokes.simplified(line(*map(tuple, begun)), closed=True)
        assert set(anchors(made)) == {(0, 0), (10, 0), (10, 10), (0, 10)}
        assert len(made) == 24


def test_curves_stay_and_lines_between_them_are_one() -> None:
    """As GIMP draws a box with soft corners: its sides are in pieces, its corners are curves."""
    side = line((10, 0), (30, 0), (31, 0.2), (50, 0))
    corner = [55, 0, 57, 2, 60, 5, 60, 10, 60, 20, 60, 20]
    side[-2:] = [52, 0]  # the curve begins
    stroke = [*side, *corner]
    made = strokes.simplified(stroke, closed=False)
    assert made == [*stroke[:6], *stroke[18:]]


def test_a_kink_of_more_than_half_a_pixel_stays() -> None:
    assert anchors(strokes.simplified(line((0, 0), (5, 0.6), (10, 0)), closed=False)) == [
        (0, 0),
        (5, 0.6),
        (10, 0),
    ]


@given(st.lists(places, min_size=1, max_size=12), st.booleans())
def test_no_anchor_is_left_farther_than_half_a_pixel_from_the_line(
    corners: list[Place], closed: bool
) -> None:
    made = anchors(strokes.simplified(line(*corners), closed))
    assert set(made) <= set(corners)
    kept = [complex(*one) for one in made]
    ends = [*kept[1:], kept[0]] if closed else kept[1:] or kept
    for x, y in corners:
        away = [
            strokes._distance(complex(x, y), one, other)
            for one, other in zip(kept, ends, strict=False)
        ]
        assert min(away) <= strokes.TOLERANCE


@given(st.lists(st.floats(-9, 9, width=16), min_size=6, max_size=48), st.booleans())
def test_a_stroke_of_curves_keeps_all_of_its_points(values: list[float], closed: bool) -> None:
    whole = values[: len(values) // 6 * 6]
    for place in range(0, len(whole), 6):
        whole[place] = whole[place + 2] + 1  # no handle lies on its anchor
    made = strokes.simplified(whole, closed)
    assert made == whole
