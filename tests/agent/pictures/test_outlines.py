"""Outlines: smooth, as near to the mask as they say, exact where it matters, and read by others."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageDraw

from frisket.pictures import Shape, coco, svg
from frisket.pictures.outlines import LIKENESS, filled, outline

MASKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)))
FINE = 10
Marks = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def blob(seed: int, side: int = 160) -> np.ndarray:
    noise = np.random.default_rng(seed).random((side, side)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 9)
    return np.where(smooth > np.median(smooth), 255, 0).astype(np.uint8)


@st.composite
def shapes_with_holes(draw: st.DrawFn) -> np.ndarray:
    """Blobs, rings, polygons, thin lines and specks over each other, hard or soft."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    side = draw(st.sampled_from([12, 60, 200]))
    mask = (
        blob(int(random.integers(1000)), side)
        if draw(st.booleans())
        else np.zeros_like(blob(0, side))
    )
    line = draw(st.sampled_from([cv2.LINE_8, cv2.LINE_AA]))
    for _ in range(draw(st.integers(1, 6))):
        value = int(random.choice([0, 255]))
        points = random.integers(0, side, (3, 2))
        place, radius = tuple(map(int, points[0])), int(random.integers(1, side // 2))
        if random.random() < 0.5:
            cv2.circle(mask, place, radius, value, int(random.choice([-1, 1, 3])), line)
        else:
            cv2.fillPoly(mask, [points], value, line)
    blurred = draw(st.sampled_from([0.0, 0.7, 3.0]))
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), blurred), np.uint8) if blurred else mask


def likeness(found: Marks, truth: Marks) -> float:
    either = (found | truth).sum()
    return float((found & truth).sum() / either) if either else 1.0


def of_svg(text: str) -> list[np.ndarray]:
    """The closed lines of its paths, with each curve as 40 pieces."""
    lines = []
    for path in re.findall(r' d="([^"]*)"', text):
        for drawn in path.split("Z")[:-1]:
            points: list[np.ndarray] = []
            for command, numbers in re.findall(r"([MLC])([^MLC]*)", drawn):
                given_ = np.array(re.findall(r"-?[\d.]+", numbers), float).reshape(-1, 2)
                if command == "C":
                    share = np.linspace(0, 1, 41)[1:, None]
                    a, b, c, d = (points[-1], *given_)
                    rest = 1 - share
                    points += list(
                        rest**3 * a
                        + 3 * rest**2 * share * b
                        + 3 * rest * share**2 * c
                        + share**3 * d
                    )
                else:
                    points.append(given_[0])
            lines.append(np.array(points))
    return lines


@settings(max_examples=80, deadline=None)
@given(shapes_with_holes())
def test_a_path_drawn_again_is_the_mask(mask: np.ndarray) -> None:
    """The law: intersection over union of 0.99, in SVG and as polygons."""
    height, width = mask.shape
    shape = Shape(2, 3, mask)
    truth = np.zeros((height + 3, width + 2), bool)
    truth[3:, 2:] = mask >= 128
    drawn = filled(of_svg(svg([shape], width + 2, height + 3)), *truth.shape)
    assert likeness(drawn, truth) >= LIKENESS
    assert likeness(filled(outline(shape), *truth.shape), truth) >= LIKENESS


def of_coco(text: str, *, by: str) -> Marks:
    """Polygons as others draw them: each filled for itself, and all joined. Ten times as fine.

    by: whose filler. A pixel is what its middle is.
    """
    whole = json.loads(text)
    width, height = whole["images"][0]["width"], whole["images"][0]["height"]
    fine = np.zeros((height * FINE, width * FINE), np.uint8)
    for each in whole["annotations"]:
        for numbers in each["segmentation"]:
            points = np.array(numbers).reshape(-1, 2) * FINE
            if by == "pillow":
                image = Image.fromarray(fine)
                ImageDraw.Draw(image).polygon([tuple(point) for point in points.tolist()], 255)
                fine = np.array(image)
            else:
                one = np.zeros_like(fine)
                cv2.fillPoly(one, [points.round().astype(np.int32)], 255)
                fine |= one
    return np.asarray(fine[FINE // 2 :: FINE, FINE // 2 :: FINE] > 0)


@pytest.mark.parametrize("by", ["pillow", "opencv"])
@settings(max_examples=60, deadline=None)
@given(mask=shapes_with_holes())
def test_polygons_filled_by_others_are_the_mask(by: str, mask: np.ndarray) -> None:
    """The law, for holes too, which COCO's polygons cannot have but by a seam.

    Both fillers also fill the line itself, so of things as thin as that a little more differs.
    """
    height, width = mask.shape
    text = coco([Shape(2, 3, mask)], width + 2, height + 3, "a.png")
    truth = np.zeros((height + 3, width + 2), bool)
    truth[3:, 2:] = mask >= 128
    found = of_coco(text, by=by)
    edge = cv2.morphologyEx(np.pad(truth, 1).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3)))[
        1:-1, 1:-1
    ]
    assert (found ^ truth).sum() <= (1 - LIKENESS) * truth.sum() + 0.05 * edge.sum() + 2
    assert not (found ^ truth)[edge == 0].any()


def test_a_ring_of_polygons_has_its_hole() -> None:
    """It was filled: an overlap of 0.74 with the mask."""
    mask = np.zeros((200, 200), np.uint8)
    cv2.circle(mask, (100, 100), 90, 255, 30)
    cv2.circle(mask, (100, 100), 20, 255, -1)
    text = coco([Shape(0, 0, mask)], 200, 200, "a.png")
    assert [len(each["segmentation"]) for each in json.loads(text)["annotations"]] == [2]
    for by in ("pillow", "opencv"):
        assert likeness(of_coco(text, by=by), mask >= 128) >= LIKENESS


@given(MASKS)
def test_a_few_pixels_are_drawn_exactly(mask: np.ndarray) -> None:
    lines = outline(Shape(0, 0, mask.astype(np.uint8) * 255))
    np.testing.assert_array_equal(filled(lines, *mask.shape), mask)


@pytest.mark.parametrize("soft", [0.0, 1.5])
@pytest.mark.parametrize("seed", range(4))
def test_a_path_has_no_steps(seed: int, soft: float) -> None:
    """Few curves, not a step a pixel, and where two meet the path turns little."""
    mask = blob(seed)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.uint8) if soft else mask
    lines = of_svg(svg([Shape(0, 0, mask)], 160, 160))
    text = svg([Shape(0, 0, mask)], 160, 160)
    edge = cv2.morphologyEx((mask >= 128).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((2, 2)))
    assert text.count("C") + text.count("L") < 0.2 * edge.sum()
    turned = total = 0.0
    for line in lines:
        inner = ((line > 1) & (line < 159)).all(axis=1)  # the picture's own border has corners
        way = np.diff(line, axis=0)
        angle = np.unwrap(np.arctan2(*way.T))
        turned += float((np.abs(np.diff(angle)) > 0.6)[inner[1:-1]].sum())
        total += len(way)
    assert turned <= 0.02 * total


def test_a_side_of_a_box_with_soft_corners_is_one_line() -> None:
    mask = np.zeros((120, 140), np.uint8)
    mask[20:90, 30:100] = 255
    lines = svg([Shape(0, 0, cv2.blur(mask, (5, 5)))], 140, 120).split(' d="')[1].count("L")
    assert 4 <= lines <= 6, "four sides, and at most a short one in a corner"


def test_a_soft_edge_is_followed_finer_than_a_pixel() -> None:
    """A disc whose pixels are covered as far as they lie in it."""
    y, x = np.mgrid[:80, :90] + 0.5
    mask = np.asarray(np.clip(25.3 - np.hypot(x - 44.2, y - 39.7) + 0.5, 0, 1) * 255, np.uint8)
    (line,) = outline(Shape(0, 0, mask))
    off = np.hypot(*(line - (44.2, 39.7)).T) - 25.3
    assert np.abs(off).max() < 0.25
    assert abs(off.mean()) < 0.1


@given(st.integers(0, 40), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20))
def test_a_rectangle_is_exact(x: int, y: int, width: int, height: int) -> None:
    (line,) = outline(Shape(x, y, np.full((height, width), 255, np.uint8)))
    corners = {(x, y), (x + width, y), (x + width, y + height), (x, y + height)}
    assert {tuple(corner) for corner in line.tolist()} == corners


@pytest.mark.parametrize("value", [200, 255])
def test_an_svg_draws_what_the_mask_holds(value: int) -> None:
    ring = np.zeros((40, 60), np.uint8)
    ring[5:35, 10:50] = value
    ring[15:25, 20:40] = 64
    text = svg([Shape(3, 4, ring, 'a "ring" & <more>\x00')], 100, 80)
    root = ElementTree.fromstring(text)
    assert root.attrib["viewBox"] == "0 0 100 80"
    (path,) = [each for each in root if each.tag.endswith("path")]
    expected = np.zeros((80, 100), bool)
    expected[4:44, 3:63] = ring >= 128
    np.testing.assert_array_equal(filled(of_svg(text), 80, 100), expected)
    assert path.attrib["fill-rule"] == "evenodd"


def runs_filled(runs: dict[str, list[int]]) -> np.ndarray:
    """COCO's run lengths as its own documentation has them: columns first, zeros first."""
    values = np.concatenate(
        [np.full(count, number % 2, np.uint8) for number, count in enumerate(runs["counts"])]
    )
    height, width = runs["size"]
    return values.reshape(width, height).T > 0


@given(MASKS, st.integers(0, 5), st.integers(0, 5))
def test_run_lengths_are_exact(mask: np.ndarray, x: int, y: int) -> None:
    shape = Shape(x, y, mask.astype(np.uint8) * 255, "a thing", 0.5)
    whole = json.loads(coco([shape], 16, 15, "a.png", runs=True))
    (found,) = whole["annotations"]
    expected = np.zeros((15, 16), bool)
    expected[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
    np.testing.assert_array_equal(runs_filled(found["segmentation"]), expected)
    assert found["area"] == expected.sum()
    if expected.any():
        x0, y0, width, height = found["bbox"]
        assert expected[y0 : y0 + height, x0 : x0 + width].sum() == expected.sum()
        assert expected[y0].any()
        assert expected[:, x0].any()


def test_polygons_are_lists_of_pairs() -> None:
    shapes = [Shape(0, 0, blob(seed), name) for seed, name in enumerate(("cat", "dog", "cat"))]
    whole = json.loads(coco(shapes, 160, 160, "a.png"))
    assert [each["name"] for each in whole["categories"]] == ["cat", "dog"]
    assert [each["category_id"] for each in whole["annotations"]] == [1, 2, 1]
    for each in whole["annotations"]:
        assert each["iscrowd"] == 0
        assert all(len(line) >= 6 and len(line) % 2 == 0 for line in each["segmentation"])
