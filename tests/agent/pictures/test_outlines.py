"""Outlines: exact before they are made simple, near enough afterwards, and read by others."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from frisket.pictures import Shape, coco, svg
from frisket.pictures.outlines import _loops, outline

MASKS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)))


def filled(lines: list[np.ndarray], height: int, width: int) -> np.ndarray:
    """What the even-odd rule fills, pixel by pixel at its middle, worked out by hand."""
    inside = np.zeros((height, width), bool)
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    for line in lines:
        for (x0, y0), (x1, y1) in zip(line.tolist(), np.roll(line, -1, 0).tolist(), strict=True):
            if y0 != y1:
                crosses = (y0 > y) != (y1 > y)
                inside ^= crosses & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return inside


@given(MASKS)
def test_the_lines_hold_exactly_what_is_inside(mask: np.ndarray) -> None:
    lines = list(_loops(mask))
    np.testing.assert_array_equal(filled(lines, *mask.shape), mask)
    assert all(len(line) >= 4 for line in lines)


@given(MASKS)
def test_pixels_that_touch_in_a_corner_stay_apart(mask: np.ndarray) -> None:
    """A line round each piece whose pixels share edges, and one round each hole in such pieces."""
    pieces = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[0] - 1
    around = cv2.connectedComponents(np.pad(~mask, 1, constant_values=True).astype(np.uint8))[0]
    assert len(list(_loops(mask))) == pieces + around - 2


def blob(seed: int, side: int = 160) -> np.ndarray:
    noise = np.random.default_rng(seed).random((side, side)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 9)
    return np.where(smooth > np.median(smooth), 255, 0).astype(np.uint8)


@pytest.mark.parametrize("seed", range(8))
def test_a_simple_line_is_near_the_mask(seed: int) -> None:
    mask = blob(seed)
    found = filled(outline(Shape(0, 0, mask)), *mask.shape)
    truth = mask > 0
    assert (found & truth).sum() / (found | truth).sum() > 0.97
    off = (found ^ truth).astype(np.uint8)
    assert not cv2.erode(off, np.ones((3, 3), np.uint8)).any()  # nowhere by more than its edge
    assert sum(map(len, outline(Shape(0, 0, mask)))) < 0.5 * sum(map(len, _loops(truth)))


@given(st.integers(0, 40), st.integers(0, 30), st.integers(1, 20), st.integers(1, 20))
def test_a_rectangle_is_exact(x: int, y: int, width: int, height: int) -> None:
    (line,) = outline(Shape(x, y, np.full((height, width), 255, np.uint8)))
    corners = {(x, y), (x + width, y), (x + width, y + height), (x, y + height)}
    assert {tuple(corner) for corner in line.tolist()} == corners


def test_an_svg_draws_what_the_mask_holds() -> None:
    ring = np.zeros((40, 60), np.uint8)
    ring[5:35, 10:50] = 200
    ring[15:25, 20:40] = 127
    text = svg([Shape(3, 4, ring, 'a "ring" & <more>\x00')], 100, 80)
    root = ElementTree.fromstring(text)
    assert root.attrib["viewBox"] == "0 0 100 80"
    (path,) = [each for each in root if each.tag.endswith("path")]
    lines = [
        np.array([pair.split(",") for pair in re.findall(r"[\d.]+,[\d.]+", line)], float)
        for line in path.attrib["d"].split("Z")[:-1]
    ]
    expected = np.zeros((80, 100), bool)
    expected[4:44, 3:63] = ring >= 128
    np.testing.assert_array_equal(filled(lines, 80, 100), expected)
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
