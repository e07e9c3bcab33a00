"""RF-DETR and D-FINE against transformers' documented calls on the same weights.

What reaches the network is the same to the bit, and so is what comes out: boxes to a thousandth of
a pixel, scores to 1e-6.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image
from safetensors import safe_open
from transformers import AutoImageProcessor, AutoModelForObjectDetection

from frisket.models import tensors
from frisket.models.base import Unwatched
from frisket.models.detect.rf_detr import PROJECTOR_EPSILON, DetectRfDetr
from frisket.models.files import registry
from frisket.models.place import CPU, Place
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition
from published.detect.rf_detr import network
from tiny.detect import rf_detr as tiny

CARDS = {card.name: card for card in registry.published() if card.builder.endswith(":DetectRfDetr")}
SIZES = [(120, 160), (300, 200), (1, 1), (1, 4000), (4000, 1), (3, 2), (2, 3)]


@pytest.fixture(scope="module", params=["rf-detr-nano", "dfine-nano-coco"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("detr") / request.param
    tiny.write(place, CARDS[request.param])
    return place


@pytest.fixture(scope="module")
def detector(folder: Path) -> DetectRfDetr:
    return DetectRfDetr.load(CARDS[folder.name], folder, CPU)


@pytest.fixture(scope="module")
def rf_detr(tmp_path_factory: pytest.TempPathFactory) -> DetectRfDetr:
    place = tmp_path_factory.mktemp("rf-detr")
    tiny.write(place, CARDS["rf-detr-nano"])
    return DetectRfDetr.load(CARDS["rf-detr-nano"], place, CPU)


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def reference(folder: Path, image: NDArray[np.uint8], threshold: float) -> list[Any]:
    """(label, score, box in the picture) of transformers' example, where there is any of these."""
    processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True)
    model = AutoModelForObjectDetection.from_pretrained(folder, local_files_only=True)
    for layer in projector(model):
        layer.norm.eps = PROJECTOR_EPSILON
    shown = processor(
        images=Image.fromarray(image), input_data_format="channels_last", return_tensors="pt"
    )
    with torch.no_grad():
        answer = model.eval()(**shown)
    (found,) = processor.post_process_object_detection(
        answer, threshold=threshold, target_sizes=[image.shape[:2]]
    )
    rows = zip(found["labels"], found["scores"], found["boxes"], strict=True)
    sides = [image.shape[1], image.shape[0]] * 2
    named = [
        (model.config.id2label[int(number)], float(score), np.clip(box.numpy(), 0, sides))
        for number, score, box in rows
    ]
    return [
        (label, score, box)
        for label, score, box in named
        if label != "N/A" and box[0] < box[2] and box[1] < box[3]
    ]


def projector(model: Any) -> list[Any]:
    """The parts between backbone and decoder that have a norm; none in D-FINE."""
    return [part for part in model.modules() if type(part).__name__ == "RfDetrConvNormLayer"]


@given(
    values=arrays(np.float64, (1, 8, 3, 2), elements=st.floats(-1, 1)),
    spread=st.sampled_from([1e-4, 1e-3, 1e-2, 1.0]),
)
@settings(deadline=None, max_examples=30)
def test_the_projector_normalizes_as_its_authors_have_it(
    rf_detr: DetectRfDetr, values: NDArray[np.float64], spread: float
) -> None:
    """(x - mean) / sqrt(variance + 1e-6), times weight, plus bias; also where x is nearly flat."""
    layers = projector(rf_detr._model)
    assert layers
    for layer in layers:
        norm = layer.norm
        width = len(norm.weight)
        x = np.resize(values * spread, (1, width, 3, 2))
        deviation = x - x.mean(1, keepdims=True)
        scale = np.sqrt(x.var(1, keepdims=True) + 1e-6)
        weight, bias = (
            one.detach().numpy()[None, :, None, None] for one in (norm.weight, norm.bias)
        )
        with torch.no_grad():
            answer = norm(torch.tensor(x, dtype=torch.float32)).numpy()
        np.testing.assert_allclose(answer, deviation / scale * weight + bias, atol=1e-4, rtol=1e-3)


def test_transformers_has_the_other_number_still(rf_detr: DetectRfDetr, tmp_path: Path) -> None:
    """When this fails, it is put right there, and PROJECTOR_EPSILON can go."""
    tiny.write(tmp_path, CARDS["rf-detr-nano"])
    model = AutoModelForObjectDetection.from_pretrained(tmp_path, local_files_only=True)
    assert {layer.norm.eps for layer in projector(model)} == {1e-5}


def test_a_transformers_that_builds_it_otherwise_is_refused() -> None:
    with pytest.raises(FailedPrecondition, match="does not know"):
        tensors.set_epsilon([], PROJECTOR_EPSILON)
    with pytest.raises(FailedPrecondition, match="does not know"):
        tensors.set_epsilon([torch.nn.BatchNorm2d(3)], PROJECTOR_EPSILON)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_it_finds_what_transformers_finds(
    detector: DetectRfDetr, folder: Path, size: tuple[int, int]
) -> None:
    image = noise(*size)
    found = detector.detect(image, [], Unwatched())
    expected = reference(folder, image, CARDS[folder.name].options["threshold"])
    assert found
    assert [one.label for one in found] == [label for label, _, _ in expected]
    for one, (_, score, box) in zip(found, expected, strict=True):
        assert one.score == pytest.approx(score, abs=1e-6)
        edges = (one.box.x0, one.box.y0, one.box.x1, one.box.y1)
        np.testing.assert_allclose(edges, box, atol=1e-3, rtol=0)


def test_a_phrase_chooses_among_what_it_finds(detector: DetectRfDetr) -> None:
    image = noise(120, 160)
    found = detector.detect(image, [], Unwatched())
    some = detector.detect(image, ["wine glasses", "people"], Unwatched())
    wanted = {"wine glass": "wine glasses", "person": "people"}
    assert some
    assert some == [replace(one, phrase=wanted[one.label]) for one in found if one.label in wanted]


def test_a_television_is_found_whatever_the_model_calls_it(detector: DetectRfDetr) -> None:
    found = detector.detect(noise(300, 200), ["TVs"], Unwatched())
    assert {one.label for one in found} <= {"tv", "tvmonitor"}
    assert {one.phrase for one in found} <= {"TVs"}


def test_the_gaps_in_the_numbers_of_classes_are_no_names(detector: DetectRfDetr) -> None:
    assert detector.vocabulary & {"n/a"} == set()
    assert detector.vocabulary > {"person", "wine glass"}
    assert detector.detect(noise(120, 160), ["N/A"], Unwatched()) == []


def test_what_it_does_not_know_it_does_not_find(detector: DetectRfDetr) -> None:
    assert detector.detect(noise(120, 160), ["zebra"], Unwatched()) == []


def test_below_the_threshold_of_the_card_is_nothing(folder: Path) -> None:
    card = replace(CARDS[folder.name], options={"threshold": 0.999999})
    strict = DetectRfDetr.load(card, folder, CPU)
    assert strict.detect(noise(120, 160), [], Unwatched()) == []


def test_it_calculates_in_float32_and_says_how_much_it_holds(folder: Path) -> None:
    half = DetectRfDetr.load(CARDS[folder.name], folder, Place("cpu", "float16"))
    whole = DetectRfDetr.load(CARDS[folder.name], folder, CPU)
    assert half.nbytes == whole.nbytes > 150_000
    image = noise(120, 160)
    assert half.detect(image, [], Unwatched()) == whole.detect(image, [], Unwatched())


def test_it_neither_changes_nor_depends_on_what_it_was_given(detector: DetectRfDetr) -> None:
    image = noise(120, 160)
    kept = image.copy()
    first = detector.detect(image, ["person"], Unwatched())
    detector.detect(noise(60, 90, seed=1), [], Unwatched())
    assert detector.detect(image, ["person"], Unwatched()) == first
    np.testing.assert_array_equal(image, kept)


def test_once_cancelled_it_stops(detector: DetectRfDetr) -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        detector.detect(noise(20, 20), ["person"], watch)


def test_the_published_names_of_tensors_and_classes_of_processors_are_read(
    folder: Path, detector: DetectRfDetr
) -> None:
    """RF-DETR is published with its authors' names of tensors, and as if DETR prepared pictures."""
    with safe_open(folder / "model.safetensors", "pt") as opened:
        names = set(opened.keys())
    if folder.name == "rf-detr-nano":
        assert {"refpoint_embed.weight", "transformer.enc_output.0.weight"} <= names
    file = folder / "preprocessor_config.json"
    kept = file.read_text()
    file.write_text(json.dumps({**json.loads(kept), "image_processor_type": "DetrImageProcessor"}))
    published = DetectRfDetr.load(CARDS[folder.name], folder, CPU)
    file.write_text(kept)
    image = noise(120, 160)
    assert published.detect(image, [], Unwatched()) == detector.detect(image, [], Unwatched())


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_how_large_the_published_model_is(name: str) -> None:
    with torch.device("meta"):
        model = network(name)
    # What stands twice in a model stands once in its file.
    counted = sum(parameter.numel() for parameter in model.parameters())
    card = CARDS[name]
    assert card.parameters == counted
    assert card.download_bytes == pytest.approx(4 * counted, rel=0.02)
    assert card.memory_bytes > 4 * counted
