"""Mask arithmetic: laws that hold for any mask, and shapes whose answer is known."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.masks import arithmetic
from frisket.masks.parts import Soft, at_least, near_edges
from frisket.masks.pieces import small_outlines
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Mode, Operations
from made_masks import some_masks

MODES: tuple[Mode, ...] = ("replace", "add", "subtract", "intersect")


def disc(radius: float, side: int = 161) -> Soft:
    """A hard-edged disc in the middle, each pixel covered as its part within the circle."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    return np.asarray(np.clip(radius - np.hypot(x, y) + 0.5, 0, 1) * 255, np.uint8)


def area(mask: Soft) -> float:
    return float(mask.sum()) / 255


@given(some_masks())
def test_everything_off_is_the_same_array(mask: Soft) -> None:
    assert arithmetic.apply(mask, Operations()) is mask


@settings(max_examples=60, deadline=None)
@given(
    some_masks(),
    st.floats(0, 60),
    st.floats(0, 60),
    st.floats(0, 5),
    st.floats(-6, 6),
    st.floats(0, 6),
    st.sampled_from(MODES),
)
def test_any_operations_on_any_size(
    mask: Soft,
    holes: float,
    specks: float,
    smooth: float,
    grow: float,
    feather: float,
    mode: Mode,
) -> None:
    before = mask.copy()
    operations = Operations(holes, specks, smooth, grow, feather, True)
    result = arithmetic.combine(mask, arithmetic.apply(mask, operations), mode)
    assert result.shape == mask.shape
    assert result.dtype == np.uint8
    assert np.array_equal(mask, before)


@given(some_masks())
def test_invert_twice_is_nothing(mask: Soft) -> None:
    assert np.array_equal(arithmetic.invert(arithmetic.invert(mask)), mask)


@given(some_masks())
def test_combine_laws(mask: Soft) -> None:
    nothing, everything = np.zeros_like(mask), np.full_like(mask, 255)
    other = np.asarray(mask[::-1, ::-1])
    for mode in ("add", "intersect"):
        assert np.array_equal(arithmetic.combine(mask, mask, mode), mask)
        both = arithmetic.combine(mask, other, mode), arithmetic.combine(other, mask, mode)
        assert np.array_equal(*both)
    assert np.array_equal(arithmetic.combine(mask, nothing, "add"), mask)
    assert np.array_equal(arithmetic.combine(mask, everything, "intersect"), mask)
    assert np.array_equal(arithmetic.combine(mask, nothing, "subtract"), mask)
    assert not arithmetic.combine(mask, everything, "subtract").any()
    assert np.array_equal(
        arithmetic.combine(mask, other, "subtract"),
        arithmetic.combine(mask, arithmetic.invert(other), "intersect"),
    )
    assert np.array_equal(arithmetic.combine(mask, other, "replace"), other)


@settings(deadline=None)
@given(some_masks(), st.floats(0, 5), st.floats(0, 5))
def test_growing_more_covers_more(mask: Soft, one: float, two: float) -> None:
    small, large = sorted((one, two))
    grown, further = (arithmetic.apply(mask, Operations(grow=by)) for by in (small, large))
    assert (further.astype(int) >= grown.astype(int) - 1).all()


@pytest.mark.parametrize("radius", [10, 25, 40])
@pytest.mark.parametrize("by", [0.25, 0.5, 1, 3.7, 12, 30])
def test_grown_disc_has_the_right_area(radius: int, by: float) -> None:
    grown = arithmetic.grow(disc(radius), by)
    assert area(grown) == pytest.approx(math.pi * (radius + by) ** 2, rel=0.02)


@pytest.mark.parametrize("by", [0.5, 2, 7.3])
def test_grow_then_shrink_gives_a_convex_shape_back(by: float) -> None:
    before = disc(30)
    after = arithmetic.grow(arithmetic.grow(before, by), -by)
    assert area(after) == pytest.approx(area(before), rel=0.01)
    assert np.abs(after.astype(int) - before).mean() < 1


@pytest.mark.parametrize("by", [-9, -2.5, 0.5, 3, 11])
def test_a_ramp_moves_and_stays_a_ramp(by: float) -> None:
    ramp = np.clip(np.arange(120) * 10.0 - 500, 0, 255)
    mask = np.tile(np.rint(ramp).astype(np.uint8), (30, 1))
    moved = arithmetic.grow(mask, by)
    expected = np.interp(np.arange(120) + by, np.arange(120), ramp)
    assert np.abs(moved - expected).max() < 10  # the ramp's slope: less than one pixel


def test_a_plain_half_covered_area_keeps_its_value() -> None:
    mask = np.zeros((60, 60), np.uint8)
    mask[20:40, 20:40] = 77
    grown = arithmetic.grow(mask, 5)
    assert (grown[22:38, 15:45] == 77).all()
    assert not grown[:, :14].any()
    assert np.array_equal(arithmetic.grow(grown, -5)[20:40, 20:40], mask[20:40, 20:40])


def test_a_hard_edge_stays_hard() -> None:
    mask = np.zeros((20, 60), np.uint8)
    mask[:, :30] = 255
    assert arithmetic.grow(mask, 4)[0].tolist() == [255] * 34 + [0] * 26
    assert arithmetic.grow(mask, -4)[0].tolist() == [255] * 26 + [0] * 34
    assert arithmetic.grow(mask, 0.5)[0, 29:32].tolist() == [255, 128, 0]


def test_the_border_does_not_eat() -> None:
    mask = np.full((40, 40), 255, np.uint8)
    mask[:, 30:] = 0
    shrunk = arithmetic.grow(mask, -5)
    assert (shrunk[:, :25] == 255).all()
    assert not shrunk[:, 25:].any()
    assert (arithmetic.feather(mask, 4)[:, :20] == 255).all()


def test_holes_by_area_and_no_other_pixel() -> None:
    mask = cv2.GaussianBlur(disc(60), (0, 0), 3).astype(np.uint8)
    pierced = mask.copy()
    pierced[70:75, 70:75] = 0  # 25 pixels
    pierced[90:100, 80:90] = 0  # 100 pixels
    assert arithmetic.fill_holes(pierced, 24.9) is pierced
    one = arithmetic.fill_holes(pierced, 25)
    assert (one[70:75, 70:75] == 255).all()
    assert not one[90:100, 80:90].any()
    one[70:75, 70:75] = 0
    assert np.array_equal(one, pierced)
    assert np.array_equal(arithmetic.fill_holes(pierced, math.inf), mask)


def test_a_hole_goes_with_its_soft_rim() -> None:
    mask = np.full((60, 60), 255, np.uint8)
    mask[28:33, 28:33] = 0
    mask = cv2.GaussianBlur(mask, (0, 0), 1.5).astype(np.uint8)
    assert (arithmetic.fill_holes(mask, 40) == 255).all()


@settings(deadline=None)
@given(some_masks(), st.integers(0, 10_000), st.sampled_from([0.5, 0.02, 0.001]))
def test_a_rim_goes_to_what_it_is_nearer_to(mask: Soft, seed: int, share: float) -> None:
    """Against looking at every distance, whole: what an early end leaves out changes nothing."""
    random = np.random.default_rng(seed)
    chosen, kept = np.where(random.random((2, *mask.shape)) < share, 255, 0).astype(np.uint8)
    kept[chosen > 0] = 0
    expected, settled = mask.copy(), chosen | kept
    expected[chosen > 0] = 0
    for reach in range(1, arithmetic.RIM + 1):
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        near, far = cv2.dilate(chosen, disc), cv2.dilate(kept, disc)
        expected[(near > 0) & (far == 0) & (settled == 0)] = 0
        settled = settled | far
    assert np.array_equal(arithmetic.without(mask, chosen, kept), expected)


def test_a_bay_is_no_hole() -> None:
    mask = np.full((30, 30), 255, np.uint8)
    mask[10:20, :10] = 0
    assert arithmetic.fill_holes(mask, math.inf) is mask


def test_specks_by_area_and_no_other_pixel() -> None:
    mask = cv2.GaussianBlur(disc(30), (0, 0), 2).astype(np.uint8)
    dirty = mask.copy()
    dirty[5:9, 5:9] = 255
    dirty[20, 140] = dirty[21, 141] = 255  # corners touch: one piece of two
    assert arithmetic.drop_specks(dirty, 2)[20, 140] == 255
    assert arithmetic.drop_specks(dirty, 3)[20, 140] == 0
    assert arithmetic.drop_specks(dirty, 16)[6, 6] == 255
    assert np.array_equal(arithmetic.drop_specks(dirty, 17), mask)
    assert not arithmetic.drop_specks(dirty, math.inf).max() > 127


@settings(deadline=None)
@given(some_masks(), st.integers(1, 40))
def test_piece_areas_agree_with_counting(mask: Soft, least: int) -> None:
    """Against labelling every pixel, on pieces without holes."""
    solid = arithmetic.invert(arithmetic.fill_holes(arithmetic.invert(at_least(mask, 128)), 0))
    solid = arithmetic.fill_holes(solid, math.inf)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, None, 8)
    expected = sum(int(stats[i, cv2.CC_STAT_AREA]) >= least for i in range(1, count))
    left = small_outlines(solid, math.nextafter(least, 0), holes=False)
    kept = np.unique(labels[(solid > 0) & (left == 0)])
    assert len(kept) == expected


def test_smooth_takes_a_bump_and_leaves_the_edge() -> None:
    mask = np.zeros((60, 60), np.uint8)
    mask[:, :30] = 255
    bumpy = mask.copy()
    bumpy[28:32, 30:34] = 255
    changed = arithmetic.smooth(bumpy, 6) != mask
    assert changed.sum() <= 14  # low and wide, where 4 × 4 stood out
    assert not changed[:, 31:].any()
    ramp = np.tile(np.arange(60, dtype=np.uint8) * 4, (60, 1))
    assert np.array_equal(arithmetic.smooth(ramp, 4)[:, 4:-4], ramp[:, 4:-4])


@pytest.mark.parametrize("radius", [2, 12, 60])
def test_feather_is_a_gaussian(radius: float) -> None:
    mask = np.zeros((40, 600), np.uint8)
    mask[:, :300] = 255
    row = arithmetic.feather(mask, radius)[20].astype(float) / 255
    distance = np.arange(600) + 0.5 - 300
    expected = [0.5 * math.erfc(d / (radius / 2) / math.sqrt(2)) for d in distance]
    assert np.abs(row - expected).max() < 0.02


def test_far_from_edges_nothing_is_computed() -> None:
    mask = np.zeros((700, 900), np.uint8)
    mask[300:340, 300:340] = 255
    seen: list[int] = []

    def note(part: Soft) -> Soft:
        seen.append(part.size)
        return part

    assert np.array_equal(near_edges(mask, 8, note), mask)
    assert 0 < sum(seen) < mask.size / 20


@pytest.mark.parametrize("name", ["fill_holes", "drop_specks", "smooth", "feather"])
def test_nonsense_is_refused(name: str) -> None:
    for value in (-1, math.nan):
        with pytest.raises(InvalidArgument):
            Operations(**{name: value})  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument):
        Operations(grow=math.inf)
    with pytest.raises(InvalidArgument):
        arithmetic.combine(np.zeros((2, 2), np.uint8), np.zeros((2, 3), np.uint8), "add")


def test_faint_crumbs_go_and_hair_stays() -> None:
    mask = np.zeros((80, 120), np.uint8)
    mask[20:60, 20:60] = 255
    mask[40, 60:100] = 30  # a hair, and a haze at its end
    mask[30:50, 100:110] = 12
    kept = mask.copy()
    mask[5:8, 80:84] = 100
    mask[70:74, 5:9] = 1
    mask[61:63, 61:63] = 60  # which holds on to nothing: a pixel lies between
    assert np.array_equal(arithmetic.drop_specks(mask, 50), kept)
    mask[5:15, 70:90] = 20  # as large as nobody asked to drop
    assert arithmetic.drop_specks(mask, 50)[5:15, 70:90].all()


@settings(max_examples=60, deadline=None)
@given(some_masks(), st.integers(2, 60))
def test_what_is_left_hangs_on_a_piece_or_is_large(mask: Soft, least: int) -> None:
    left = arithmetic.drop_specks(mask, least)
    assert (left <= mask).all()
    count, pieces = cv2.connectedComponents(np.asarray(left > 0, np.uint8), connectivity=8)
    for number in range(1, count):
        here = pieces == number
        outlines, _ = cv2.findContours(
            here.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        filled = cv2.drawContours(np.zeros(left.shape, np.uint8), outlines, -1, 1, cv2.FILLED)
        assert filled.sum() >= least
