"""Clicks beside what was drawn: laws over many boxes and clicks."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

import composites
from classic_quality import photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.box import grown
from frisket_protocol.raster import Box, Point

WATCH = Unwatched()
BLUR = 4
"""Pixels by which an edge is softer than its box."""
PICTURES = {scene.name: scene.image for scene in photograph_scenes()} | {
    case.name: case.image for case in composites.cases((480, 360), kinds=("textured", "flat"))
}


def _beyond(mask: Soft, box: Box) -> Soft:
    """`mask` without what lies in `box`, its slack, and the blur of an edge."""
    room = grown(box)
    rest = mask.copy()
    top, left = max(0, int(room.y0) - BLUR), max(0, int(room.x0) - BLUR)
    rest[top : int(room.y1) + BLUR, left : int(room.x1) + BLUR] = 0
    return rest


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_clicks_in_a_box_add_nothing_beyond_the_box(name: str) -> None:
    image = PICTURES[name]
    random = np.random.default_rng([len(name), image.shape[1]])
    height, width = image.shape[:2]
    engine = SegmentClassic()
    embedding = engine.embed(image, WATCH)
    across, down = random.uniform(0.3, 0.6, 2)
    x0, y0 = random.uniform(0, 1 - across) * width, random.uniform(0, 1 - down) * height
    box = Box(x0, y0, x0 + across * width, y0 + down * height)
    points: tuple[Point, ...] = ()
    before = engine.segment(embedding, [ObjectPrompt(box=box)], WATCH)[0][0].mask
    for _ in range(3):
        x, y = random.uniform((box.x0, box.y0), (box.x1, box.y1))
        points += (Point(float(x), float(y)),)
        prompt = ObjectPrompt(box=box, points=points)
        mask = engine.segment(embedding, [prompt], WATCH)[0][0].mask
        more = _beyond(mask, box) > np.maximum(_beyond(before, box), 127)
        assert np.count_nonzero(more) <= 0.01 * mask.size, points
        before = np.maximum(before, mask)


@pytest.mark.parametrize("name", sorted(PICTURES)[::3])
@pytest.mark.parametrize("way", ["box", "rough"])
def test_a_click_off_leaves_most_of_what_was_drawn(name: str, way: str) -> None:
    """The law: who draws a selection, or a box, and clicks off an eye in it, keeps the cat."""
    image = PICTURES[name]
    random = np.random.default_rng([len(name), image.shape[0]])
    height, width = image.shape[:2]
    drawn = np.zeros((height, width), np.uint8)
    x0, y0 = int(0.2 * width), int(0.15 * height)
    x1, y1 = int(0.75 * width), int(0.8 * height)
    drawn[y0:y1, x0:x1] = 255
    asked = ObjectPrompt(box=Box(x0, y0, x1, y1)) if way == "box" else ObjectPrompt(rough=drawn)
    engine = SegmentClassic()
    embedding = engine.embed(image, WATCH)
    before = engine.segment(embedding, [asked], WATCH)[0][0].mask > 127
    deep = cv2.distanceTransform(before.astype(np.uint8), cv2.DIST_L2, 5)
    rows, columns = np.nonzero(deep > 0.5 * deep.max())
    for index in random.integers(0, len(rows), 3):
        click = Point(float(columns[index]) + 0.5, float(rows[index]) + 0.5, inside=False)
        after = engine.segment(embedding, [replace(asked, points=(click,))], WATCH)[0][0].mask
        kept = np.count_nonzero(before & (after > 127)) / np.count_nonzero(before)
        assert kept > 0.5, click
        assert after[int(click.y), int(click.x)] < 128


def drawing() -> np.ndarray:
    """A circle, and a frame with a red field in it, on paper."""
    page = np.full((300, 400, 3), 255, np.uint8)
    cv2.circle(page, (110, 120), 80, (0, 0, 0), 4)
    cv2.rectangle(page, (230, 60), (370, 240), (0, 0, 0), 4)
    cv2.rectangle(page, (260, 100), (340, 200), (200, 40, 30), -1)
    return page


@pytest.mark.parametrize("seed", range(6))
def test_each_click_on_a_flat_drawing_adds_the_area_that_it_lies_in(seed: int) -> None:
    """Whatever the order, and the paper round the figures too: it was a disc, or a bite."""
    page = drawing()
    places = [(110, 120), (245, 80), (300, 150), (20, 280)]
    chosen = np.random.default_rng(seed).permutation(4)[:3]
    engine = SegmentClassic()
    embedding = engine.embed(page, WATCH)
    points = tuple(Point(*places[one]) for one in chosen)
    made = engine.segment(embedding, [ObjectPrompt(points=points)], WATCH)[0][0].mask > 127
    alone = [
        engine.segment(embedding, [ObjectPrompt(points=(one,))], WATCH)[0][0].mask > 127
        for one in points
    ]
    together = np.logical_or.reduce(alone)
    assert np.count_nonzero(made != together) < 0.005 * together.sum()


@pytest.mark.parametrize("box", [Box(26, 36, 194, 204), Box(24, 34, 376, 246)])
@pytest.mark.parametrize("place", [(110, 120), (245, 80), (300, 150)])
def test_a_click_beside_a_box_on_a_flat_drawing_means_its_area(
    box: Box, place: tuple[int, int]
) -> None:
    """In an outlined circle it was a disc; off, a bite."""
    engine = SegmentClassic()
    embedding = engine.embed(drawing(), WATCH)
    before = engine.segment(embedding, [ObjectPrompt(box=box)], WATCH)[0][0].mask > 127
    alone = ObjectPrompt(points=(Point(*place),))
    area = engine.segment(embedding, [alone], WATCH)[0][0].mask > 127
    click = Point(*place, inside=not before[place[1], place[0]])
    asked = ObjectPrompt(box=box, points=(click,))
    after = engine.segment(embedding, [asked], WATCH)[0][0].mask > 127
    wanted = before | area if click.inside else before & ~area
    if click.inside or np.count_nonzero(wanted) >= 0.6 * np.count_nonzero(before):
        assert np.count_nonzero(after != wanted) < 0.005 * area.sum()
