"""YOLO against ultralytics' own `predict` on the same weights.

Box edges may differ by a ten-thousandth of the picture's longer side, scores by 1e-4: the two run
with different numbers of threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from frisket.models.base import Detection, Unwatched
from frisket.models.detect.yolo import DetectYolo
from frisket.models.files.cards import ModelCard
from frisket.models.files.yolo import WEIGHTS, convert_yolo, yolo_card
from frisket.models.place import CPU
from frisket_protocol import Box, Watch
from frisket_protocol.errors import Cancelled
from tiny.detect import yolo as tiny

SIZES = [(120, 160), (300, 200), (1, 1), (1, 4000), (4000, 1), (3, 2)]
KINDS = {
    "yolo11": ("yolo11.yaml", "detect"),
    "yolo26, which suppresses by itself": ("yolo26.yaml", "detect"),
    "yolov8": ("yolov8.yaml", "detect"),
    "yolo11-seg": ("yolo11-seg.yaml", "segment"),
    "yolo11-pose": ("yolo11-pose.yaml", "pose"),
}


@pytest.fixture(scope="module", autouse=True)
def threads() -> Iterator[None]:
    """ultralytics' `predict` sets the number of threads for everybody."""
    kept = torch.get_num_threads()
    yield
    torch.set_num_threads(kept)


@pytest.fixture(scope="module", params=KINDS)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The adapter's model and ultralytics' of one kind, from the same file."""
    return _pair(tmp_path_factory.mktemp("yolo"), *KINDS[request.param])


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> DetectYolo:
    return _pair(tmp_path_factory.mktemp("yolo"), *KINDS["yolo11"])[0]


def _pair(folder: Path, description: str, task: str) -> tuple[DetectYolo, Any]:
    from ultralytics import YOLO

    file = folder / "trained.pt"
    tiny.save_pt(tiny.network(description, task), file)
    convert_yolo(file, folder / WEIGHTS)
    return DetectYolo.load(yolo_card("tiny", folder), folder, CPU), YOLO(file)


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def reference(model: Any, image: NDArray[np.uint8], **options: Any) -> list[Detection]:
    """What ultralytics' `predict` finds, without boxes that have no area."""
    (result,) = model.predict(np.ascontiguousarray(image[..., ::-1]), verbose=False, **options)
    rows = zip(
        result.boxes.xyxy.tolist(),
        result.boxes.conf.tolist(),
        result.boxes.cls.tolist(),
        strict=True,
    )
    found = [Detection(Box(*box), score, result.names[int(kind)]) for box, score, kind in rows]
    return [one for one in found if not one.box.is_empty]


def assert_same(found: list[Detection], expected: list[Detection], side: int) -> None:
    assert [one.label for one in found] == [one.label for one in expected]
    for one, other in zip(found, expected, strict=True):
        edges = [(b.x0, b.y0, b.x1, b.y1) for b in (one.box, other.box)]
        np.testing.assert_allclose(*edges, atol=1e-4 * side, rtol=0)
        assert one.score == pytest.approx(other.score, abs=1e-4)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_finds_what_predict_finds(pair: Any, size: tuple[int, int]) -> None:
    ours, theirs = pair
    image = noise(*size)
    found = ours.detect(image, [], Unwatched())
    assert_same(found, reference(theirs, image), max(size))
    assert found or min(size) == 1


def test_a_phrase_chooses_the_class_as_predict_does(pair: Any) -> None:
    ours, theirs = pair
    image = noise(120, 160)
    found = ours.detect(image, ["Hands", "people"], Unwatched())
    assert_same(found, reference(theirs, image, classes=[1, 2]), 160)
    assert found
    assert {(one.label, one.phrase) for one in found} <= {("hand", "Hands"), ("person", "people")}


def test_the_options_of_the_card_are_those_of_predict(tmp_path: Path) -> None:
    _, theirs = _pair(tmp_path, *KINDS["yolo11"])
    card = yolo_card("tiny", tmp_path)
    options: dict[str, Any] = {"conf": 0.6, "iou": 0.2, "size": 200}
    ours = DetectYolo.load(_with(card, options), tmp_path, CPU)
    image = noise(120, 160)
    found = ours.detect(image, [], Unwatched())
    assert_same(found, reference(theirs, image, conf=0.6, iou=0.2, imgsz=200), 160)
    assert found
    assert min(one.score for one in found) > 0.6


def _with(card: ModelCard, options: dict[str, Any]) -> ModelCard:
    return replace(card, options=options)


def test_it_shows_what_it_knows_and_how_much_it_holds(detector: DetectYolo) -> None:
    assert detector.vocabulary == {"face", "hand", "person"}
    assert 500_000 < detector.nbytes < 800_000


def test_without_phrases_it_finds_all_that_it_knows(detector: DetectYolo) -> None:
    found = detector.detect(noise(120, 160), [], Unwatched())
    assert {one.label for one in found} == {"face", "hand", "person"}
    assert {one.phrase for one in found} == {""}


def test_what_it_does_not_know_it_does_not_find(detector: DetectYolo) -> None:
    assert detector.detect(noise(120, 160), ["zebra", "surface"], Unwatched()) == []


def test_a_picture_without_anything_gives_an_empty_list(tmp_path: Path) -> None:
    _pair(tmp_path, *KINDS["yolo11"])
    card = _with(yolo_card("tiny", tmp_path), {"conf": 1.0})
    assert DetectYolo.load(card, tmp_path, CPU).detect(noise(20, 20), [], Unwatched()) == []


def test_it_neither_changes_nor_depends_on_what_it_was_given(detector: DetectYolo) -> None:
    image = noise(128, 128)
    kept = image.copy()
    image.flags.writeable = False
    first = detector.detect(image, ["face"], Unwatched())
    detector.detect(noise(60, 90, seed=1), [], Unwatched())
    assert detector.detect(image[:, :], ["face"], Unwatched()) == first
    np.testing.assert_array_equal(image, kept)


def test_once_cancelled_it_stops(detector: DetectYolo) -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        detector.detect(noise(20, 20), ["face"], watch)
