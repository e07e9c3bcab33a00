"""Work on bytes without numpy, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from frisket_plugin import pixels
from frisket_protocol import Box, Mask

MASKS = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    elements=st.sampled_from([0, 0, 0, 1, 128, 254, 255]),
)


@given(MASKS)
def test_bounds_are_those_of_what_is_not_zero(mask: np.ndarray) -> None:
    ys, xs = np.nonzero(mask)
    wanted = Box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1) if len(xs) else None
    assert pixels.bounds(mask.tobytes(), mask.shape[1]) == wanted


@given(MASKS, st.integers(1, 4))
def test_a_thinned_mask_has_every_so_manieth_pixel(mask: np.ndarray, step: int) -> None:
    whole = Mask(Box(3, 4, 3 + mask.shape[1], 4 + mask.shape[0]), mask.tobytes())
    thin = pixels.thinned(whole, step)
    wanted = mask[::step, ::step]
    assert (thin.height, thin.width) == wanted.shape
    assert bytes(thin.data) == wanted.tobytes()


@given(st.lists(st.tuples(MASKS, st.integers(-4, 9), st.integers(-4, 9)), max_size=3))
def test_inverted_is_all_that_is_in_none_of_them(
    masks: list[tuple[np.ndarray, int, int]],
) -> None:
    wide, high, room = 8, 7, 20
    joined = np.zeros((high + 2 * room, wide + 2 * room), np.uint8)
    for mask, x, y in masks:
        part = joined[y + room : y + room + len(mask), x + room : x + room + mask.shape[1]]
        np.maximum(part, mask, out=part)
    given_ = [
        Mask(Box(x, y, x + mask.shape[1], y + len(mask)), mask.tobytes()) for mask, x, y in masks
    ]
    got = pixels.inverted(given_, wide, high)
    assert got.box == Box(0, 0, wide, high)
    assert bytes(got.data) == (255 - joined[room:-room, room:-room]).tobytes()


@given(MASKS)
def test_soft_runs_are_all_that_is_between(mask: np.ndarray) -> None:
    marked = np.zeros(mask.size, bool)
    for start, stop in pixels.soft_runs(mask.tobytes()):
        marked[start:stop] = True
    flat = mask.reshape(-1)
    assert (marked == ((flat > 0) & (flat < 255))).all()


ALL = np.indices((256, 256)).astype(np.uint8)
"""Every mask with every alpha."""


def test_a_layer_is_seen_as_its_mask_says_and_never_as_more_than_it_is() -> None:
    mask, alpha = ALL
    made = np.frombuffer(pixels.layer_mask(mask.tobytes(), alpha.tobytes()), np.uint8)
    seen = made.reshape(mask.shape) * alpha.astype(float) / 255
    assert np.abs(seen - np.minimum(mask, alpha)).max() <= 0.5
    whole = (alpha == 0) | (alpha == 255)
    assert (made.reshape(mask.shape)[whole] == mask[whole]).all()


def test_an_inverted_mask_leaves_nothing_of_a_thing_of_soft_paint() -> None:
    mask, alpha = ALL
    made = pixels.layer_mask(mask.tobytes(), alpha.tobytes(), inverts=True)
    seen = np.frombuffer(made, np.uint8).reshape(mask.shape) * alpha.astype(float) / 255
    wanted = np.maximum(0, alpha.astype(int) - (255 - mask.astype(int)))
    assert np.abs(seen - wanted).max() <= 0.5


@given(MASKS, st.integers(0, 600))
def test_of_a_large_mask_every_pixel_is_looked_at(mask: np.ndarray, more: int) -> None:
    part = mask.tobytes() + b"\xff" * more
    for given_, there in ((part, part[::-1]), (part[::-1], b"\x80" * len(part))):
        wanted = [
            one if own in (0, 255) else min(255, int(255 * one / own + 0.5))
            for one, own in zip(given_, there, strict=True)
        ]
        assert list(pixels.layer_mask(given_, there)) == wanted


def test_masks_of_different_sizes_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="different boxes"):
        pixels.layer_mask(b"123", b"12")


@given(MASKS, st.integers(1, 5))
def test_only_soft_pixels_are_cleaned(mask: np.ndarray, size: int) -> None:
    old = np.full((mask.size, size), 7, np.uint8)
    new = np.full((mask.size, size), 9, np.uint8)
    got = pixels.cleaned(old.tobytes(), new.tobytes(), mask.tobytes(), size)
    flat = mask.reshape(-1, 1)
    wanted = np.where((flat > 0) & (flat < 255), new, old)
    assert got == wanted.tobytes()


def test_light_beyond_what_8_bits_show_stays_up_to_the_edge() -> None:
    mask = np.zeros((7, 9), np.uint8)
    mask[2:5, 3:6] = 255
    mask[1, 2:7] = mask[5, 2:7] = mask[2:5, 2] = mask[2:5, 6] = 128
    light = np.zeros((7, 9, 4), np.float32)
    light[..., 3] = 1
    light[2:5, 3:6, :3] = 5
    clean = light.copy()
    clean[(mask == 128), :3] = 1
    shown = (np.clip(light, 0, 1) * 255).astype(np.uint8)
    colours = (np.clip(clean, 0, 1) * 255).astype(np.uint8)
    where = Mask(Box(0, 0, 9, 7), mask.tobytes())
    told = pixels.unclipped(
        clean.tobytes(), light.tobytes(), colours.tobytes(), shown.tobytes(), where, 4
    )
    got = np.frombuffer(told, np.float32).reshape(7, 9, 4)
    assert (got[mask > 0, :3] == 5).all()
    assert (got[mask == 0] == light[mask == 0]).all()
    assert (got[..., 3] == 1).all()


@given(MASKS, st.integers(0, 255))
def test_colours_that_8_bits_show_stay_as_they_were_cleaned(mask: np.ndarray, level: int) -> None:
    clean = np.full((*mask.shape, 4), level, np.uint8)
    other = np.full((*mask.shape, 4), (level + 128) % 256, np.uint8)
    where = Mask(Box(0, 0, mask.shape[1], mask.shape[0]), mask.tobytes())
    data = clean.tobytes()
    # What lies inside is shown in quite another colour: it is no part of the same thing.
    assert pixels.unclipped(data, other.tobytes(), data, other.tobytes(), where, 1) == data


@given(MASKS)
def test_the_nearest_inside_lies_inside_and_nothing_in_the_cross_is_nearer(
    mask: np.ndarray,
) -> None:
    height, width = mask.shape
    ys, xs = np.nonzero(mask == 255)
    for at in range(mask.size):
        near = pixels._inside(mask.tobytes(), width, at)
        y, x = divmod(at, width)
        away = [abs(y - b) + abs(x - a) for b, a in zip(ys, xs, strict=True) if b == y or a == x]
        if near is None:
            assert not away
        else:
            assert mask.reshape(-1)[near] == 255
            there_y, there_x = divmod(near, width)
            assert abs(there_y - y) + abs(there_x - x) == min(away)


def test_boxes_of_different_sizes_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="different boxes"):
        pixels.cleaned(b"1234", b"123", b"1", 4)


@given(st.integers(-3, 5), st.integers(-3, 5), st.integers(1, 6), st.integers(1, 6))
def test_what_is_moved_lies_where_it_lay(x: int, y: int, width: int, height: int) -> None:
    whole = np.zeros((16, 16, 2), np.uint8)
    whole[4:8, 4:9] = np.arange(40, dtype=np.uint8).reshape(4, 5, 2)
    data = whole[4:8, 4:9].tobytes()
    wanted = whole[y + 4 : y + 4 + height, x + 4 : x + 4 + width]
    box = Box(x, y, x + width, y + height)
    assert pixels.moved(data, Box(0, 0, 5, 4), box, 2) == wanted.tobytes()


def test_a_mask_without_anything_is_empty() -> None:
    assert pixels.is_empty(Mask(Box(3, 3, 3, 3), b""))
    assert pixels.is_empty(Mask(Box(0, 0, 2, 1), b"\0\0"))
    assert not pixels.is_empty(Mask(Box(0, 0, 2, 1), b"\0\1"))
