"""Grounding DINO against transformers' own documented path, on the same tiny random weights.

Random weights find nothing in particular, so what is compared is numbers, and the thresholds are
set where the numbers lie.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.ops import box_iou
from transformers import AutoModelForZeroShotObjectDetection, GroundingDinoProcessor
from transformers.image_transforms import get_size_with_aspect_ratio
from transformers.models.grounding_dino.modeling_grounding_dino import build_label_maps

import tiny
from frisket.models.base import Detection, Image, Unwatched
from frisket.models.detect.grounding import SAME, shown_size, split
from frisket.models.detect.grounding_dino import NEAREST, DetectGroundingDino
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol import Box, Watch
from frisket_protocol.errors import Cancelled, InvalidArgument
from tiny.detect.grounding_dino import TEXT_LIMIT, tokenizer, words

SIZES = [(120, 160), (1, 1), (1, 4000), (4000, 1), (3, 2), (2, 3)]
PHRASES = ["a cat", "red square", "the left dog"]
THINGS = ["circle", "square", "cat", "dog", "hat"]


@pytest.fixture(scope="module", params=["grounding-dino-tiny", "mm-grounding-dino-tiny"])
def card(request: pytest.FixtureRequest) -> ModelCard:
    """Either class, with thresholds that everything passes."""
    found = registry.cards("installed")[request.param]
    return replace(found, options={"box_threshold": 0.0, "text_threshold": 0.0})


@pytest.fixture(scope="module")
def folder(card: ModelCard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.install(card, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def detector(card: ModelCard, folder: Path) -> DetectGroundingDino:
    return card.build(folder)


@pytest.fixture(scope="module")
def reference(folder: Path) -> tuple[Any, Any]:
    """transformers' model and processor, loaded as its documentation says."""
    model = AutoModelForZeroShotObjectDetection.from_pretrained(folder, local_files_only=True)
    return model.eval(), GroundingDinoProcessor.from_pretrained(folder, local_files_only=True)


def edges(one: Detection) -> tuple[float, float, float, float]:
    return one.box.x0, one.box.y0, one.box.x1, one.box.y1


def by_place(found: list[Detection]) -> list[Detection]:
    """In an order that does not turn on the last digit of a score."""
    return sorted(found, key=lambda one: [round(edge, 2) for edge in edges(one)])


def picture(height: int = 120, width: int = 160, seed: int = 3) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("phrases", [PHRASES[:1], PHRASES], ids=len)
def test_boxes_and_scores_are_those_of_transformers(
    detector: DetectGroundingDino, reference: tuple[Any, Any], phrases: list[str]
) -> None:
    """Tolerance: 1e-3 pixels, 1e-5 of a score, in float32 on a CPU."""
    found = detector.detect(picture(), phrases, Unwatched())
    expected = expected_of(reference, picture(), phrases)
    assert len(found) == len(expected) > 0
    for one, other in zip(by_place(found), by_place(expected), strict=True):
        assert edges(one) == pytest.approx(edges(other), abs=1e-3)
        assert one.score == pytest.approx(other.score, abs=1e-5)
        assert one.phrase == other.phrase


def expected_of(reference: tuple[Any, Any], image: Image, phrases: list[str]) -> list[Detection]:
    """From `post_process_grounded_object_detection` and `build_label_maps`, box by box."""
    model, processor = reference
    inputs = processor(images=image, text=[phrases], return_tensors="pt")
    with torch.inference_mode():
        output = model(**inputs)
    size = image.shape[:2]
    boxes = processor.post_process_grounded_object_detection(
        output, inputs["input_ids"], threshold=0.0, text_threshold=0.0, target_sizes=[size]
    )[0]["boxes"]
    maps = build_label_maps(output.logits, inputs["input_ids"])[0]
    fits = output.logits[0].sigmoid()
    scores, best = torch.stack([(fits * own).amax(1) for own in maps], 1).max(1)
    boxes[:, 0::2] = boxes[:, 0::2].clamp(0, size[1])
    boxes[:, 1::2] = boxes[:, 1::2].clamp(0, size[0])
    kept: list[int] = []
    for query in scores.argsort(descending=True).tolist():
        rivals = [other for other in kept if best[other] == best[query]]
        overlap = box_iou(boxes[query : query + 1], boxes[rivals]) if rivals else torch.zeros(1, 1)
        if overlap.max() <= SAME:
            kept.append(query)
    return [
        Detection(Box(*boxes[one].tolist()), float(scores[one]), "", phrases[int(best[one])])
        for one in kept
        if bool((boxes[one, 2:] > boxes[one, :2]).all())
    ]


def test_the_kept_boxes_are_those_of_transformers_thresholds(
    card: ModelCard, folder: Path, reference: tuple[Any, Any]
) -> None:
    model, processor = reference
    inputs = processor(images=picture(), text=[["a cat"]], return_tensors="pt")
    with torch.inference_mode():
        output = model(**inputs)
    middle = float(output.logits[0].sigmoid().amax(1).median())
    strict = processor.post_process_grounded_object_detection(
        output, threshold=middle, text_threshold=middle / 2, input_ids=inputs["input_ids"]
    )[0]
    options = {"box_threshold": middle, "text_threshold": middle / 2}
    detector = replace(card, options=options).build(folder)
    found = detector.detect(picture(), ["a cat"], Unwatched())
    assert 0 < len(found) <= len(strict["scores"]) < 12
    shown = strict["boxes"] * torch.tensor([160, 120, 160, 120])
    for one in found:
        near = (shown - torch.tensor(edges(one))).abs().amax(1)
        inside = (shown >= 0).all(1) & (shown <= torch.tensor([160, 120, 160, 120])).all(1)
        assert float(near.min()) < 1e-3 or not bool(inside.all())


@pytest.mark.parametrize(
    ("phrases", "tokens"),
    [
        (["a cat"], [["a", "cat"]]),
        (["A  Cat "], [["a", "cat"]]),
        (["a cat", "red square"], [["a", "cat"], ["red", "square"]]),
        (["cat.", "dog"], [["cat"], ["dog"]]),
        (["red. square", "dog"], [["red", "square"], ["dog"]]),
        (["cat? dog!", "dog"], [["cat", "dog", "!"], ["dog"]]),
        (["zq", "dog"], [["z", "##q"], ["dog"]]),
        (["[SEP] cat", "dog"], [["[UNK]", "s", "##e", "##p", "[UNK]", "cat"], ["dog"]]),
        (["...", "dog", "?"], [["dog"]]),
        (["dog", "dog"], [["dog"]]),
        (["ж", "dog"], [["[UNK]"], ["dog"]]),
    ],
)
def test_every_phrase_knows_its_own_tokens(phrases: list[str], tokens: list[list[str]]) -> None:
    own = tokenizer()
    (text,) = split(phrases, words(), TEXT_LIMIT)
    assert [own.convert_ids_to_tokens(list(text.ids[span])) for span in text.spans] == tokens
    assert text.ids[0] == own.cls_token_id
    assert text.ids[-1] == own.sep_token_id
    stop = own.convert_tokens_to_ids(".")
    assert all(text.ids[span.stop] == stop for span in text.spans)
    assert text.ids.count(stop) == len(text.spans)


@pytest.mark.parametrize("phrases", [["a cat"], PHRASES, ["zebra crossing", "a red-green hat"]])
def test_the_text_is_the_one_that_transformers_makes(
    reference: tuple[Any, Any], phrases: list[str]
) -> None:
    _, processor = reference
    (text,) = split(phrases, words(), TEXT_LIMIT)
    inputs = processor(images=picture(), text=[phrases], return_tensors="pt")
    assert inputs["input_ids"][0].tolist() == list(text.ids)


def test_no_phrases_make_no_text() -> None:
    assert split([], words(), TEXT_LIMIT) == []
    assert split(["", " . ", "?"], words(), TEXT_LIMIT) == []


def test_two_phrases_that_both_fit_are_not_run_into_one(
    detector: DetectGroundingDino, reference: tuple[Any, Any]
) -> None:
    model, processor = reference
    inputs = processor(images=picture(), text=[PHRASES], return_tensors="pt")
    with torch.inference_mode():
        merged = processor.post_process_grounded_object_detection(
            model(**inputs), inputs["input_ids"], threshold=0.0, text_threshold=0.0
        )[0]["text_labels"]
    assert any("cat" in label and "square" in label for label in merged)
    assert {one.phrase for one in detector.detect(picture(), PHRASES, Unwatched())} <= set(PHRASES)


def test_a_phrase_is_given_back_as_it_was_written(detector: DetectGroundingDino) -> None:
    found = detector.detect(picture(), ["Red.  SQUARE"], Unwatched())
    assert {(one.phrase, one.label) for one in found} == {("Red.  SQUARE", "red.  square")}


@pytest.mark.parametrize("name", ["box_threshold", "text_threshold"])
def test_what_is_below_a_threshold_is_left_out(
    card: ModelCard, folder: Path, detector: DetectGroundingDino, name: str
) -> None:
    every = detector.detect(picture(), PHRASES[:1], Unwatched())
    limit = sorted(one.score for one in every)[len(every) // 2]
    options = {"box_threshold": 0.0, "text_threshold": 0.0, name: limit}
    some = replace(card, options=options).build(folder).detect(picture(), ["a cat"], Unwatched())
    if name == "text_threshold":
        assert [one.score for one in some] == [one.score for one in every if one.score > limit]
    assert len(some) <= len(every)
    none = replace(card, options={**options, name: 1.0}).build(folder)
    assert none.detect(picture(), ["a cat"], Unwatched()) == []


def test_thresholds_have_the_authors_values_where_the_card_has_none(
    card: ModelCard, folder: Path, reference: tuple[Any, Any]
) -> None:
    plain = replace(card, options={}).build(folder)
    same = replace(card, options={"box_threshold": 0.3, "text_threshold": 0.25}).build(folder)
    assert plain.detect(picture(), PHRASES, Unwatched()) == same.detect(
        picture(), PHRASES, Unwatched()
    )


def test_more_phrases_than_one_text_holds_are_read_in_several(
    detector: DetectGroundingDino,
) -> None:
    many = [f"{colour} {thing}" for colour in ("red", "green", "blue") for thing in THINGS]
    texts = split(many, words(), TEXT_LIMIT)
    assert len(texts) > 1
    assert all(len(text.ids) <= TEXT_LIMIT for text in texts)
    assert [phrase for text in texts for phrase in text.phrases] == many
    apart = [one for text in texts for one in detector.detect(picture(), text.phrases, Unwatched())]
    together = detector.detect(picture(), many, Unwatched())
    assert together == sorted(apart, key=lambda detection: -detection.score)


def test_a_phrase_is_read_whole_or_refused(detector: DetectGroundingDino) -> None:
    most = TEXT_LIMIT - 3  # what begins a text and what ends it, and the full stop
    for count in (1, most // 2, most):
        assert detector.detect(picture(), [" ".join(["red"] * count)], Unwatched())
    for count in (most + 1, 40, 2000):
        long = " ".join(["red"] * count)
        with pytest.raises(InvalidArgument, match=f"of its {count} words .* read {most}") as raised:
            detector.detect(picture(), ["cat", long, "dog"], Unwatched())
        assert "fewer words" in raised.value.hint


@given(height=st.integers(1, 5000), width=st.integers(1, 5000))
def test_a_size_is_that_of_the_authors(height: int, width: int) -> None:
    """Theirs rounds the short side first and has no other cases; below a pixel it has no size."""
    short, long = 800, 1333
    if max(height, width) / min(height, width) * short > long:
        short = round(long * float(min(height, width)) / float(max(height, width)))
    portrait = (int(short * height / width), short)
    landscape = (short, int(short * width / height))
    authors = portrait if width < height else landscape
    smallest = (long, 1) if width < height else (1, long)
    assert shown_size((height, width), 800, 1333) == (authors if short else smallest)


@given(height=st.integers(1, 5000), width=st.integers(1, 5000))
def test_a_size_is_else_that_of_transformers(height: int, width: int) -> None:
    """But for one without any height."""
    theirs = get_size_with_aspect_ratio((height, width), 800, 1333)
    assert shown_size((height, width), 800, 1333, False) == tuple(max(1, one) for one in theirs)


def test_a_long_picture_is_shown_in_that_size(
    detector: DetectGroundingDino, card: ModelCard
) -> None:
    """mmdetection's models have transformers' sizes, as near as may be."""
    shown = detector._shown(picture(50, 2000)).shape[-2:]
    assert tuple(shown) == ((2, 80) if card.name == "grounding-dino-tiny" else (2, 96))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_boxes_lie_in_pictures_of_every_shape_best_first(
    detector: DetectGroundingDino, size: tuple[int, int]
) -> None:
    found = detector.detect(picture(*size), PHRASES, Unwatched())
    assert found
    assert all(0 <= one.box.x0 < one.box.x1 <= size[1] for one in found)
    assert all(0 <= one.box.y0 < one.box.y1 <= size[0] for one in found)
    assert all(0 <= one.score <= 1 for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_boxes_of_one_phrase_do_not_overlap_much(detector: DetectGroundingDino) -> None:
    found = detector.detect(picture(), PHRASES, Unwatched())
    for phrase in PHRASES:
        boxes = torch.tensor([edges(one) for one in found if one.phrase == phrase]).reshape(-1, 4)
        assert bool((box_iou(boxes, boxes).triu(1) <= SAME).all())


def test_nothing_asked_or_nothing_readable_finds_nothing(detector: DetectGroundingDino) -> None:
    assert detector.vocabulary is None
    assert detector.detect(picture(), [], Unwatched()) == []
    assert detector.detect(picture(), ["", "?."], Unwatched()) == []


def test_the_same_picture_gives_the_same_answer_and_stays_as_it_was(
    detector: DetectGroundingDino,
) -> None:
    image = picture()
    kept = image.copy()
    first = detector.detect(image, PHRASES, Unwatched())
    assert detector.detect(image, PHRASES, Unwatched()) == first
    np.testing.assert_array_equal(image, kept)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_it_stops_between_two_passes(detector: DetectGroundingDino, steps: int) -> None:
    watch = Watch()
    counting = Counting(watch, steps)
    many = ["red circle " * 8, "green circle " * 8, "blue circle " * 8]
    with pytest.raises(Cancelled):
        detector.detect(picture(), many, counting)
    assert counting.seen == steps + 1


class Counting:
    """Cancels once `steps` steps have gone by."""

    def __init__(self, watch: Watch, steps: int) -> None:
        self.seen = 0
        self._watch = watch
        self._steps = steps

    def step(self, stage: str, fraction: float | None = None) -> None:
        self.seen += 1
        if self.seen > self._steps:
            self._watch.cancel()
        self._watch.step(stage, fraction)


@pytest.mark.parametrize(("dtype", "kept"), [("float16", 2), ("bfloat16", 4)])
def test_half_numbers_are_taken_where_they_tell_places_apart(
    card: ModelCard, folder: Path, detector: DetectGroundingDino, dtype: Any, kept: int
) -> None:
    half = card.build(folder, Place("cpu", dtype))
    assert half.nbytes == pytest.approx(detector.nbytes * kept / 4, rel=0.01)
    assert half.detect(picture(), PHRASES, Unwatched())


def test_a_box_at_the_border_is_corrected_as_it_was_in_training(
    card: ModelCard, folder: Path
) -> None:
    """Places nearer to a border than NEAREST count as NEAREST: log(0.001), and the corrections."""
    model = card.build(folder)._model
    heads = [(model.model.encoder_output_bbox_embed, -20.0)]
    heads += [(head, 2.0) for head in model.bbox_embed]
    for head, correction in heads:
        for layer in head.layers:
            torch.nn.init.zeros_(layer.weight)
        torch.nn.init.constant_(head.layers[-1].bias, correction)
    steps = model.config.decoder_layers
    assert steps > 1
    with torch.inference_mode():
        answer = model(
            pixel_values=torch.zeros(1, 3, 64, 64), input_ids=torch.tensor([[101, 260, 1012, 102]])
        )
    places = torch.logit(answer.pred_boxes).numpy()
    np.testing.assert_allclose(places, 2.0 * steps + np.log(NEAREST), atol=1e-3, rtol=0)
