"""What is drawn over the picture in the window, byte by byte."""

from __future__ import annotations

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
    rgba = painting.overlay(b"\xff" * 49, 7, (1, 2, 3))
    alpha = rgba[3::4]
    assert rgba[:3] == bytes([1, 2, 3])
    assert alpha[0] == 255
    assert alpha[24] == round(255 * painting.TINT)
    assert not any(painting.overlay(bytes(49), 7, (1, 2, 3))[3::4])


def test_a_disc_has_the_sign_of_its_click() -> None:
    side = 2 * painting.RADIUS + 1
    assert all(len(painting.disc(inside)) == 4 * side * side for inside in (True, False))
    above = 4 * ((painting.RADIUS - 4) * side + painting.RADIUS)
    assert painting.disc(True)[above : above + 3] == bytes(painting.WHITE)
    assert painting.disc(False)[above : above + 3] == bytes(painting.OUTSIDE)
