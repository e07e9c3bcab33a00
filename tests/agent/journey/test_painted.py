"""On a layer that is transparent but for paint, the cover says what is there."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.config import Settings
from frisket.images import Picture, Pixels, rgb
from frisket.journey import painted
from frisket.models.base import ObjectPrompt
from frisket.pictures import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Box, Finish, Frame, Point, Prompt
from frisket_protocol.client import Answer, Client
from frisket_protocol.raster import Raster

SIZE = 240, 180
COLOURS = [(0, 0, 0), (255, 255, 255), (128, 128, 128), (200, 40, 30), (120, 130, 136)]
FOUR = ((40, 40), (190, 30), (60, 140), (180, 130))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(lambda: LocalChannel(Settings(models="fake", discoverable=False))) as one:
        yield one


def tapering(random: np.random.Generator) -> Pixels:
    """The cover of a stroke that ends in a thin tip."""
    start, end = np.array([30.0, 140.0]), random.uniform((150, 15), (215, 60))
    bow = random.uniform(-30, 30)
    cover = np.zeros(SIZE[::-1], np.uint8)
    for share in np.linspace(0, 1, 120):
        x, y = start + share * (end - start) + np.array([0, bow]) * np.sin(np.pi * share)
        radius = round(16 * 14 * (1 - share) + 12)
        cv2.circle(cover, (round(x * 16), round(y * 16)), radius, 255, -1, cv2.LINE_AA, 4)
    return cover


def lines(random: np.random.Generator) -> Pixels:
    """The cover of four outlines apart from one another."""
    cover = np.zeros(SIZE[::-1], np.uint8)
    for x, y in FOUR:
        radius, width = int(random.integers(10, 22)), int(random.integers(1, 4))
        cv2.circle(cover, (x, y), radius, 255, width, cv2.LINE_AA)
    return cover


def layer(cover: Pixels, colour: tuple[int, ...]) -> ArraySource:
    return ArraySource(np.full((*cover.shape, 3), colour, np.uint8), cover)


def whole(answer: Answer) -> Pixels:
    mask = np.zeros(SIZE[::-1], np.uint8)
    for one in answer.masks[:1]:
        place = np.s_[int(one.box.y0) : int(one.box.y1), int(one.box.x0) : int(one.box.x1)]
        mask[place] = np.frombuffer(one.data, np.uint8).reshape(one.height, one.width)
    return mask


def overlap(mask: Pixels, cover: Pixels) -> float:
    found, there = mask >= 128, cover >= 128
    return float((found & there).sum() / max(1, (found | there).sum()))


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 1_000_000),
    colour=st.sampled_from(COLOURS),
    is_clicked=st.booleans(),
)
def test_paint_keeps_its_tip(
    client: Client, seed: int, colour: tuple[int, ...], is_clicked: bool
) -> None:
    cover = tapering(np.random.default_rng(seed))
    prompt = Prompt(points=(Point(32, 140),)) if is_clicked else Prompt()
    opened = client.open(layer(cover, colour))
    answer = opened.segment(prompt, recipe="classic", finish=Finish("hard"))
    assert overlap(whole(answer), cover) > 0.98


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 1_000_000), colour=st.sampled_from(COLOURS))
def test_the_subject_of_line_art_is_all_of_it(
    client: Client, seed: int, colour: tuple[int, ...]
) -> None:
    cover = lines(np.random.default_rng(seed))
    opened = client.open(layer(cover, colour))
    answer = opened.segment(Prompt(), recipe="classic", finish=Finish("hard"))
    assert overlap(whole(answer), cover) > 0.98
    assert painted.ALL_OF_IT in answer.notes
    guessed = opened.segment(Prompt(), finish=Finish("hard"))
    assert painted.ALL_OF_IT in guessed.notes
    assert not any("guessed" in note for note in guessed.notes), "it says that it is sure"


def test_a_click_off_keeps_its_say() -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cover[40:140, 40:200] = 255
    picture = Picture(np.zeros((*cover.shape, 3), np.uint8), Frame(), b"", cover)
    mask = cover.copy()
    mask[:, 180:] = 0
    on, off = Point(60, 60), Point(190, 60, inside=False)
    assert (painted.completed(mask, picture, ObjectPrompt(points=(on,))) == cover).all()
    assert (painted.completed(mask, picture, ObjectPrompt(points=(on, off))) == mask).all()


def test_a_picture_that_was_only_moved_says_nothing_by_its_cover() -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cover[20:120, 30:170] = 255
    picture = Picture(np.zeros((*cover.shape, 3), np.uint8), Frame(), b"", cover)
    assert painted.subject(picture, ObjectPrompt()) is None


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_shows_on_the_ground(colour: tuple[int, ...]) -> None:
    cover = tapering(np.random.default_rng(1))
    pixels = np.dstack([np.full((*cover.shape, 3), colour, np.uint8), cover])
    seen = rgb(Raster(*SIZE, "rgba8", pixels.tobytes())).astype(int)
    apart = np.abs(seen - seen[0, 0]).max(axis=2)
    assert apart[cover == 255].min() >= 24


@pytest.mark.parametrize("colour", COLOURS)
def test_a_click_between_lines_is_the_empty_area_there(
    client: Client, colour: tuple[int, ...]
) -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(cover, (110, 90), 60, 255, 3, cv2.LINE_AA)
    area = np.zeros_like(cover)
    cv2.circle(area, (110, 90), 58, 255, -1, cv2.LINE_AA)
    prompt = Prompt(points=(Point(110, 90),))
    opened = client.open(layer(cover, colour))
    answer = opened.segment(prompt, recipe="classic", finish=Finish("hard"))
    assert overlap(whole(answer), area) > 0.95
    assert answer.notes == ("Your click: nothing is painted there, it is transparent.",)


def test_a_faint_halo_does_not_keep_a_thing_from_being_taken_whole(client: Client) -> None:
    """Of a blurred disc with a dark rim only the disc was taken, with an edge of its own."""
    cover = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(cover, (110, 85), 62, 255, -1)
    cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), 3.6), np.uint8)
    rgb = (cover[..., None] / 255 * np.array([220, 120, 20])).astype(np.uint8)
    opened = client.open(ArraySource(rgb, cover))
    answer = opened.segment(
        Prompt(points=(Point(110, 85),)), recipe="classic", finish=Finish("soft")
    )
    assert (whole(answer) >= cover.astype(int) - 24).all()


@pytest.mark.parametrize("at", [(110, 90), (5, 5), (230, 20), (60, 160)])
def test_of_a_click_on_nothing_only_that_is_told(client: Client, at: tuple[int, int]) -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cover[100:120, 20:40] = 255
    opened = client.open(layer(cover, (200, 40, 30)))
    answer = opened.segment(Prompt(points=(Point(*at),)), recipe="classic")
    assert answer.notes == ("Your click: nothing is painted there, it is transparent.",)


def test_a_box_in_which_nothing_is_painted_finds_nothing_and_says_so(client: Client) -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cover[100:120, 20:40] = 255
    opened = client.open(layer(cover, (200, 40, 30)))
    empty, full, partly = Box(100, 20, 160, 80), Box(15, 95, 45, 125), Box(30, 90, 90, 130)

    def asked(*boxes: Box) -> Answer:
        return opened.segment(Prompt(boxes=boxes), recipe="classic")

    alone, among = asked(empty), asked(full, empty)
    assert not alone.masks
    assert alone.notes == ("Your box: nothing is painted in it, it is transparent.",)
    assert len(among.masks) == 1
    assert "Box 2: nothing is painted in it, it is transparent." in among.notes
    for one in (full, partly):
        assert "painted in it" not in " ".join(asked(one).notes)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_a_click_where_nothing_is_painted_means_the_area_up_to_the_paint(
    seed: int, is_more: bool
) -> None:
    """On the ground round a figure it was half of the picture, with an edge of its own."""
    random = np.random.default_rng(seed)
    cover = np.zeros(SIZE[::-1], np.uint8)
    middle = tuple(int(one) for one in random.integers(60, 120, 2))
    cv2.circle(cover, middle, int(random.integers(12, 25)), 255, 3, cv2.LINE_AA)
    cv2.circle(cover, (190, 100), 25, 255, -1, cv2.LINE_AA)
    picture = Picture(np.full((*cover.shape, 3), 128, np.uint8), Frame(), b"", cover=cover)
    place = middle if random.random() < 0.5 else (235, 5)
    clicks = (Point(*place), *([Point(190, 100)] if is_more else []))
    blob = np.zeros_like(cover)
    cv2.circle(blob, place, 8, 255, -1)
    cv2.circle(blob, (190, 100), 24, 255, -1)
    mask = painted.completed(blob, picture, ObjectPrompt(points=clicks))
    _, areas = cv2.connectedComponents((cover < 128).astype(np.uint8), connectivity=4)
    wanted = areas == areas[place[1], place[0]]
    if is_more:
        wanted |= (cover >= 128) & (np.arange(SIZE[0]) > 150)
    assert np.count_nonzero((mask >= 128) != wanted) <= 0.01 * wanted.sum()


def test_a_click_where_nothing_is_painted_adds_to_a_box() -> None:
    cover = np.zeros(SIZE[::-1], np.uint8)
    cover[40:80, 40:90] = cover[100:140, 150:200] = 255
    cover[105:135, 155:195] = 0
    picture = Picture(np.zeros((*cover.shape, 3), np.uint8), Frame(), b"", cover=cover)
    found = np.where(np.arange(SIZE[0]) < 100, cover, 0).astype(np.uint8)
    prompt = ObjectPrompt(box=Box(38, 38, 92, 82), points=(Point(170, 120),))
    mask = painted.completed(found, picture, prompt)
    assert (mask[40:80, 40:90] == 255).all()
    assert (mask[105:135, 155:195] == 255).all()
