"""Where in the picture a click or a drag is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.picking.places import box_round, is_in
from frisket_protocol import Box

numbers = st.floats(-1e6, 1e6)


def test_a_click_beside_the_picture_is_none() -> None:
    assert is_in((0, 0), (4, 3))
    assert is_in((3.9, 2.9), (4, 3))
    assert not any(is_in(place, (4, 3)) for place in ((-0.1, 0), (0, -5), (4, 0), (0, 3)))


def test_a_box_is_cut_at_the_border_and_none_beside_it() -> None:
    assert box_round([(-5, 8), (4, 2)], (10, 10)) == Box(0, 2, 4, 8)
    assert box_round([(-5, 2), (-1, 8)], (10, 10)) is None
    assert box_round([(2, 2), (2.5, 8)], (10, 10)) is None


@given(st.tuples(numbers, numbers), st.tuples(numbers, numbers))
def test_every_box_lies_in_the_picture(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    box = box_round([one, other], (640, 480))
    assert box is None or (0 <= box.x0 < box.x1 <= 640 and 0 <= box.y0 < box.y1 <= 480)


def test_a_box_on_a_turned_canvas_holds_all_that_is_framed() -> None:
    """Its two corners alone may lie above one another in the picture: there it was no box."""
    frame = [(5, 0), (10, 5), (5, 10), (0, 5)]
    assert box_round(frame, (20, 20)) == Box(0, 0, 10, 10)
