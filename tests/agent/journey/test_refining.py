"""A mask that was shown, made on a finer picture: by engines that can refine, and by others."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.config import Settings
from frisket.images import Picture
from frisket.journey import pipeline
from frisket.journey.embeddings import Embeddings
from frisket.journey.found import Found
from frisket.journey.geometry import from_outline
from frisket.journey.pipeline import Models, Wanted
from frisket.journey.refining import refine
from frisket.journey.shown import REACH, SHARE
from frisket.models.base import Image, Soft, Unwatched, Watch
from frisket.models.fake import FakeDetector, FakeSegmenter
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.pictures.reading import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Answer, Box, Client, Finish, Frame, Point, Prompt
from pictures_of import plain

RED, BLUE = (255, 0, 0), (0, 0, 255)
TWO = plain(200, 150, (Box(10, 10, 50, 60), RED), (Box(120, 20, 180, 120), RED))
WORDS = Models(FakeSegmenter(), FakeDetector())


def picture(rgb: np.ndarray = TWO, frame: Frame = Frame()) -> Picture:  # type: ignore[type-arg]
    return Picture(rgb, frame, rgb.tobytes()[:32])


def test_the_rest_of_a_picture_is_refined_by_what_is_left_out_of_it() -> None:
    coarse = Frame(0, 0, 2)
    asked = Wanted(Prompt("everything but the left red"))
    (found,) = pipeline.segment(picture(TWO, coarse), asked, WORDS, Embeddings(1000), Unwatched())
    fine = Picture(np.zeros((300, 400, 3), np.uint8), Frame(), b"fine")
    mask = refine(fine, found, coarse, WORDS.segmenter, Embeddings(1000), Unwatched())
    assert mask[299, 399] == mask[0, 0] == 255
    assert mask[60, 60] == 0


def test_what_is_left_out_stays_out_when_it_is_refined() -> None:
    rgb = plain(200, 150, (Box(10, 10, 90, 90), RED), (Box(40, 40, 60, 60), BLUE))
    coarse = Frame(0, 0, 2)
    asked = Wanted(Prompt("red, not blue"))
    (found,) = pipeline.segment(picture(rgb, coarse), asked, WORDS, Embeddings(1000), Unwatched())
    crop = Picture(np.zeros((200, 200, 3), np.uint8), Frame(), b"crop")
    mask = refine(crop, found, coarse, WORDS.segmenter, Embeddings(1000), Unwatched())
    assert mask[40, 40] == 255
    assert mask[100, 100] == 0


def test_refining_on_the_same_picture_changes_nothing() -> None:
    mask = np.zeros((150, 200), np.uint8)
    mask[20:40, 30:60] = 200
    refined = refine(
        picture(), Found(mask, 1.0), Frame(), WORDS.segmenter, Embeddings(100), Unwatched()
    )
    np.testing.assert_array_equal(refined, mask)


def test_an_engine_that_can_refine_is_not_asked_anew() -> None:
    """What was found stays, and what was left out of it stays out."""
    rgb = np.full((160, 240, 3), 60, np.uint8)
    rgb[40:120, 60:180], rgb[60:100, 100:140] = (220, 120, 40), (40, 80, 200)
    whole, left_out = np.zeros((40, 60), np.uint8), np.zeros((40, 60), np.uint8)
    whole[10:30, 15:45], left_out[15:25, 25:35] = 255, 255
    found = Found(whole - left_out, 1.0, left_out=left_out, before=whole)
    crop, engine = Picture(rgb, Frame(), b"crop"), SegmentClassic()
    embeddings = Embeddings(10**9)
    mask = refine(crop, found, Frame(0, 0, 4), engine, embeddings, Unwatched())
    expected = (rgb == (220, 120, 40)).all(axis=2)
    assert np.count_nonzero((mask > 127) != expected) < 0.02 * expected.sum()
    assert embeddings.nbytes == 0


def test_refining_moves_the_mask_onto_the_crop() -> None:
    mask = np.zeros((75, 100), np.uint8)
    mask[20:40, 30:60] = 255
    crop = Picture(np.zeros((150, 200, 3), np.uint8), Frame(100, 60), b"crop")
    refined = refine(
        crop, Found(mask, 1.0), Frame(0, 0, 4), WORDS.segmenter, Embeddings(100), Unwatched()
    )
    assert refined.shape == (150, 200)
    assert refined[60, 60] == 255
    assert refined[5, 5] == 0


class Wild(FakeSegmenter):
    """Makes of a mask whatever it likes."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = np.random.default_rng(seed)

    def refine(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        way = self.random.integers(3)
        if way < 2:
            return np.full_like(mask, 255 * way)
        return np.asarray(self.random.integers(0, 256, mask.shape), np.uint8)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([2.0, 3.0, 4.7]))
def test_what_is_made_is_what_was_shown(seed: int, scale: float) -> None:
    """The law: whatever an engine makes of it, the edge moves no further than that is open."""
    random = np.random.default_rng(seed)
    shown = np.zeros((90, 120), np.uint8)
    for _ in range(random.integers(1, 4)):
        x, y = random.integers(0, 90), random.integers(0, 60)
        shown[y : y + random.integers(1, 60), x : x + random.integers(1, 80)] = 255
    side = int(90 * scale), int(120 * scale)
    fine = Picture(np.zeros((*side, 3), np.uint8), Frame(), b"fine")
    found, frame = Found(shown, 1.0), Frame(0, 0, scale)
    mask = refine(fine, found, frame, Wild(seed), Embeddings(100), Unwatched())
    away = from_outline(shown >= 128)
    reach = max(REACH, SHARE * float(np.count_nonzero(shown)) ** 0.5) + 1.5
    for row, column in zip(*np.nonzero(away > reach), strict=True):
        y, x = int((row + 0.5) * scale), int((column + 0.5) * scale)
        assert mask[y, x] == shown[row, column]


@pytest.mark.parametrize("value", [0, 255])
def test_a_thin_line_that_was_shown_is_made(value: int) -> None:
    """Of a rectangle of lines one side was missing when it was made; nor is a thin gap filled."""
    shown = np.full((400, 600), 255 - value, np.uint8)
    cv2.rectangle(shown, (100, 100), (400, 300), value, 3)

    class Blind(FakeSegmenter):
        def refine(self, image: Image, mask: Soft, watch: Watch) -> Soft:
            return np.full_like(mask, 255 - value)

    fine = Picture(np.zeros((800, 1200, 3), np.uint8), Frame(), b"fine")
    found, frame = Found(shown, 1.0), Frame(0, 0, 2)
    mask = refine(fine, found, frame, Blind(), Embeddings(100), Unwatched())
    assert (mask[200:600:7, 200] == value).all()
    assert (mask[600, 200:800:7] == value).all()


@pytest.mark.parametrize("left", [20, 300, 700])
def test_an_edge_in_a_flat_ground_stays_where_it_was_shown(left: int) -> None:
    """On the white of a page there is no edge to move to; the cut went 120 pixels astray."""
    page = np.full((800, 1200, 3), 255, np.uint8)
    shown = np.zeros((400, 600), np.uint8)
    shown[50:350, left // 2 : left // 2 + 200] = 255
    fine, found = Picture(page, Frame(), b"page"), Found(shown, 1.0)
    mask = refine(fine, found, Frame(0, 0, 2), SegmentClassic(), Embeddings(100), Unwatched())
    expected = np.repeat(np.repeat(shown, 2, 0), 2, 1) > 127
    assert np.count_nonzero((mask > 127) != expected) < 0.08 * expected.sum()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(lambda: LocalChannel(Settings(models="installed", discoverable=False))) as opened:
        yield opened


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_enter_makes_what_the_preview_showed(
    client: Client, seed: int, is_clear: bool, is_box: bool
) -> None:
    """The law, of the engine itself: figures of flat colours that touch, on white or on nothing.

    Of a clicked hat the face below it was made as well, as far as the crop of the hat went.
    """
    random = np.random.default_rng(seed)
    art = np.zeros((1000, 1200, 4), np.uint8)
    if not is_clear:
        art[:] = 255
    x, y = (int(one) for one in random.integers(420, 700, 2))
    for colour, drop, reach in (((240, 200, 170, 255), 120, 150), ((200, 30, 40, 255), 0, 130)):
        cv2.ellipse(art, (x, y - 120 + drop), (reach, 110), 0, 0, 360, colour, -1)
    cv2.line(art, (0, 960), (1200, 940), (0, 0, 0, 255), 5)
    box = Box(x - 160, y - 250, x + 160, y - 10)
    prompt = Prompt(boxes=(box,)) if is_box else Prompt(points=(Point(x, y - 170),))
    opened = client.open(ArraySource(art))
    shown, made = (
        whole(opened.segment(prompt, recipe="classic", finish=Finish("hard"), fine=fine), art)
        for fine in (False, True)
    )
    solid = shown >= 128
    reach = 1.2 * max(REACH, SHARE * float(np.count_nonzero(solid)) ** 0.5) + 2
    assert not ((made >= 128) != solid)[from_outline(solid) > reach].any()


def whole(answer: Answer, art: Image) -> Soft:
    """The first mask in the whole layer."""
    plane, mask = np.zeros(art.shape[:2], np.uint8), answer.masks[0]
    x, y = int(mask.box.x0), int(mask.box.y0)
    pixels = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
    plane[y : y + mask.height, x : x + mask.width] = pixels
    return plane
