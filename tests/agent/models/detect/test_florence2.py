"""Florence-2 against transformers' own documented path, on the same tiny weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import Florence2ForConditionalGeneration, Florence2Processor

import tiny
import tiny.detect.florence2 as tiny_florence2
from frisket.models.base import Detection, Image, Unwatched
from frisket.models.detect.florence2 import (
    NEAR,
    PLACES,
    DetectFlorence2,
    Written,
    _Watched,
    boxes_of,
    is_description,
    question,
    subject,
)
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled
from tiny.detect.florence2 import DESCRIPTION, THINGS, TWINS, WOMAN

SIZES = [(120, 160), (1, 1), (1, 4000), (4000, 1), (3, 2)]
TASKS = ("<OPEN_VOCABULARY_DETECTION>", "<CAPTION_TO_PHRASE_GROUNDING>")


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return registry.cards("installed")["florence2-base"]


@pytest.fixture(scope="module")
def folder(card: ModelCard, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.install(card, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def detector(card: ModelCard, folder: Path) -> DetectFlorence2:
    return card.build(folder)


@pytest.fixture(scope="module")
def reference(folder: Path) -> tuple[Any, Any]:
    """transformers' model and processor, loaded as its documentation says."""
    model = Florence2ForConditionalGeneration.from_pretrained(folder, local_files_only=True)
    return model.eval(), Florence2Processor.from_pretrained(folder, local_files_only=True)


@pytest.fixture(scope="module")
def untaught(
    card: ModelCard, tmp_path_factory: pytest.TempPathFactory
) -> tuple[DetectFlorence2, Any, Any]:
    """Random weights, which ramble on to the last word: detector, model and processor."""
    place = tmp_path_factory.mktemp("untaught")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiny_florence2, "STEPS", 0)
        tiny_florence2.write(place, card)
    model = Florence2ForConditionalGeneration.from_pretrained(place, local_files_only=True)
    return card.build(place), model.eval(), Florence2Processor.from_pretrained(place)


def picture(height: int = 120, width: int = 160, seed: int = 3) -> Image:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def edges(one: Detection) -> tuple[float, float, float, float]:
    return one.box.x0, one.box.y0, one.box.x1, one.box.y1


@pytest.mark.parametrize(
    ("phrase", "described"),
    [
        ("cat", False),
        ("blue hat", False),
        ("left hand", False),
        ("the big red car", False),
        ("running shoes", False),
        ("a glass of water", False),
        ("the woman on the right wearing a blue hat", True),
        ("person in red", True),
        ("Cup On Table", True),
        ("the dog behind the fence", True),
        ("old wooden chair painted green", True),
    ],
)
def test_a_name_is_detected_and_a_description_is_grounded(phrase: str, described: bool) -> None:
    assert is_description(phrase) == described


@pytest.mark.parametrize("phrase", ["cat", "Blue Hat", DESCRIPTION])
def test_the_question_is_put_as_transformers_puts_it(
    detector: DetectFlorence2, reference: tuple[Any, Any], phrase: str
) -> None:
    _, processor = reference
    asked = processor(text=TASKS[is_description(phrase)] + phrase, images=picture())["input_ids"][0]
    own = processor.tokenizer(f"<s>{question(phrase)}</s>", add_special_tokens=False)["input_ids"]
    assert asked[-len(own) :] == own
    assert set(asked[: -len(own)]) == {processor.image_token_id}


@pytest.mark.parametrize("phrase", ["red", DESCRIPTION])
def test_what_the_picture_gave_once_makes_the_same_answer(
    untaught: tuple[DetectFlorence2, Any, Any], phrase: str
) -> None:
    """The same token ids as `generate` from the pixels, over hundreds of random words."""
    detector, model, processor = untaught
    inputs = processor(
        text=TASKS[is_description(phrase)] + phrase, images=picture(), return_tensors="pt"
    )
    with torch.inference_mode():
        plain = model.generate(**inputs, max_new_tokens=254, num_beams=3, do_sample=False)
        seen = detector._seen(picture())
        read, mask = detector._read(seen, question(phrase))
        answer = detector._answer(read, mask, _Watched(Unwatched(), 0.0))
    assert plain.shape[1] > 200
    assert answer.tolist() == plain.tolist()


@pytest.mark.parametrize("phrase", ["red", "blue hat", "zebra"])
def test_boxes_are_those_of_transformers(
    detector: DetectFlorence2, reference: tuple[Any, Any], phrase: str
) -> None:
    """transformers cuts to whole pixels; apart from that they are the same."""
    model, processor = reference
    inputs = processor(text=TASKS[0] + phrase, images=picture(), return_tensors="pt")
    with torch.inference_mode():
        answer = model.generate(**inputs, max_new_tokens=254, num_beams=3, do_sample=False)
    text = processor.batch_decode(answer, skip_special_tokens=False)[0]
    expected = processor.post_process_generation(text=text, task=TASKS[0], image_size=(160, 120))
    found = detector.detect(picture(), [phrase], Unwatched())
    assert sorted([int(edge) for edge in edges(one)] for one in found) == sorted(
        expected[TASKS[0]]["bboxes"]
    )
    assert sorted(one.label for one in found) == sorted(expected[TASKS[0]]["bboxes_labels"])
    assert {one.phrase for one in found} <= {phrase}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    "answer",
    [
        THINGS,
        WOMAN,
        TWINS,
        "cat<loc_0><loc_0><loc_999><loc_999>",
        "cat<loc_1><loc_2><loc_3>",
        "cat<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6>",
        "cat dog<loc_10><loc_20><loc_30><loc_40> red hat<loc_50><loc_60><loc_70><loc_80>",
        "nothing to see",
        "",
    ],
)
def test_an_answer_is_read_as_transformers_reads_it(
    reference: tuple[Any, Any], task: str, answer: str
) -> None:
    _, processor = reference
    whole = processor.post_process_generation(
        text=f"</s><s>{answer}</s>", task=task, image_size=(PLACES, PLACES)
    )[task]
    written = boxes_of(tokens(processor, answer), processor.tokenizer)
    assert [list(one.places) for one in written] == whole["bboxes"]
    assert [one.name for one in written] == whole.get("bboxes_labels", whole.get("labels"))


def tokens(processor: Any, answer: str) -> list[int]:
    ids: list[int] = processor.tokenizer(f"</s><s>{answer}</s>", add_special_tokens=False)[
        "input_ids"
    ]
    return ids


@pytest.mark.parametrize(
    ("answer", "places"),
    [
        # transformers calls these "loc_100>" and begins with the second place.
        ("<loc_100><loc_200><loc_300><loc_400><loc_500>", []),
        ("<od><loc_100><loc_200><loc_300><loc_400>", []),
        ("cat<loc_300><loc_200><loc_100><loc_400>", []),
        ("cat<loc_300><loc_200><loc_300><loc_400>", []),
        ("cat<poly><loc_10><loc_20><loc_50><loc_20><loc_30><loc_90></poly>", [(10, 20, 50, 90)]),
        ("cat<poly><loc_10><loc_20></poly>", []),
        ("cat<poly><loc_10></poly>", []),
        (
            "cat<poly><loc_10><loc_20><loc_50><loc_60></poly><poly><loc_1><loc_2><loc_3><loc_4>",
            [(10, 20, 50, 60), (1, 2, 3, 4)],
        ),
        (
            "cat<poly><loc_10><loc_20><loc_50><loc_60><sep><loc_5><loc_70><loc_20><loc_80></poly>",
            [(5, 20, 50, 80)],
        ),
    ],
)
def test_an_answer_that_went_astray_gives_no_box_and_a_polygon_the_one_around_it(
    reference: tuple[Any, Any], answer: str, places: list[tuple[int, ...]]
) -> None:
    _, processor = reference
    written = boxes_of(tokens(processor, answer), processor.tokenizer)
    assert [one.places for one in written] == places
    first = processor.tokenizer.convert_tokens_to_ids("<loc_0>")
    for one in written:
        assert [tokens(processor, answer)[at] - first for at in one.at] == list(one.places)


@pytest.mark.parametrize(
    ("names", "phrase", "kept"),
    [
        (["the woman", "a blue hat"], "the woman wearing a blue hat", ["the woman"]),
        (["a blue hat", "The woman"], "the woman wearing a blue hat", ["The woman"]),
        (["cats", "cats", "a mat"], "cats on a mat", ["cats", "cats"]),
        (["something", "a mat"], "cats on a mat", ["a mat"]),
        (["something", "else"], "cats on a mat", ["something"]),
        ([], "cats on a mat", []),
    ],
)
def test_a_description_means_what_it_begins_with(
    names: list[str], phrase: str, kept: list[str]
) -> None:
    written = [Written(name, (0, 0, 1, 1), (1, 2, 3, 4)) for name in names]
    assert [one.name for one in subject(written, phrase)] == kept


def test_the_woman_is_found_and_not_her_hat(detector: DetectFlorence2) -> None:
    (found,) = detector.detect(picture(), [DESCRIPTION], Unwatched())
    assert found.label == "the woman"
    assert found.phrase == DESCRIPTION
    assert edges(found) == pytest.approx((64.08, 12.06, 128.08, 108.06))


def test_its_norms_add_what_they_add_in_its_authors_code(detector: DetectFlorence2) -> None:
    """nn.LayerNorm as it is made without more ado, everywhere in their modeling_florence2.py."""
    norms = [part for part in detector._model.modules() if isinstance(part, torch.nn.LayerNorm)]
    assert norms
    assert {norm.eps for norm in norms} == {1e-5}


def test_scores_are_the_likelihood_of_the_places(
    detector: DetectFlorence2, reference: tuple[Any, Any]
) -> None:
    """From the scores of `generate`, beam by beam. Tolerance: 1e-4."""
    model, processor = reference
    inputs = processor(text=TASKS[0] + "red", images=picture(), return_tensors="pt")
    with torch.inference_mode():
        output = model.generate(
            **inputs,
            max_new_tokens=254,
            num_beams=3,
            do_sample=False,
            output_scores=True,
            return_dict_in_generate=True,
        )
    first = processor.tokenizer.convert_tokens_to_ids("<loc_0>")
    expected = []
    for one in boxes_of(output.sequences[0].tolist(), processor.tokenizer):
        likely = 1.0
        for place, at in zip(one.places, one.at, strict=True):
            beam = int(output.beam_indices[0, at - 1])
            words = output.scores[at - 1][beam].exp()[first : first + PLACES]
            likely *= float(words[max(0, place - NEAR) : place + NEAR + 1].sum())
        expected.append(likely**0.25)
    found = detector.detect(picture(), ["red"], Unwatched())
    assert [one.score for one in found] == pytest.approx(sorted(expected, reverse=True), abs=1e-4)
    assert 0.5 < found[0].score <= 1


def test_a_box_that_comes_twice_is_one(detector: DetectFlorence2) -> None:
    (found,) = detector.detect(picture(100, 100), ["twins"], Unwatched())
    assert edges(found)[0] in (pytest.approx(10.05), pytest.approx(10.15))


def test_several_phrases_are_answered_as_one_by_one_from_one_look(
    detector: DetectFlorence2,
) -> None:
    looks = []
    tower = detector._model.model.vision_tower
    handle = tower.register_forward_hook(lambda *_: looks.append(1))
    phrases = ["red", DESCRIPTION, "zebra", "cat"]
    together = detector.detect(picture(), phrases, Unwatched())
    handle.remove()
    assert len(looks) == 1
    apart = [one for phrase in phrases for one in detector.detect(picture(), [phrase], Unwatched())]
    assert together == sorted(apart, key=lambda one: -one.score)
    assert {one.phrase for one in together} == {"red", DESCRIPTION, "cat"}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_boxes_lie_in_pictures_of_every_shape_best_first(
    detector: DetectFlorence2, size: tuple[int, int]
) -> None:
    found = detector.detect(picture(*size), ["red", DESCRIPTION], Unwatched())
    assert len(found) == 3
    assert all(0 <= one.box.x0 < one.box.x1 <= size[1] for one in found)
    assert all(0 <= one.box.y0 < one.box.y1 <= size[0] for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("phrases", [[], [""], ["  ", "<>"], ["zebra"]], ids=str)
def test_nothing_asked_or_nothing_seen_finds_nothing(
    detector: DetectFlorence2, phrases: list[str]
) -> None:
    assert detector.vocabulary is None
    assert detector.detect(picture(), phrases, Unwatched()) == []


@pytest.mark.parametrize("phrase", ["red<loc_5>", "<image>", "</s><s>cat", "<OD>", "ж" * 500])
def test_no_phrase_leads_it_astray(detector: DetectFlorence2, phrase: str) -> None:
    for one in detector.detect(picture(), [phrase], Unwatched()):
        assert one.phrase == phrase


def test_the_same_picture_gives_the_same_answer_and_stays_as_it_was(
    detector: DetectFlorence2,
) -> None:
    image = picture()
    kept = image.copy()
    first = detector.detect(image, ["red"], Unwatched())
    assert detector.detect(image, ["red"], Unwatched()) == first
    np.testing.assert_array_equal(image, kept)


class Stopping:
    """Is cancelled at a step, and counts them all."""

    def __init__(self, last: int) -> None:
        self.seen = 0
        self._watch = Watch()
        self._last = last

    def step(self, stage: str, fraction: float | None = None) -> None:
        self.seen += 1
        if self.seen == self._last:
            self._watch.cancel()
        self._watch.step(stage, fraction)


@pytest.mark.parametrize("last", [1, 2, 3, 7, 15])
def test_it_stops_between_two_words_of_an_answer(detector: DetectFlorence2, last: int) -> None:
    stopping = Stopping(last)
    with pytest.raises(Cancelled):
        detector.detect(picture(), ["red", "cat"], stopping)
    assert stopping.seen == last
    assert len(detector.detect(picture(), ["red"], Unwatched())) == 2


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_numbers_take_half_the_memory(
    card: ModelCard, folder: Path, detector: DetectFlorence2, dtype: Any
) -> None:
    half = card.build(folder, Place("cpu", dtype))
    assert half.nbytes == pytest.approx(detector.nbytes / 2, rel=0.01)
    found = half.detect(picture(), ["red"], Unwatched())
    assert all(0 < one.score <= 1 for one in found)
