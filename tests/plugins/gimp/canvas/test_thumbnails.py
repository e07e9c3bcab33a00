"""Which of GIMP's thumbnails are taken, and what their pixels are."""

from __future__ import annotations

import pytest

from frisket_gimp.canvas import thumbnails


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((7680, 4320), (1024, 576)), ((4320, 7680), (576, 1024)), ((4000, 3000), (1024, 768))],
)
def test_one_of_the_preview_s_scale_is_taken(
    size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    assert thumbnails.size(size, max(size) / 1024) == wanted


def test_a_small_picture_is_its_own() -> None:
    assert thumbnails.size((640, 480), 1.0) == (640, 480)


def test_none_is_taken_that_has_another_scale_or_is_too_large() -> None:
    assert thumbnails.size((3000, 2000), 3000 / 1024) is None
    assert thumbnails.size((4000, 3000), 4000 / 2048) is None
    assert thumbnails.size((4000, 3000), 4.33) is None


def test_their_pixels_are_the_image_s_own_before_gimp_3_2_and_plain_since() -> None:
    assert thumbnails.pixel_format("RGBA u16", 8, 8, (3, 0, 4)) == "RGBA u16"
    assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 0, 4)) == "RGBA u8"
    assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 2, 6)) == thumbnails.PLAIN
    assert thumbnails.pixel_format("RGBA u16", 8, 4, (3, 0, 8)) == thumbnails.PLAIN


def test_where_they_may_be_either_they_are_not_taken() -> None:
    assert thumbnails.pixel_format("RGBA u8", 4, 4, (3, 0, 8)) is None
    assert thumbnails.pixel_format("RGBA u16", 8, 2, (3, 0, 4)) is None
    assert thumbnails.pixel_format(thumbnails.PLAIN, 4, 4, (3, 0, 8)) == thumbnails.PLAIN


@pytest.mark.parametrize(
    ("whole", "side", "made"),
    [
        ((6000, 4000), 256, (256, 171)),
        ((40, 30), 256, (40, 30)),
        ((1, 9000), 1024, (1, 1024)),
    ],
)
def test_one_within_a_side_keeps_its_proportions_and_is_never_enlarged(
    whole: tuple[int, int], side: int, made: tuple[int, int]
) -> None:
    assert thumbnails.within(whole, side) == made
