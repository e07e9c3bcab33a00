"""What is drawn over the picture in the window, byte by byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket_gimp.picking import painting


def test_an_outline_is_two_pixels_inside_of_the_mask() -> None:
    width = 9
    mask = bytes(255 * (1 <= x <= 7 and 1 <= y <= 7) for y in range(9) for x in range(width))
    edge = painting.outline(mask, width)
    wanted = [
        int(1 <= x <= 7 and 1 <= y <= 7 and not (3 <= x <= 5 and 3 <= y <= 5))
        for y in range(9)
        for x in range(width)
    ]
    assert list(edge) == wanted


def test_a_full_row_does_not_touch_the_next() -> None:
    assert painting.outline(b"\xff" * 49, 7)[7 * 3 : 7 * 4] == bytes([1, 1, 0, 0, 0, 1, 1])


def test_a_mask_is_tinted_and_its_outline_is_opaque() -> None:
    rgba = painting.overlay(b"\xff" * 81, 9, (1, 2, 3))
    alpha = rgba[3::4]
    assert alpha[0] == alpha[20] == 255
    assert rgba[4 * 20 : 4 * 20 + 3] == bytes([1, 2, 3])
    assert alpha[40] == round(255 * painting.TINT)
    assert painting.overlay(b"\xff" * 81, 9, (1, 2, 3), is_tinted=False)[3::4][40] == 0
    assert not any(painting.overlay(bytes(81), 9, (1, 2, 3))[3::4])


@given(st.tuples(*[st.integers(0, 255)] * 3), st.integers(1, 2), st.integers(0, painting.STEPS - 1))
def test_an_outline_is_black_and_white_at_its_outside_whatever_its_colour(
    colour: painting.Colour, density: int, step: int
) -> None:
    width = 40
    mask = b"\xff" * width * width
    rgba = painting.overlay(mask, width, colour, density)
    white = painting.marching(painting.lights(mask, width, density), width, step, density)
    row = [(rgba[4 * x : 4 * x + 3], white[4 * x + 3]) for x in range(width)]
    assert set(row) == {(bytes(3), 0), (bytes(3), 255)}
    column = {(rgba[4 * x : 4 * x + 3], white[4 * x + 3]) for x in range(0, width**2, width)}
    assert column == {(bytes(3), 0), (bytes(3), 255)}
    assert white[4 * (width + 1) * 20 + 3] == 0


def test_dashes_move_and_are_back_after_all_steps() -> None:
    lines = painting.lights(b"\xff" * 1600, 40)
    steps = [painting.marching(lines, 40, step) for step in range(painting.STEPS + 1)]
    assert len(set(steps)) == painting.STEPS
    assert steps[0] == steps[-1]


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_no_two_objects_beside_one_another_look_alike(first: painting.Colour) -> None:
    colours = painting.colours(first, 20)
    assert colours[0] == first
    assert len(colours) == 20
    assert all(one != other for one, other in zip(colours, colours[1:], strict=False))
    assert colours[1] in painting.OTHERS
    assert painting.from_hex("#ff3c28") == (255, 60, 40)


def test_a_disc_has_the_sign_of_its_click() -> None:
    side = 2 * painting.RADIUS + 1
    assert all(len(painting.disc(inside)) == 4 * side * side for inside in (True, False))
    above = 4 * ((painting.RADIUS - 4) * side + painting.RADIUS)
    assert painting.disc(True)[above : above + 3] == bytes(painting.WHITE)
    assert painting.disc(False)[above : above + 3] == bytes(painting.OUTSIDE)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 9), st.data())
def test_a_part_has_the_middle_pixel_of_each_square(
    width: int, height: int, step: int, data: st.DataObject
) -> None:
    mask = bytes((7 * x + 13 * y) % 251 for y in range(height) for x in range(width))
    x0, y0 = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    x1, y1 = data.draw(st.integers(x0 + 1, width)), data.draw(st.integers(y0 + 1, height))
    taken, wide = painting.part(mask, width, (x0, y0, x1, y1), step)
    columns = range(min(x0 + step // 2, x1 - 1), x1, step)
    rows = range(min(y0 + step // 2, y1 - 1), y1, step)
    assert wide == len(columns)
    assert list(taken) == [mask[y * width + x] for y in rows for x in columns]


@pytest.mark.parametrize("density", [1, 2, 3])
def test_signs_and_outlines_are_as_thick_on_a_fine_screen(density: int) -> None:
    side = 2 * painting.RADIUS * density + 1
    assert len(painting.disc(True, density)) == 4 * side * side
    width = 40
    edge = painting.outline(b"\xff" * width * width, width, painting.THICK * density)
    assert sum(edge[20 * width : 21 * width]) == 2 * painting.THICK * density


@given(st.binary(max_size=300))
def test_what_is_left_and_what_is_covered_are_all(mask: bytes) -> None:
    rest = painting.inverse(mask)
    assert all(one + other == 255 for one, other in zip(mask, rest, strict=True))
