"""A box."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import composites
import holes
from classic_scenes import disc_scene, overlap
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.box import cut_box, within
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import nothing
from frisket_protocol.raster import Box
from prompts import tight_box

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5


@pytest.mark.parametrize(
    "box", [Box(58, 40, 158, 140), Box(62, 45, 153, 135), Box(50, 30, 170, 150)]
)
def test_loose_and_tight_boxes_find_the_disc(box: Box) -> None:
    found = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
    assert overlaps(GRAPH, [found, INSIDE])[0, 1] > 0.88


def test_nothing_is_found_outside_the_box() -> None:
    box = Box(58, 40, 108, 140)
    found = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
    assert not (found & ~within(GRAPH, box)).any()


def test_an_even_picture_gives_a_shape_in_the_box() -> None:
    graph = build_graph(np.full((80, 80, 3), 100, np.uint8))
    box = Box(20, 20, 60, 60)
    found = cut_box(graph, box, nothing(graph), nothing(graph))
    assert found.any()
    assert not (found & ~within(graph, box)).any()


def overlap_of_box(image: NDArray[np.uint8], truth: NDArray[np.bool_], slack: float = 0.0) -> float:
    box = tight_box(truth)
    loose = Box(box.x0 - slack, box.y0 - slack, box.x1 + slack, box.y1 + slack)
    engine, watch = SegmentClassic(), Unwatched()
    found = engine.segment(engine.embed(image, watch), [ObjectPrompt(box=loose)], watch)
    return overlap(found[0][0].mask, truth)


TONES = {
    "brown on grey": ((150, 90, 30), (120, 150, 170)),
    "white on green": ((235, 235, 230), (60, 120, 60)),
    "red on cream": ((170, 30, 40), (230, 215, 180)),
}


@example(16, (196, 127), False, "red on cream", 0.0, 0.0, 0.0)
@example(16, (196, 127), False, "red on cream", 0.0, 0.0, 0.0147)
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    thick=st.integers(15, 110),
    radii=st.tuples(st.integers(120, 260), st.integers(120, 210)),
    is_round=st.booleans(),
    tones=st.sampled_from(sorted(TONES)),
    noise=st.floats(0, 6),
    slack=st.floats(0, 10),
    light=st.floats(-0.05, 0.05),
)
def test_a_ring_or_frame_of_any_thickness_is_selected_and_the_wall_within_it_is_not(
    thick: int,
    radii: tuple[int, int],
    is_round: bool,
    tones: str,
    noise: float,
    slack: float,
    light: float,
) -> None:
    mask = np.zeros((480, 640), np.uint8)
    for (x, y), value in ((radii, 1), ((radii[0] - thick, radii[1] - thick), 0)):
        if is_round:
            cv2.ellipse(mask, (320, 240), (x, y), 0, 0, 360, value, -1)
        else:
            cv2.rectangle(mask, (320 - x, 240 - y), (320 + x, 240 + y), value, -1)
    truth = mask > 0
    front, wall = TONES[tones]
    shade = 1 + light * np.linspace(-1, 1, 640)[None, :, None]
    image = np.where(truth[..., None], front, wall) * shade
    image = image + np.random.default_rng(thick).normal(0, noise, image.shape)
    assert overlap_of_box(np.clip(image, 0, 255).astype(np.uint8), truth, slack) > 0.9


def test_things_with_holes_are_found_as_a_rule() -> None:
    found = [
        overlap_of_box(case.image, case.alpha > 127, 4) for case in holes.cases(seed=90, each=3)
    ]
    assert np.median(found) > 0.9
    assert np.mean(np.array(found) > 0.6) > 0.8


@pytest.mark.parametrize("seed", range(6))
def test_a_twig_is_found_that_covers_a_fiftieth_of_its_box(seed: int) -> None:
    random = np.random.default_rng(seed)
    mask = np.zeros((480, 640), np.uint8)
    steps = random.normal(0, 8, (11, 2))
    joints = np.array([(100 + 44 * at, 400 - 32 * at) for at in range(11)]) + steps
    thick = int(random.integers(4, 12))
    cv2.polylines(mask, [joints.astype(np.int32)], False, (1,), thick)
    for at in (3, 5, 7):
        end = joints[at] + random.integers(-90, 90, 2)
        cv2.line(mask, joints[at].astype(int).tolist(), end.astype(int).tolist(), (1,), thick // 2)
    image = np.where(mask[..., None] > 0, (90, 60, 30), (150, 170, 120))
    image = np.clip(image + random.normal(0, 5, image.shape), 0, 255).astype(np.uint8)
    assert overlap_of_box(image, mask > 0, 4) > 0.8


def test_boughs_before_hills_that_mostly_lie_behind_them_are_found_as_a_rule() -> None:
    found = []
    for seed in range(70, 74):
        *_, bough = composites.cases((640, 480), seed, ["textured"])
        found.append(overlap_of_box(bough.image, bough.alpha > 127))
    assert np.median(found) > 0.55


@pytest.mark.parametrize("seed", range(4))
def test_a_thing_of_the_grounds_colour_is_told_by_being_smoother(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = np.zeros((480, 640), np.uint8)
    cv2.ellipse(truth, (320, 240), (150, 90), 30, 0, 360, 1, -1)
    cv2.rectangle(truth, (290, 60), (350, 420), (1,), -1)
    grain = cv2.GaussianBlur(random.normal(0, 1, truth.shape), (0, 0), 2.0)
    light = 130 + grain / grain.std() * np.where(truth > 0, 10, 30)
    image = np.clip(light[..., None] * (1.0, 0.8, 0.6), 0, 255).astype(np.uint8)
    assert overlap_of_box(image, truth > 0, 4) > 0.8


@pytest.mark.parametrize("missing", [4, 6, 8])
def test_a_frame_is_found_that_is_thinner_than_its_box_is_wrong(missing: float) -> None:
    mask = np.zeros((480, 640), np.uint8)
    cv2.rectangle(mask, (120, 60), (520, 420), (1,), 8)
    image = np.where(mask[..., None] > 0, (90, 60, 130), (180, 170, 190))
    image = image + np.random.default_rng(0).normal(0, 3, image.shape)
    overlap = overlap_of_box(np.clip(image, 0, 255).astype(np.uint8), mask > 0, -missing)
    assert overlap > 0.6
