"""What is made of a soft edge at full size is what was shown of it in the preview."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.config import Settings
from frisket.journey import geometry, shown
from frisket.journey.shown import ALIKE, Mattes, held, reach, unfounded
from frisket.models.base import Image, Soft
from frisket.pictures import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Box, Client, Finish, Frame, Prompt
from frisket_protocol.client import Answer
from frisket_protocol.parts import Edges

SCALE, WIDTH, HEIGHT = 4, 80, 60
COARSE = Frame(0, 0, SCALE)


def random_matte(random: np.random.Generator, width: int, height: int) -> Soft:
    """A few soft blobs."""
    matte = np.zeros((height, width), np.uint8)
    for _ in range(random.integers(1, 4)):
        middle = int(random.integers(width)), int(random.integers(height))
        cv2.circle(matte, middle, int(random.integers(4, width // 3)), 255, -1)
    return np.asarray(cv2.GaussianBlur(matte, (0, 0), float(random.uniform(0.5, 5))), np.uint8)


def noise(random: np.random.Generator, width: int, height: int) -> Image:
    return np.asarray(random.integers(0, 256, (height, width, 3)), np.uint8)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0, 4, 40]), st.booleans())
def test_a_finer_matte_says_on_the_whole_what_was_shown(
    seed: int, corner: int, is_wild: bool
) -> None:
    """The law, whatever a matter makes of the finer picture, and wherever in it the crop is."""
    random = np.random.default_rng(seed)
    before = random_matte(random, WIDTH, HEIGHT)
    place = Frame(corner, corner)
    width, height = WIDTH * SCALE - corner, HEIGHT * SCALE - corner
    fine = random_matte(random, width, height)
    if is_wild:
        fine = np.asarray(random.integers(0, 2, (height, width)) * 255, np.uint8)
    made = held(fine, before, COARSE, place, noise(random, width, height))
    begin = corner // SCALE
    size = WIDTH - begin, HEIGHT - begin
    found = geometry.resample(made, place, Frame(corner, corner, SCALE), *size)
    on_the_whole = cv2.blur(found, (3, 3)).astype(int)
    window = np.ones((2 * int(np.ceil(reach(before >= 128))) + 1,) * 2, np.uint8)
    low, high = cv2.erode(before, window), cv2.dilate(before, window)
    part = np.s_[begin:, begin:]
    # The shares by which it is made less or more are enlarged, so they reach into their neighbours.
    slack = 3 * ALIKE
    near = np.ones((3, 3), np.uint8)
    assert (on_the_whole >= cv2.erode(low, near)[part].astype(int) - slack).all()
    assert (on_the_whole <= cv2.dilate(high, near)[part].astype(int) + slack).all()


def test_hairs_stay_where_a_haze_of_them_was_shown() -> None:
    strands = np.zeros((HEIGHT * SCALE, WIDTH * SCALE), np.uint8)
    strands[:, ::SCALE] = 255
    haze = np.full((HEIGHT, WIDTH), 255 // SCALE, np.uint8)
    picture = np.dstack([strands] * 3)
    np.testing.assert_array_equal(held(strands, haze, COARSE, Frame(), picture), strands)


def test_in_one_colour_the_matte_is_what_was_shown() -> None:
    before = np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1))
    size = WIDTH * SCALE, HEIGHT * SCALE
    flat = np.full((*size[::-1], 3), 140, np.uint8)
    half = np.full(size[::-1], 128, np.uint8)
    made = held(half, before, COARSE, Frame(), flat)
    enlarged = geometry.resample(before, COARSE, Frame(), *size)
    # But for the least of it, where it was nothing and a share of a half is made nothing, too.
    assert np.abs(made.astype(int) - enlarged).max() <= 2 * ALIKE


def test_a_mask_ends_anew_only_on_an_edge_of_the_picture() -> None:
    """Two moves of the same kind, of which one reaches an edge and the other none."""
    size = HEIGHT * SCALE, WIDTH * SCALE
    picture = np.full((*size, 3), 90, np.uint8)
    picture[:, :60] = 200
    rough, made = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
    rough[:, 68:200] = 255
    made[:, 60:216] = 255
    where = unfounded(picture, made, rough, Frame(), COARSE)
    assert not where[:, :72].any()
    assert where[:, 204:214].all()


def test_mattes_make_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    mattes, mask = Mattes(), np.full((10, 10), 255, np.uint8)
    monkeypatch.setattr(shown, "MATTES_BYTES", 250)
    for name in (b"a", b"b", b"a", b"c"):
        mattes.keep(name, mask, "soft", mask // 2)
    assert mattes.get(b"b", mask, "soft") is None
    for name in (b"a", b"c"):
        kept = mattes.get(name, mask, "soft")
        assert kept is not None
        np.testing.assert_array_equal(kept, mask // 2)
    assert mattes.get(b"a", mask, "matte") is None
    assert mattes.get(b"a", mask // 2, "soft") is None


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(lambda: LocalChannel(Settings(models="installed", discoverable=False))) as opened:
        yield opened


@pytest.mark.parametrize("edges", ["hard", "soft", "matte"])
@pytest.mark.parametrize("grain", [0, 8])
def test_a_box_that_cuts_through_flat_things_makes_what_it_showed(
    client: Client, edges: Edges, grain: int
) -> None:
    """Where a box cuts through one colour there is no edge, and any is as good as another.

    At the top of the square nothing was shown, and 80 % were made.
    """
    art = np.full((800, 1200, 3), (200, 205, 208), np.uint8)
    cv2.circle(art, (250, 250), 150, (200, 40, 40), -1)
    cv2.rectangle(art, (600, 120), (900, 420), (40, 60, 200), -1)
    cv2.fillPoly(art, [np.array([(500, 480), (300, 750), (700, 750)])], (40, 160, 60))
    cv2.circle(art, (1050, 600), 100, (230, 200, 40), -1)
    noise = np.random.default_rng(3).integers(-grain, grain + 1, art.shape)
    art = np.clip(art + noise, 0, 255).astype(np.uint8)
    wrong, size = made_otherwise(client, art, Box(33, 209, 1024, 745), edges)
    assert size > 100_000
    assert wrong < 0.002 * size


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["hard", "soft", "matte"]))
def test_any_box_on_flat_things_makes_what_it_showed(
    client: Client, seed: int, edges: Edges
) -> None:
    random = np.random.default_rng(seed)
    art = drawing(random)
    height, width = art.shape[:2]
    x, y = random.integers(20, width // 4), random.integers(100, height // 3)
    right, bottom = random.integers(width * 3 // 4, width), random.integers(height // 2, height)
    wrong, size = made_otherwise(client, art, Box(x, y, right, bottom), edges)
    assert wrong < 0.002 * max(1, size)


def made_otherwise(client: Client, art: Image, box: Box, edges: Edges) -> tuple[int, int]:
    """How many pixels of a preview are made otherwise than shown, of how many."""
    opened = client.open(ArraySource(art))
    before, made = (
        coarse(opened.segment(Prompt(boxes=(box,)), finish=Finish(edges), fine=fine), art)
        for fine in (False, True)
    )
    # Antialiased borders are a pixel wide, and lie at other places between the pixels.
    near = np.ones((3, 3), np.uint8)
    low, high = cv2.erode(before, near).astype(int), cv2.dilate(before, near).astype(int)
    wrong = (made < low - 64) | (made > high + 64)
    # Onto an edge of the picture that is near, an edge of the mask may move.
    smaller = cv2.blur(cv2.resize(art, made.shape[::-1], interpolation=cv2.INTER_AREA), (5, 5))
    borders = cv2.morphologyEx(smaller, cv2.MORPH_GRADIENT, near).max(axis=2) > 8
    wrong &= cv2.dilate(borders.astype(np.uint8), np.ones((13, 13), np.uint8)) == 0
    return int(np.count_nonzero(wrong)), int(np.count_nonzero(before >= 128))


def drawing(random: np.random.Generator) -> Image:
    art = np.full((900, 1300, 3), random.integers(150, 255, 3), np.uint8)
    for number in range(5):
        colour = tuple(int(one) for one in random.integers(0, 256, 3))
        x, y = 130 + 250 * number + int(random.integers(-60, 60)), int(random.integers(150, 750))
        half = int(random.integers(70, 150))
        if number % 2:
            cv2.rectangle(art, (x - half, y - half), (x + half, y + half), colour, -1)
        else:
            cv2.circle(art, (x, y), half, colour, -1, cv2.LINE_AA)
    return art


def coarse(answer: Answer, art: Image) -> Soft:
    """All that was found, as a preview shows it."""
    plane = np.zeros(art.shape[:2], np.uint8)
    for mask in answer.masks:
        x, y = int(mask.box.x0), int(mask.box.y0)
        pixels = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
        here = plane[y : y + mask.height, x : x + mask.width]
        np.maximum(here, pixels, out=here)
    size = round(art.shape[1] * 0.75), round(art.shape[0] * 0.75)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
