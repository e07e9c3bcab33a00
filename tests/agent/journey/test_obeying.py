"""What makes a mask obey clicks: on its own side of each, with a part of the picture, no dot."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from frisket.journey import obeying
from frisket_protocol import Box, Point

WIDTH, HEIGHT = 160, 120
Pixels = NDArray[np.uint8]

places = some.tuples(
    some.floats(0, WIDTH, exclude_max=True),
    some.floats(0, HEIGHT, exclude_max=True),
    some.booleans(),
)
clicks = some.lists(places.map(lambda place: Point(*place)), min_size=1, max_size=5)


def picture(seed: int, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Pixels:
    """Patches of noise: HxWx3 uint8."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (size[0] // 10, size[1] // 10, 3))
    noise = random.integers(0, 12, (*size, 3))
    return np.clip(coarse.repeat(10, 0).repeat(10, 1) + noise, 0, 255).astype(np.uint8)


def half(value: int = 255) -> Pixels:
    """A mask of the left half, soft at its edge."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[:, : WIDTH // 2] = value
    mask[:, WIDTH // 2] = value // 2
    return mask


@given(clicks, some.integers(0, 50), some.sampled_from(["half", "all", "none"]))
def test_after_clicks_have_been_forced_each_that_stands_is_on_its_side(
    asked: list[Point], seed: int, kind: str
) -> None:
    mask = {"half": half(), "all": half() * 0 + 255, "none": half() * 0}[kind].astype(np.uint8)
    standing = obeying.standing(asked)
    forced = obeying.forced(mask, picture(seed), standing)
    last = standing[-1]
    assert not obeying.is_beside(forced, last)
    apart = all(
        one is other or (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 40**2
        for one in standing
        for other in standing
    )
    if apart:
        assert obeying.disobeyed(forced, standing) == []


def test_a_click_that_is_obeyed_changes_nothing() -> None:
    asked = [Point(20, 60), Point(140, 60, inside=False)]
    np.testing.assert_array_equal(obeying.forced(half(), picture(1), asked), half())


def test_what_is_forced_is_a_part_of_one_colour_and_near() -> None:
    image = np.zeros((1000, 1000, 3), np.uint8)
    image[490:520, 500:530] = (200, 30, 30)
    mask = np.full((1000, 1000), 255, np.uint8)
    forced = obeying.forced(mask, image, [Point(515, 505, inside=False)])
    changed = forced < 128
    assert 200 <= changed.sum() <= 900
    assert changed[490:520, 500:530].sum() == changed.sum()


def test_a_speck_and_a_pinhole_are_disobeyed() -> None:
    mask = np.zeros((500, 500), np.uint8)
    mask[250, 250] = 255
    speck = Point(250.5, 250.5)
    assert obeying.disobeyed(mask, [speck]) == [speck]
    assert obeying.disobeyed(255 - mask, [Point(250.5, 250.5, inside=False)])
    assert not obeying.is_beside(mask, speck)


def test_a_strand_that_leads_to_something_larger_is_no_speck() -> None:
    mask = np.zeros((500, 500), np.uint8)
    mask[250, :] = 255
    assert obeying.disobeyed(mask, [Point(250.5, 250.5)]) == []


@pytest.mark.parametrize("place", [(0, 60), (WIDTH - 1, 60), (80, 0), (80, HEIGHT - 1)])
@pytest.mark.parametrize("inside", [True, False])
def test_a_speck_at_the_border_of_the_picture_leads_to_nothing(
    place: tuple[int, int], inside: bool
) -> None:
    mask = np.full((HEIGHT, WIDTH), 0 if inside else 255, np.uint8)
    mask[place[1], place[0]] = 255 - mask[0, 1]
    click = Point(place[0] + 0.5, place[1] + 0.5, inside)
    assert obeying.disobeyed(mask, [click]) == [click]
    assert obeying.disobeyed(obeying.forced(mask, picture(2), [click]), [click]) == []


def test_a_speck_in_a_part_of_a_picture_is_one_in_the_whole() -> None:
    mask, click = half(0), Point(100.5, 60.5)
    mask[58:63, 98:103] = 255
    assert obeying.disobeyed(mask, [click]) == []
    whole = 100 * mask.size
    assert obeying.disobeyed(mask, [click], whole) == [click]
    kept = obeying.kept(mask, mask, picture(2), [click], whole)
    assert obeying.disobeyed(kept, [click], whole) == []


def test_what_an_edge_took_away_comes_back_as_it_was() -> None:
    before = half()
    before[40:60, 100:120] = 230
    after = half()
    asked = [Point(110, 50)]
    restored = obeying.restored(after, before, asked)
    np.testing.assert_array_equal(restored, before)


def test_nothing_is_restored_that_was_not_there() -> None:
    asked = [Point(110, 50)]
    np.testing.assert_array_equal(obeying.restored(half(), half(), asked), half())


def test_a_click_beside_the_picture_asks_for_nothing() -> None:
    asked = [Point(-3, 5, inside=False), Point(WIDTH, 5)]
    assert obeying.disobeyed(half(), asked) == []
    np.testing.assert_array_equal(obeying.forced(half(), picture(2), asked), half())


def test_of_two_clicks_at_one_place_the_later_one_stands() -> None:
    first, second, third = Point(5, 5), Point(5.4, 5.4, inside=False), Point(90, 5)
    assert obeying.standing([first, second, third]) == [second, third]


def test_a_click_in_an_enlarged_mask_has_its_pixel() -> None:
    """Enlarging three times moves the edge by up to a pixel of the picture."""
    mask = np.zeros((30, 30), np.uint8)
    mask[:, :15] = 255
    asked = [Point(116, 210), Point(114, 215, inside=False)]
    stamped = obeying.stamped(mask, Box(100, 200, 130, 230), asked, 3)
    assert stamped[10, 16] == 255
    assert stamped[15, 14] == 0
    assert stamped[25, 10] == 255


def test_what_is_told_names_clicks_by_their_place_in_the_prompt() -> None:
    off, several = Point(10, 20, inside=False), [Point(n, n) for n in range(6)]
    assert obeying.sentence([off], [*several, off], "no.") == ("Click 7 (−): no.",)
    assert obeying.sentence([off], [off], "no.") == ("Your click: no.",)
    assert obeying.sentence([], several, "no.") == ()
    both = obeying.sentence([several[1], off], [*several, off], "no.")
    assert both == ("Clicks 2 (+) and 7 (−): no.",)
    many = obeying.sentence(several, several, "no.")
    assert many[0].endswith("and 2 more: no.")
