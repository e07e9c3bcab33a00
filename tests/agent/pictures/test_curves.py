"""Curves along closed lines: within their tolerance, and made of few pieces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.pictures.contours import contours
from frisket.pictures.curves import Fit, flattened, is_line, merged, straight


def discs(radius: float, side: int) -> np.ndarray:
    """A soft disc with a hole."""
    y, x = np.mgrid[:side, :side] + 0.5 - side / 2
    far = np.hypot(x, y)
    cover = np.clip(radius - far + 0.5, 0, 1) - np.clip(radius / 2 - far + 0.5, 0, 1)
    return np.asarray(cover * 255, np.uint8)


def distances(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """From each point to the closed line."""
    starts, ways = line, np.roll(line, -1, 0) - line
    length = np.maximum((ways**2).sum(1), 1e-12)
    share = np.clip(((points[:, None] - starts) * ways).sum(2) / length, 0, 1)
    nearest = starts + share[..., None] * ways
    return np.asarray(np.hypot(*np.moveaxis(points[:, None] - nearest, 2, 0)).min(1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.2, 0.05]))
def test_every_point_is_within_the_tolerance(seed: int, tolerance: float) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (24, 24)).astype(np.uint8)
    found = list(contours(noise))
    for contour, curve in zip(found, Fit(found).within([tolerance] * len(found)), strict=True):
        soft = contour.points[~contour.hard]
        if len(soft):
            assert distances(soft, flattened(curve, 0.01)).max() <= tolerance + 0.06
        np.testing.assert_array_equal(curve[:, 3], np.roll(curve[:, 0], -1, axis=0))


@pytest.mark.parametrize(("radius", "most"), [(12, 8), (20, 8), (90, 8)])
def test_a_circle_is_a_few_curves(radius: float, most: int) -> None:
    found = list(contours(discs(radius, 200)))
    assert [len(curve) <= most for curve in Fit(found).within([0.5, 0.5])] == [True, True]


def test_more_is_asked_of_a_fit_that_is_there() -> None:
    found = list(contours(discs(40, 100)))
    fit = Fit(found)
    loose, close = (sum(map(len, fit.within([tolerance] * 2))) for tolerance in (0.5, 0.01))
    assert loose < close


def chain(*corners: complex) -> np.ndarray:
    """Straight pieces from one to the next, and back to the first."""
    places = np.array([[one.real, one.imag] for one in corners])
    ways = np.roll(places, -1, 0) - places
    return np.stack([places + ways * share for share in (0, 1 / 3, 2 / 3, 1)], axis=1)


def test_lines_that_are_one_become_one() -> None:
    square = chain(0, 3, 4, 10, 10 + 5.02j, 10 + 10j, 10j)
    np.testing.assert_allclose(merged(square), chain(0, 10, 10 + 10j, 10j))
    kinked, back = chain(0, 5 + 0.2j, 10, 10 + 10j), chain(0, 10, 4, 8j)
    for one in (kinked, back):
        np.testing.assert_array_equal(merged(one), one)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_merged_curves_lie_where_they_lay(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 2, (12, 12)).astype(np.uint8) * 255
    found = list(contours(np.kron(noise, np.ones((4, 4), np.uint8))))
    for curve in Fit(found).within([0.5] * len(found)):
        made = merged(curve)
        assert distances(flattened(curve, 0.05), flattened(made, 0.05)).max() < 0.15
        np.testing.assert_array_equal(made[:, 3], np.roll(made[:, 0], -1, axis=0))
        bent = np.flatnonzero(~is_line(curve))
        assert (~is_line(made)).sum() == len(bent), "curves stay"


def test_a_line_that_is_not_fitted_stays_as_it_is() -> None:
    (contour,) = contours(np.array([[255, 255, 0], [200, 255, 255], [255, 255, 90]], np.uint8))
    line = flattened(straight(contour), 0.1)
    assert distances(contour.points, line).max() < 1e-6
    assert len(line) < len(contour.points)
