"""Detectors on ONNX Runtime against their PyTorch siblings on the same random weights.

Tolerances: the networks agree to 1e-5 of a side (Grounding DINO) and 1e-4 (the others), logits to
1e-4 and 1e-3, at every size. Through the whole adapter, where a picture need not be reduced, boxes
agree to a thousandth of a pixel and scores to 1e-5 (Grounding DINO), a ten-thousandth of a side and
1e-4 (the others). Where it is, it differs by single values of 255 here and there (`planes`), and
random weights make much of these: the toy world's test says what trained ones make of them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from transformers.models.grounding_dino.modeling_grounding_dino import (
    generate_masks_with_special_tokens_and_transfer_map,
)

import tiny
from frisket.models.base import Detection, Image, Unwatched
from frisket.models.detect.grounding import split
from frisket.models.detect.yolo import DetectYolo
from frisket.models.detect.yolo_graph import DetectYoloGraph, Letterbox
from frisket.models.exporting import detr, grounding_dino
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.files.yolo_library import LetterBox
from frisket.models.graphs import opened
from frisket.models.place import CPU
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from tiny.detect import yolo as tiny_yolo
from tiny.detect import yolo_graph
from tiny.detect.grounding_dino import TEXT_LIMIT, words
from tiny.exports import exported

CARDS = registry.cards("installed")
SIZES = [(120, 160), (64, 64), (1, 1), (1, 4000), (4000, 1), (3, 2), (200, 90)]
PHRASES = ["a cat", "red square", "the left dog"]
GROUNDING = ("grounding-dino-tiny", "detect.grounding_dino", "grounding_dino")


def picture(height: int = 120, width: int = 160, seed: int = 3) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def edges(one: Detection) -> tuple[float, float, float, float]:
    return one.box.x0, one.box.y0, one.box.x1, one.box.y1


def alike(
    found: list[Detection], expected: list[Detection], pixels: float, score: float, most: int = 0
) -> None:
    """Whether each thing is there in both, whatever two that score alike are ordered by.

    most: if so, the best of those expected alone: the last that are let in are a matter of chance.
    """
    assert len(found) == len(expected) > 0 or most
    for one in expected[: most or None]:
        same = [other for other in found if (other.label, other.phrase) == (one.label, one.phrase)]
        apart = [float(np.abs(np.subtract(edges(one), edges(other))).max()) for other in same]
        less = [abs(one.score - other.score) for other in same]
        assert any(far <= pixels and off <= score for far, off in zip(apart, less, strict=True))


@cache
def grounding(**options: Any) -> tuple[Any, Any]:
    """Both Grounding DINOs, with thresholds that everything passes."""
    folder, into = exported(*GROUNDING)
    card = replace(tiny.eager(CARDS["grounding-dino-tiny"]), files={grounding_dino.FILE: ""})
    light = replace(card, builder=grounding_dino.BUILDER, options={**card.options, **options})
    return card.build(folder), light.build(into)


# In a picture of one colour all places are as good, and which of them come first is left to chance.
@pytest.mark.parametrize("size", [size for size in SIZES if size != (1, 1)], ids=str)
def test_grounding_dinos_graph_is_exact_at_every_size(size: tuple[int, int]) -> None:
    before, after = grounding()
    shown = after._shown(picture(*size))
    (text,) = split(PHRASES, words(), TEXT_LIMIT)
    answer = after._graph.run(shown | after._told(text), Unwatched())
    with torch.inference_mode():
        expected = before._model(
            pixel_values=torch.tensor(shown["pixel_values"]), input_ids=torch.tensor([text.ids])
        )
    np.testing.assert_allclose(answer["pred_boxes"], expected.pred_boxes, atol=1e-5, rtol=0)
    np.testing.assert_allclose(answer["logits"], expected.logits, atol=1e-4, rtol=0)


@pytest.mark.parametrize("phrases", [PHRASES[:1], PHRASES, PHRASES * 4 + ["blue hat"]], ids=len)
def test_it_finds_what_the_pytorch_one_finds(phrases: list[str]) -> None:
    before, after = grounding()
    image = picture(64, 80)
    expected = before.detect(image, phrases, Unwatched())
    alike(after.detect(image, phrases, Unwatched()), expected, 1e-3, 1e-5)


def test_a_graph_made_for_one_phrase_reads_them_one_by_one() -> None:
    _, together = grounding()
    _, apart = grounding(phrases=1)
    assert len(split(PHRASES, words(), TEXT_LIMIT, 1)) == 3
    assert len(split(PHRASES, words(), TEXT_LIMIT, 2)) == 2
    image = picture()
    found = apart.detect(image, PHRASES, Unwatched())
    alone = [one for each in PHRASES for one in together.detect(image, [each], Unwatched())]
    assert found == sorted(alone, key=lambda one: -one.score)


def test_the_published_graph_is_read_so() -> None:
    """It was traced with one phrase: of several in a text it would take none apart."""
    assert CARDS["grounding-dino-tiny-onnx"].options["phrases"] == 1


def test_what_is_too_long_to_be_read_is_refused() -> None:
    _, after = grounding()
    with pytest.raises(InvalidArgument, match="too long"):
        after.detect(picture(), [" ".join(["red"] * 40)], Unwatched())


@pytest.mark.parametrize(
    "ids",
    [
        [101, 260, 261, 1012, 262, 1012, 102],
        [101, 1012, 1029, 5, 6, 102],
        [3, 4, 5],
        [101, 102],
        [101, 5, 102, 6, 1012, 7],
    ],
)
def test_what_may_read_what_is_as_transformers_has_it(ids: list[int]) -> None:
    given = torch.tensor([ids]), torch.tensor([101, 102, 1012, 1029])
    expected = generate_masks_with_special_tokens_and_transfer_map(*given)
    for one, other in zip(grounding_dino.readable(*given), expected, strict=True):
        assert torch.equal(one, other)


def test_a_fixed_size_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture lies at the top left, whole and in its shape; the rest is masked."""
    _, after = grounding()
    for name, value in {"_height": 96, "_width": 96, "_length": TEXT_LIMIT}.items():
        monkeypatch.setattr(after, name, value)
    shown = after._shown(picture(120, 160))
    assert shown["pixel_values"].shape == (1, 3, 96, 96)
    assert shown["pixel_mask"].sum() == 72 * 96
    assert not shown["pixel_values"][:, :, 72:].any()
    assert after._told(split(PHRASES, words(), TEXT_LIMIT)[0])["input_ids"].shape == (1, TEXT_LIMIT)
    assert after.detect(picture(), PHRASES, Unwatched())


@pytest.mark.parametrize("name", ["rf-detr-nano", "dfine-nano-coco"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_detrs_find_what_the_pytorch_ones_find(name: str, size: tuple[int, int]) -> None:
    folder, into = exported(name, "detect.rf_detr", "detr")
    card = replace(CARDS[name], files={detr.FILE: ""})
    light = replace(card, builder=detr.BUILDER).build(into)
    before, image = card.build(folder), picture(*size)
    shown = light._preparation.shown(image, light._size, light._smooth)
    answer = light._graph.run({"pixel_values": shown}, Unwatched())
    with torch.inference_mode():
        raw = before._model(torch.tensor(shown))
    np.testing.assert_allclose(answer["pred_boxes"], raw.pred_boxes, atol=1e-4, rtol=0)
    np.testing.assert_allclose(answer["logits"], raw.logits, atol=1e-3, rtol=0)
    found = light.detect(image, [], Unwatched(), 0.01)
    # Else single values of a picture that is reduced move the boxes of D-FINE's random weights.
    if name == "rf-detr-nano" or size == (64, 64):
        expected = before.detect(image, [], Unwatched(), 0.01)
        alike(found, expected, max(size) / 10000, 1e-4)
    some = light.detect(image, ["people"], Unwatched(), 0.01)
    assert some == [replace(one, phrase="people") for one in found if one.label == "person"]


def test_an_export_says_how_far_it_is_off() -> None:
    """In pixels of a side of 1000, and in scores."""
    for made, key, most in (
        (grounding_dino, GROUNDING, 0.01),
        (detr, ("rf-detr-nano", "detect.rf_detr", "detr"), 0.01),
        (detr, ("dfine-nano-coco", "detect.rf_detr", "detr"), 0.5),
    ):
        pixels, score = made.compared(CARDS[key[0]], *exported(*key))
        assert pixels < most
        assert score < 1e-3


def test_files_beside_a_graph_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    card = tiny.eager(CARDS["dfine-medium-coco-onnx"])
    folder = tiny.install(card, tmp_path)
    (folder / "config.json").write_text(json.dumps({"id2label": None}))
    with pytest.raises(FailedPrecondition, match="what the classes are called"):
        card.build(folder)
    (folder / "config.json").write_text("{")
    with pytest.raises(FailedPrecondition, match="config.json cannot be read"):
        card.build(folder)
    other = replace(card, builder=grounding_dino.BUILDER)
    with pytest.raises(FailedPrecondition, match="and no input_ids"):
        other.build(folder)


@pytest.fixture(scope="module", params=["yolo11.yaml", "yolo26.yaml"])
def network(request: pytest.FixtureRequest) -> Any:
    return tiny_yolo.network(request.param)


class TestYolo:
    """Against the adapter of ultralytics' network, by the same letterbox and suppression."""

    @pytest.mark.parametrize("free", [False, True])
    def test_it_finds_what_the_pytorch_one_finds(
        self, network: Any, free: bool, tmp_path: Path
    ) -> None:
        yolo_graph.write_of(network, tmp_path / yolo_graph.FILE, free)
        card = self.card()
        light = card.build(tmp_path)
        before = DetectYolo("yolo", network, CPU, 0.25, 0.7, yolo_graph.SIDE)
        if not free:
            before._letterbox = LetterBox((yolo_graph.SIDE, yolo_graph.SIDE), auto=False)
        for size in ((120, 160), (128, 128), (1, 1), (1, 4000), (300, 90)):
            expected = before.detect(picture(*size), [], Unwatched(), 0.05)
            found = light.detect(picture(*size), [], Unwatched(), 0.05)
            if expected or found:
                alike(found, expected, max(size) / 10000, 1e-4, 100)
        assert light.vocabulary == {"face", "hand", "person"}
        assert light.nbytes > 0

    def test_a_file_without_names_is_refused(self, network: Any, tmp_path: Path) -> None:
        yolo_graph.write_of(network, tmp_path / yolo_graph.FILE)
        model = onnx.load(tmp_path / yolo_graph.FILE)
        del model.metadata_props[:]
        onnx.save(model, tmp_path / yolo_graph.FILE)
        assert "names" not in opened(tmp_path / yolo_graph.FILE, CPU).metadata
        with pytest.raises(FailedPrecondition, match="classes are called") as refused:
            self.card().build(tmp_path)
        assert "yolo export" in refused.value.hint

    @pytest.mark.parametrize("size", [(120, 160), (1, 4000), (4000, 3), (64, 64), (77, 31)])
    @pytest.mark.parametrize("step", [0, 32])
    def test_the_letterbox_is_ultralytics_own(self, size: tuple[int, int], step: int) -> None:
        theirs = LetterBox((128, 128), auto=bool(step), stride=32)(image=picture(*size))
        ours = Letterbox.of(size, (128, 128), step).shown(picture(*size))
        np.testing.assert_array_equal(np.rint(ours[0].transpose(1, 2, 0) * 255), theirs)

    def card(self) -> ModelCard:
        builder = f"{DetectYoloGraph.__module__}:DetectYoloGraph"
        return ModelCard("yolo", "detect", "YOLO", "AGPL-3.0", builder, files={yolo_graph.FILE: ""})
