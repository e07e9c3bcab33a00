"""The Segment Anything family on ONNX Runtime: as with torch, on the same weights.

Tolerances: what frisket exports differs in at most 1 of 1000 pixels (those with a logit near 0)
and in no score by more than 1e-5; where a picture of noise is scaled, Pillow and torch round some
of its values differently, and these are 2 of 1000 and 2e-4. The published layouts give three
answers to all, so that the one answer to what is clear is the best of three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.exporting import sam_pairs
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU
from frisket.models.segment.sam_graph import SegmentSamGraph
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition
from tiny import onnx_files
from tiny.segment import sam_graph

from .sam_family import BOX, CLICK, HEIGHT, OFF, WIDTH, Family, family, picture, rough

# The first of these tests may have to export a pair.
pytestmark = pytest.mark.timeout(600)

SAME, SAME_SCALED = (1e-3, 1e-5), (2e-3, 2e-4)
"""In which share of the pixels masks may differ, and by how much scores."""
CARD = ModelCard(
    "pair",
    "segment",
    "",
    "Apache-2.0",
    "frisket.models.segment.sam_graph:SegmentSamGraph",
)
PROMPTS = {
    "box": ObjectPrompt(box=BOX),
    "click": ObjectPrompt(points=(CLICK,)),
    "clicks": ObjectPrompt(points=(CLICK, OFF)),
    "box and clicks": ObjectPrompt(BOX, (CLICK, OFF)),
    "rough": ObjectPrompt(rough=rough()),
    "rough and click": ObjectPrompt(points=(CLICK,), rough=rough()),
    "subject": ObjectPrompt(),
}
SIZES = [(HEIGHT, WIDTH), (50, 200), (200, 50), (3, 2)]


def answers(model: Any, image: Any, *prompts: ObjectPrompt) -> list[list[Candidate]]:
    found: list[list[Candidate]] = model.segment(
        model.embed(image, Unwatched()), prompts, Unwatched()
    )
    return found


def check(ours: list[Candidate], theirs: list[Candidate], same: tuple[float, float] = SAME) -> None:
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert one.score == pytest.approx(other.score, abs=same[1])
        assert np.mean((one.mask >= 128) != (other.mask >= 128)) <= same[0]
        assert np.mean(np.abs(one.mask.astype(int) - other.mask)) < 500 * same[0]


def compare(pair: Any, original: Any, size: tuple[int, int]) -> None:
    """All prompts on the usual picture, the subject on others."""
    usual = size == (HEIGHT, WIDTH)
    prompts = [*PROMPTS.values()] if usual else [ObjectPrompt()]
    found = (answers(model, picture(*size), *prompts) for model in (pair, original))
    for ours, theirs in zip(*found, strict=True):
        check(ours, theirs, SAME if usual else SAME_SCALED)


@pytest.mark.parametrize("kind", ["sam2", "edgetam", "toy-sam", "toy-sam2"])
def test_what_is_exported_answers_as_the_original(kind: str) -> None:
    pair = SegmentSamGraph.load(CARD, sam_graph.exported(kind), CPU)
    original = sam_graph.torch_card(kind).build(sam_graph.torch_folder(kind), CPU)
    assert pair.preview_side == original.preview_side
    for size in SIZES:
        compare(pair, original, size)


@pytest.mark.parametrize("kind", ["sam2", "toy-sam"])
def test_an_export_is_compared_with_the_original_at_once(kind: str) -> None:
    folder, into = sam_graph.torch_folder(kind), sam_graph.exported(kind)
    masks, score = sam_pairs.compared(sam_graph.torch_card(kind), folder, into)
    assert masks <= SAME[0]
    assert score <= SAME_SCALED[1]


@pytest.fixture(scope="module")
def sam2(tmp_path_factory: pytest.TempPathFactory) -> Family:
    return family("sam2", tmp_path_factory.mktemp("sam2"))


@pytest.mark.parametrize("layout", [sam_graph.published, sam_graph.of_samexporter])
def test_sam2_as_it_is_published_answers_with_its_three_masks(
    layout: Callable[[str, Path], Path], sam2: Family, tmp_path: Path
) -> None:
    pair = SegmentSamGraph.load(CARD, layout("sam2", tmp_path / "pair"), CPU)
    corners = [*sam2.centred(BOX.x0, BOX.y0), *sam2.centred(BOX.x1, BOX.y1)]
    points = [[[sam2.centred(CLICK.x, CLICK.y), sam2.centred(OFF.x, OFF.y)]]]
    asked: dict[str, dict[str, Any]] = {
        "box": {"input_boxes": [[corners]]},
        "click": {"input_points": [[points[0][0][:1]]], "input_labels": [[[1]]]},
        "clicks": {"input_points": points, "input_labels": [[[1, 0]]]},
        "box and clicks": {
            "input_boxes": [[corners]],
            "input_points": points,
            "input_labels": [[[1, 0]]],
        },
    }
    for kind, prompt in asked.items():
        (ours,) = answers(pair, picture(), PROMPTS[kind])
        masks, scores = sam2.documented(picture(), True, **prompt)
        if layout is sam_graph.of_samexporter:
            # It does not tell whether there is an object at all, so that the order alone is known.
            scores = scores / scores.max() * ours[0].score
        order = np.argsort(-scores)[: 3 if kind == "click" else 1]
        assert len(ours) == len(order)
        for one, mask, score in zip(ours, masks[order], scores[order], strict=True):
            assert np.mean((one.mask >= 128) != mask) <= SAME[0]
            assert one.score == pytest.approx(float(score), abs=1e-4)


def test_sams_own_decoder_answers_as_the_original(tmp_path: Path) -> None:
    """Beside an encoder that prepares the picture itself."""
    pair = SegmentSamGraph.load(CARD, sam_graph.of_sam("toy-sam", tmp_path / "pair"), CPU)
    original = sam_graph.torch_card("toy-sam").build(sam_graph.torch_folder("toy-sam"), CPU)
    for size in ((HEIGHT, WIDTH), (50, 200)):
        compare(pair, original, size)


def test_sam_as_it_is_published_answers_clicks_and_finds_what_fits_a_box(tmp_path: Path) -> None:
    """It takes no box: a click in its middle has three answers, one of which is meant."""
    pair = SegmentSamGraph.load(CARD, sam_graph.published("toy-sam", tmp_path / "pair"), CPU)
    original = sam_graph.torch_card("toy-sam").build(sam_graph.torch_folder("toy-sam"), CPU)
    prompts = [PROMPTS["click"], ObjectPrompt(points=(Point(90, 30),))]
    for ours, theirs in zip(
        answers(pair, picture(), *prompts), answers(original, picture(), *prompts), strict=True
    ):
        check(ours, theirs)
    image = np.full((96, 96, 3), 40, np.uint8)
    image[20:70, 30:80] = (220, 40, 40)
    box = Box(30, 20, 80, 70)
    ((one,),) = answers(pair, image, ObjectPrompt(box=box))
    (three,) = answers(pair, image, ObjectPrompt(points=(Point(55, 45),)))
    drawn = np.zeros((96, 96), bool)
    drawn[20:70, 30:80] = True
    overlaps = [overlap(each.mask >= 128, drawn) for each in three]
    assert overlap(one.mask >= 128, drawn) == pytest.approx(max(overlaps), abs=0.02)
    (rough_one,) = answers(pair, picture(), PROMPTS["rough"])
    assert len(rough_one) == 1


def overlap(one: Any, other: Any) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def test_an_embedding_holds_its_maps_and_no_more(tmp_path: Path) -> None:
    pair = SegmentSamGraph.load(CARD, sam_graph.exported("sam2"), CPU)
    embedding = pair.embed(picture(), Unwatched())
    pair.segment(embedding, [PROMPTS["box"]], Unwatched())
    assert embedding.nbytes == 4 * (4 * 32**2 + 8 * 16**2 + 32 * 8**2)
    assert (embedding.width, embedding.height) == (WIDTH, HEIGHT)


def test_between_two_objects_work_can_be_cancelled() -> None:
    class Impatient(Watch):
        done = 0.0

        def step(self, stage: str, fraction: float | None = None) -> None:
            if fraction:
                self.done = fraction
                self.cancel()
            super().step(stage, fraction)

    pair = SegmentSamGraph.load(CARD, sam_graph.exported("sam2"), CPU)
    embedding, watch = pair.embed(picture(), Unwatched()), Impatient()
    with pytest.raises(Cancelled):
        pair.segment(embedding, [PROMPTS["box"]] * 4, watch)
    assert watch.done == 1 / 4


def test_files_that_are_no_pair_are_refused_and_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FailedPrecondition, match=r"no \.onnx file"):
        SegmentSamGraph.load(CARD, tmp_path, CPU)
    for name in ("encoder.onnx", "decoder.onnx"):
        onnx_files.plus_one(tmp_path / name)
    with pytest.raises(FailedPrecondition, match="input 1×3×32×32 → output") as refused:
        SegmentSamGraph.load(CARD, tmp_path, CPU)
    assert refused.value.detail == "model_files"


def test_an_encoder_and_a_decoder_of_two_kinds_are_no_pair(tmp_path: Path) -> None:
    sam2, sam = sam_graph.exported("sam2"), sam_graph.exported("toy-sam")
    for source, name in ((sam2, sam_pairs.ENCODER), (sam, sam_pairs.DECODER)):
        for file in (source / name).parent.glob(f"{Path(name).name}*"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(FailedPrecondition, match="belong together"):
        SegmentSamGraph.load(CARD, tmp_path, CPU)


def test_a_card_says_which_files_are_the_pair(tmp_path: Path) -> None:
    pair = sam_graph.published("sam2", tmp_path / "pair")
    onnx_files.plus_one(pair / "another.onnx")
    card = replace(CARD, files={sam_pairs.DECODER: "", sam_pairs.ENCODER: ""})
    assert SegmentSamGraph.load(card, pair, CPU).preview_side == 128
