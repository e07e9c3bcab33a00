"""Closed-form matting: against the paper's equation, and on composites whose alpha is known."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from composites import Case, cases
from frisket.masks.parts import as_soft
from frisket.models.base import Image, Matter, Soft, Unwatched
from frisket.models.matte import closed_form
from frisket.models.matte.closed_form import MatteClosedForm
from frisket.models.matte.edge_band import band_widths, edge_band
from frisket_protocol.errors import Cancelled

KINDS = ("textured", "hair", "soft", "flat")


@pytest.fixture(scope="module", params=KINDS)
def case(request: pytest.FixtureRequest) -> Case:
    return next(iter(cases((400, 300), kinds=[request.param])))


def rough(case: Case) -> Soft:
    """A hard mask, two pixels too large."""
    solid = (cv2.GaussianBlur(case.alpha, (0, 0), 3) > 110).astype(np.uint8) * 255
    return np.asarray(cv2.dilate(solid, np.ones((5, 5), np.uint8)), np.uint8)


def error(alpha: Soft, case: Case) -> float:
    return float(((alpha.astype(float) - case.alpha) ** 2).mean())


def test_it_is_a_matter() -> None:
    matter: Matter = MatteClosedForm()
    assert matter.name == "closed_form"


def test_the_edge_gets_better_and_the_rest_stays(case: Case) -> None:
    mask = rough(case)
    before = mask.copy()
    alpha = MatteClosedForm().matte(case.image, mask, Unwatched())
    assert alpha.shape == mask.shape
    assert alpha.dtype == np.uint8
    assert np.array_equal(mask, before)
    assert error(alpha, case) < 0.75 * error(mask, case)
    far = ~edge_band(case.image, mask, *band_widths(mask))
    assert np.array_equal(alpha[far], mask[far])


def test_any_part_of_the_picture_gives_the_same(case: Case) -> None:
    """The object's neighbourhood alone decides, wherever it lies in the picture."""
    image = cv2.copyMakeBorder(case.image, 150, 150, 150, 150, cv2.BORDER_REFLECT)
    mask = cv2.copyMakeBorder(rough(case), 150, 150, 150, 150, cv2.BORDER_CONSTANT)
    more_image = cv2.copyMakeBorder(image, 300, 40, 200, 60, cv2.BORDER_REFLECT)
    more_mask = cv2.copyMakeBorder(mask, 300, 40, 200, 60, cv2.BORDER_CONSTANT)
    alpha = MatteClosedForm().matte(np.asarray(image, np.uint8), as_soft(mask), Unwatched())
    more = MatteClosedForm().matte(
        np.asarray(more_image, np.uint8), as_soft(more_mask), Unwatched()
    )
    assert np.array_equal(more[300:-40, 200:-60], alpha)


@pytest.mark.parametrize("size", [(1, 1), (1, 60), (60, 1), (3, 3), (20, 20)])
@pytest.mark.parametrize("value", [0, 255, None])
def test_any_size_and_plain_masks(size: tuple[int, int], value: int | None) -> None:
    random = np.random.default_rng(0)
    image = random.integers(0, 256, (*size, 3)).astype(np.uint8)
    mask = random.integers(0, 256, size).astype(np.uint8)
    if value is not None:
        mask[:] = value
    alpha = MatteClosedForm().matte(image, mask, Unwatched())
    assert alpha.shape == size
    if value is not None:
        assert np.array_equal(alpha, mask)


def test_a_plain_picture_keeps_the_mask() -> None:
    image = np.full((200, 240, 3), 90, np.uint8)
    mask = np.zeros((200, 240), np.uint8)
    cv2.circle(mask, (120, 100), 50, (255,), -1)
    alpha = MatteClosedForm().matte(image, mask, Unwatched())
    assert np.abs(alpha.astype(float) - mask).mean() < 8


def test_it_can_be_cancelled(case: Case) -> None:
    class Impatient:
        def __init__(self) -> None:
            self.fractions: list[float] = []

        def step(self, stage: str, fraction: float | None = None) -> None:
            assert stage == "matte"
            self.fractions.append(fraction or 0.0)
            if len(self.fractions) == 3:
                raise Cancelled("Cancelled.")

    watch = Impatient()
    with pytest.raises(Cancelled):
        MatteClosedForm().matte(case.image, rough(case), watch)
    assert watch.fractions == sorted(watch.fractions)


def test_it_says_how_far_it_is(case: Case) -> None:
    class Notes:
        def __init__(self) -> None:
            self.fractions: list[float] = []

        def step(self, stage: str, fraction: float | None = None) -> None:
            self.fractions.append(fraction or 0.0)

    watch = Notes()
    MatteClosedForm().matte(case.image, rough(case), watch)
    assert len(watch.fractions) >= 4
    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions[-1] <= 1


def test_solve_is_the_papers_equation() -> None:
    """Against the matting Laplacian summed term by term (equation 12), on a small picture."""
    random = np.random.default_rng(3)
    image = random.integers(0, 256, (9, 11, 3)).astype(np.uint8)
    known = np.zeros((9, 11))
    known[:, 6:] = 1
    unknown = np.zeros((9, 11), bool)
    unknown[1:8, 3:8] = True
    matrix = laplacian(image)
    inside = unknown.ravel()
    right = -matrix[np.ix_(inside, ~inside)] @ known.ravel()[~inside]
    expected = np.clip(np.linalg.solve(matrix[np.ix_(inside, inside)], right), 0, 1)
    alpha = closed_form.solve(image, known, unknown, 0.0)
    assert np.allclose(alpha[unknown], expected, atol=1e-6)
    assert np.array_equal(alpha[~unknown], known[~unknown])


def laplacian(image: Image, regular: float = 1e-7) -> NDArray[np.float64]:
    """The dense matrix, pixels by pixels."""
    height, width, _ = image.shape
    number = np.arange(height * width).reshape(height, width)
    matrix = np.zeros((height * width, height * width))
    for window in windows(number):
        colours = image.reshape(-1, 3)[window] / 255.0
        centred = colours - colours.mean(axis=0)
        inverse = np.linalg.inv(centred.T @ centred / 9 + regular / 9 * np.eye(3))
        matrix[np.ix_(window, window)] += np.eye(9) - (1 + centred @ inverse @ centred.T) / 9
    return matrix


def windows(number: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    height, width = number.shape
    for y, x in itertools.product(range(height - 2), range(width - 2)):
        yield number[y : y + 3, x : x + 3].ravel()
