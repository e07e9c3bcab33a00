"""SAM 3 against transformers on the same weights: a seeded tiny model in the published layout.

What it answers to boxes, clicks and masks is in `test_sam_family`.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import (
    Sam3Model,
    Sam3Processor,
    Sam3TrackerModel,
    Sam3TrackerProcessor,
    Sam3TrackerVideoModel,
)

from frisket.models.base import Candidate, Instance, ObjectPrompt, Unwatched
from frisket.models.detect import sam3
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket.models.segment.sam3 import ENCODER_EPSILON, SegmentSam3
from frisket_protocol import Box, Point
from frisket_protocol.errors import Cancelled, FailedPrecondition, InvalidArgument
from tiny.segment import sam3 as tiny

CARD = ModelCard(
    "sam3",
    "segment",
    "SAM 3",
    "SAM License",
    "frisket.models.segment.sam3:SegmentSam3",
    options={"threshold": 0.0},  # weights that nobody trained are sure of nothing
)
HEIGHT, WIDTH = 90, 120
LIKE, UNLIKE = Box(10, 12, 50, 60), Box(70, 30, 118, 88)
PHRASES = ["cat", "a red hat", "dog's tail"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("sam3")
    tiny.write(written, CARD)
    return written


@pytest.fixture(scope="module")
def model(folder: Path) -> SegmentSam3:
    return SegmentSam3.load(CARD, folder, Place())


def as_meta(model: Any) -> Any:
    """transformers' model with the epsilon of Meta's image encoder, see ENCODER_EPSILON."""
    for part in model.vision_encoder.backbone.modules():
        if isinstance(part, torch.nn.LayerNorm):
            part.eps = ENCODER_EPSILON
    return model


@pytest.fixture(scope="module")
def detector(folder: Path) -> Any:
    return as_meta(Sam3Model.from_pretrained(folder).eval())


@pytest.fixture(scope="module")
def processor(folder: Path) -> Any:
    return Sam3Processor.from_pretrained(folder)


@pytest.fixture(scope="module")
def clicker(folder: Path) -> Any:
    return as_meta(Sam3TrackerModel.from_pretrained(folder).eval())


@pytest.fixture(scope="module")
def click_processor() -> Any:
    return Sam3TrackerProcessor(tiny.shown())


def scene(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3)).astype(np.uint8)


def same(found: list[Instance], expected: list[Instance], tolerance: float = 1e-5) -> None:
    """The same things in the same order; an edge may differ by a rounding."""
    assert [one.phrase for one in found] == [one.phrase for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=tolerance)
        assert np.mean(np.abs(one.mask.astype(int) - other.mask)) < 0.5


def documented(
    detector: Any, processor: Any, text: str | None, exemplars: list[tuple[Box, int]]
) -> dict[str, Any]:
    """What transformers answers as it documents it, best first: scores, masks, boxes."""
    boxes = [[box.x0, box.y0, box.x1, box.y1] for box, _ in exemplars]
    inputs = processor(
        images=scene(),
        text=text,
        input_boxes=[boxes],
        input_boxes_labels=[[label for _, label in exemplars]],
        return_tensors="pt",
    )
    with torch.inference_mode():
        answer = detector(**{name: one for name, one in inputs.items() if name != "original_sizes"})
    found = processor.post_process_instance_segmentation(
        answer, threshold=0.0, mask_threshold=0.5, target_sizes=[(HEIGHT, WIDTH)]
    )[0]
    order = found["scores"].argsort(descending=True)
    return {name: one[order] for name, one in found.items()}


@pytest.mark.parametrize(
    ("text", "exemplars"),
    [
        # A padded box: without one transformers skips what words pass in Meta's own code, too.
        ("cat", [(Box(0, 0, WIDTH, HEIGHT), -10)]),
        ("a red hat", [(LIKE, 1)]),
        ("a red hat", [(LIKE, 1), (UNLIKE, 0)]),
        (None, [(LIKE, 1)]),
        (None, [(LIKE, 1), (UNLIKE, 0)]),
    ],
)
def test_finds_what_transformers_finds(
    model: SegmentSam3,
    detector: Any,
    processor: Any,
    text: str | None,
    exemplars: list[tuple[Box, int]],
) -> None:
    expected = documented(detector, processor, text, exemplars)
    asked = [(box, label == 1) for box, label in exemplars if label >= 0]
    embedding = model.embed(scene(), Unwatched())
    found = model.find(embedding, [text] if text else [], asked, Unwatched())
    assert [one.phrase for one in found] == [text or ""] * tiny.QUERIES
    scores = [one.score for one in found]
    np.testing.assert_allclose(scores, expected["scores"].numpy(), atol=1e-6)
    for one, mask in zip(found, expected["masks"], strict=True):
        # transformers enlarges probabilities and not logits: its edges differ by a little.
        assert np.mean((one.mask >= 128) != mask.numpy().astype(bool)) < 0.01


def test_several_phrases_are_answered_as_one_by_one(model: SegmentSam3) -> None:
    phrases = [f"{phrase} {letter}" for phrase in PHRASES for letter in "abc"]
    assert len(phrases) > 2 * sam3.MOST
    embedding = model.embed(scene(), Unwatched())
    examples = [(LIKE, True), (UNLIKE, False)]
    together = model.find(embedding, phrases, examples, Unwatched())
    alone = [
        one for phrase in phrases for one in model.find(embedding, [phrase], examples, Unwatched())
    ]
    assert [one.score for one in together] == sorted((o.score for o in together), reverse=True)
    for phrase in phrases:
        same(
            [one for one in together if one.phrase == phrase],
            [one for one in alone if one.phrase == phrase],
        )


def test_an_embedding_can_be_asked_again_and_is_not_changed(model: SegmentSam3) -> None:
    embedding = model.embed(scene(), Unwatched())
    kept = embedding.features.clone()
    first = model.find(embedding, PHRASES, [(LIKE, True)], Unwatched())
    model.segment(embedding, [ObjectPrompt(box=LIKE)], Unwatched())
    again = model.find(embedding, PHRASES, [(LIKE, True)], Unwatched())
    fresh = model.find(model.embed(scene(), Unwatched()), PHRASES, [(LIKE, True)], Unwatched())
    assert torch.equal(embedding.features, kept)
    same(again, first)
    same(fresh, first)


def test_examples_that_are_alike_and_not_differ(model: SegmentSam3) -> None:
    embedding = model.embed(scene(), Unwatched())
    alike, unlike = (
        model.find(embedding, ["cat"], [(LIKE, sign)], Unwatched()) for sign in (True, False)
    )
    assert alike[0].score != pytest.approx(unlike[0].score, abs=1e-6)


def test_few_phrases_are_remembered(model: SegmentSam3, monkeypatch: pytest.MonkeyPatch) -> None:
    embedding = model.embed(scene(), Unwatched())
    expected = model.find(embedding, PHRASES, [], Unwatched())
    monkeypatch.setattr(sam3, "PHRASES_KEPT", 1)
    same(model.find(embedding, PHRASES, [], Unwatched()), expected)
    assert len(model._words._read) == 1


def test_nothing_is_found_where_nothing_is_asked_or_sure(model: SegmentSam3, folder: Path) -> None:
    embedding = model.embed(scene(), Unwatched())
    outside = Box(WIDTH + 5, 0, WIDTH + 50, 20)
    assert model.find(embedding, [], [], Unwatched()) == []
    assert model.find(embedding, ["", "  "], [], Unwatched()) == []
    assert model.find(embedding, [], [(outside, True)], Unwatched()) == []
    sure = SegmentSam3.load(dataclasses.replace(CARD, options={"threshold": 0.99}), folder, Place())
    assert sure.find(embedding, PHRASES, [], Unwatched()) == []
    assert model.find(embedding, PHRASES, [], Unwatched(), 0.99) == []
    more = sure.find(embedding, PHRASES, [], Unwatched(), 0.01)
    assert len(more) >= len(model.find(embedding, PHRASES, [], Unwatched()))
    assert more


def test_examples_outside_the_picture_say_nothing_beside_words(model: SegmentSam3) -> None:
    embedding = model.embed(scene(), Unwatched())
    outside = Box(-50, -50, 0, 20)
    same(
        model.find(embedding, ["cat"], [(outside, True)], Unwatched()),
        model.find(embedding, ["cat"], [], Unwatched()),
    )


def test_a_phrase_is_read_whole_or_refused(model: SegmentSam3) -> None:
    embedding = model.embed(scene(), Unwatched())
    known = model._words._tokenizer
    each = len(known("cat cat")["input_ids"]) - len(known("cat")["input_ids"])
    most = (tiny.TEXT_LIMIT - 2) // each
    for count in (1, most - 1, most):
        assert model.find(embedding, ["cat " * count], [], Unwatched())
    for count in (most + 1, 60, 2000):
        with pytest.raises(InvalidArgument, match=f"of its {count} words .* read {most}") as raised:
            model.find(embedding, ["cat", "cat " * count], [], Unwatched())
        assert "fewer words" in raised.value.hint


def test_one_encoder_serves_both_models_and_is_that_of_each(
    model: SegmentSam3, detector: Any, clicker: Any, processor: Any
) -> None:
    shown = processor(images=scene(), return_tensors="pt")["pixel_values"]
    embedding = model.embed(scene(), Unwatched())
    flat = embedding.features.flatten(2).transpose(1, 2)
    with torch.inference_mode():
        for alone in (detector, clicker):
            seen = alone.vision_encoder.backbone(shown).last_hidden_state
            torch.testing.assert_close(flat, seen, atol=1e-5, rtol=0)
    encoder = sum(weight.nbytes for weight in detector.vision_encoder.backbone.parameters())
    apart = sum(weight.nbytes for one in (detector, clicker) for weight in one.parameters())
    assert model.nbytes < apart - encoder / 2
    assert model._clicker.vision_encoder.backbone is model._detector.vision_encoder.backbone


@pytest.mark.parametrize("spread", [1e-4, 1e-3, 1e-2, 1.0])
def test_the_encoder_normalizes_as_metas_does(model: SegmentSam3, spread: float) -> None:
    """(x - mean) / sqrt(variance + 1e-5), times weight, plus bias; also where x is nearly flat."""
    encoder = model._detector.vision_encoder.backbone
    norms = [encoder.layer_norm]
    norms += [norm for layer in encoder.layers for norm in (layer.layer_norm1, layer.layer_norm2)]
    x = np.random.default_rng(3).normal(0, spread, (5, len(encoder.layer_norm.weight)))
    deviation = x - x.mean(1, keepdims=True)
    expected = deviation / np.sqrt(x.var(1, keepdims=True) + 1e-5)
    for norm in norms:
        weight, bias = norm.weight.detach().numpy(), norm.bias.detach().numpy()
        with torch.no_grad():
            answer = norm(torch.tensor(x, dtype=torch.float32)).numpy()
        np.testing.assert_allclose(answer, expected * weight + bias, atol=1e-4, rtol=1e-3)


def test_transformers_has_the_other_number_still(folder: Path) -> None:
    """When this fails, it is put right there, and ENCODER_EPSILON can go."""
    parts = Sam3Model.from_pretrained(folder).vision_encoder.backbone.modules()
    assert {part.eps for part in parts if isinstance(part, torch.nn.LayerNorm)} == {1e-6}


def test_the_click_head_looks_at_the_maps_of_the_video_model(
    model: SegmentSam3, folder: Path, processor: Any
) -> None:
    """The image model of transformers marks a map that it then drops; the video model does not."""
    shown = processor(images=scene(), return_tensors="pt")["pixel_values"]
    video = as_meta(Sam3TrackerVideoModel.from_pretrained(folder).eval())
    expected = video.get_image_embeddings(shown)
    embedding = model.embed(scene(), Unwatched())
    model.segment(embedding, [ObjectPrompt(box=LIKE)], Unwatched())
    for one, other in zip(embedding.maps, expected, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=0)


def test_clicks_are_answered_as_on_unshared_models(
    folder: Path, tmp_path: Path, click_processor: Any
) -> None:
    """The whole documented path, from pixels, with the one mark left out that it loses."""
    weights = load_file(folder / "model.safetensors")
    weights["tracker_model.no_memory_embedding"].zero_()
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    model = SegmentSam3.load(CARD, tmp_path, Place())
    (found,) = model.segment(
        model.embed(scene(), Unwatched()), [ObjectPrompt(points=(Point(40, 30),))], Unwatched()
    )
    shift = WIDTH / tiny.SIDE / 2, HEIGHT / tiny.SIDE / 2
    inputs = click_processor(
        images=scene(),
        input_points=[[[[40 - shift[0], 30 - shift[1]]]]],
        input_labels=[[[1]]],
        return_tensors="pt",
    )
    inputs.pop("original_sizes")
    with torch.inference_mode():
        answer = Sam3TrackerModel.from_pretrained(tmp_path).eval()(**inputs)
    scores = (answer.iou_scores * answer.object_score_logits.sigmoid())[0, 0]
    np.testing.assert_allclose(
        [one.score for one in found], scores.sort(descending=True).values.numpy(), atol=1e-6
    )


class StopsAt:
    """Is told of that many steps, and then wants no more."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, stage: str, fraction: float | None = None) -> None:
        assert fraction is None or 0 <= fraction <= 1
        self.left -= 1
        if self.left < 0:
            raise Cancelled("Nobody wants it.")


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_search_that_is_cancelled_stops_and_the_embedding_lives(
    model: SegmentSam3, steps: int
) -> None:
    phrases = [f"cat {letter}" for letter in "abcdefghi"]
    embedding = model.embed(scene(), Unwatched())
    with pytest.raises(Cancelled):
        model.find(embedding, phrases, [], StopsAt(steps))
    same(
        model.find(embedding, ["cat a"], [], Unwatched()),
        model.find(model.embed(scene(), Unwatched()), ["cat a"], [], Unwatched()),
    )


def test_the_encoder_and_the_click_head_can_be_cancelled(model: SegmentSam3) -> None:
    with pytest.raises(Cancelled):
        model.embed(scene(), StopsAt(0))
    embedding = model.embed(scene(), Unwatched())
    with pytest.raises(Cancelled):
        model.segment(embedding, [ObjectPrompt(box=LIKE)], StopsAt(0))


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2), (700, 1100)], ids=str)
def test_masks_are_of_the_picture_whatever_its_size(
    model: SegmentSam3, size: tuple[int, int]
) -> None:
    height, width = size
    embedding = model.embed(scene(height, width), Unwatched())
    exemplars = [(Box(-5, -5, width / 2, height / 2), True), (Box(0, 0, 9e4, 9e4), False)]
    found = model.find(embedding, ["cat"], exemplars, Unwatched())
    prompts = [ObjectPrompt(box=Box(0, 0, width / 2, height / 2)), ObjectPrompt()]
    cut = [one for some in model.segment(embedding, prompts, Unwatched()) for one in some]
    answers: list[Instance | Candidate] = [*found, *cut]
    assert len(found) == tiny.QUERIES
    for one in answers:
        assert one.mask.shape == size
        assert one.mask.dtype == np.uint8
        assert 0 <= one.score <= 1


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_numbers_find_about_the_same(model: SegmentSam3, folder: Path, dtype: Any) -> None:
    half = SegmentSam3.load(CARD, folder, Place("cpu", dtype))
    assert half.nbytes == pytest.approx(model.nbytes / 2, rel=0.01)
    found, expected = (
        one.find(one.embed(scene(), Unwatched()), PHRASES, [(LIKE, True)], Unwatched())
        for one in (half, model)
    )
    scores, right = ([one.score for one in some] for some in (found, expected))
    np.testing.assert_allclose(scores, right, atol=0.03)
    # Two clicks a pixel apart at 1008 are two clicks.
    with torch.inference_mode():
        places = torch.tensor([[[[1000.0, 500.0]], [[1001.0, 500.0]]]]) * tiny.SIDE / 1008
        labels = torch.ones(1, 2, 1, dtype=torch.int64)
        sparse, _ = half._clicker.prompt_encoder(places, labels, None, None)
    assert (sparse[0, 0, 0] - sparse[0, 1, 0]).abs().max() > 1e-3


def test_a_checkpoint_that_lacks_a_part_is_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for part in ("detector_model.dot_product_scoring.", "tracker_neck."):
        weights = load_file(folder / "model.safetensors")
        kept = {name: one for name, one in weights.items() if not name.startswith(part)}
        save_file(kept, tmp_path / "model.safetensors", metadata={"format": "pt"})
        with pytest.raises(FailedPrecondition, match="not a whole SAM 3"):
            SegmentSam3.load(CARD, tmp_path, Place())
