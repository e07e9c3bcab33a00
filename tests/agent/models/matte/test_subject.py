"""Networks "picture → one map" from ONNX files: what they are shown, what becomes of their map."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from onnx import helper

from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.matte.subject import MatteSubject
from frisket.models.place import CPU
from frisket_protocol import Box, Point
from frisket_protocol.errors import FailedPrecondition
from tiny import onnx_files
from tiny.matte.subject import brightness

HALF = {"mean": [0.5, 0.5, 0.5], "deviation": [0.5, 0.5, 0.5]}
BOX = Box(50, 40, 110, 80)


def card(folder: Path, file: Path, **options: object) -> ModelCard:
    return ModelCard(
        "net",
        "matte",
        "Net",
        "MIT",
        "",
        path=str(folder),
        files={file.name: ""},
        options={**HALF, **options},
    )


def net(folder: Path, file: Path | None = None, **options: object) -> MatteSubject:
    file = file or brightness(folder / "net.onnx", 400.0)
    return MatteSubject.load(card(folder, file, **options), folder, CPU)


def scene(height: int = 120, width: int = 160, box: Box = BOX) -> Soft:
    """A bright box on a dark ground, which is what stands out to `brightness`."""
    image = np.full((height, width, 3), 40, np.uint8)
    image[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = 215
    return image


def found(network: MatteSubject, image: Soft, prompt: ObjectPrompt) -> Soft:
    ((first, *_),) = network.segment(network.embed(image, Unwatched()), [prompt], Unwatched())
    return first.mask


def inside(mask: Soft, box: Box) -> Soft:
    return mask[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]


def test_the_subject_is_where_the_map_is_high(tmp_path: Path) -> None:
    mask = found(net(tmp_path), scene(), ObjectPrompt())
    assert np.count_nonzero(mask >= 128) == pytest.approx(60 * 40, rel=0.1)
    assert inside(mask, BOX).mean() > 230


def test_a_map_is_not_stretched_to_make_an_object_of_noise(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(98, 102, (90, 120, 3)).astype(np.uint8)
    quiet = net(tmp_path, brightness(tmp_path / "quiet.onnx", 1.0), logits=False)
    assert found(quiet, noise, ObjectPrompt()).max() < 128


@pytest.mark.parametrize(("steep", "expected"), [(4.0, 242), (1.0, 175)])
def test_values_beyond_one_are_logits_unless_the_card_says(
    steep: float, expected: int, tmp_path: Path
) -> None:
    bright = np.full((64, 64, 3), 215, np.uint8)
    network = net(tmp_path, brightness(tmp_path / "net.onnx", steep))
    assert abs(int(found(network, bright, ObjectPrompt())[30, 30]) - expected) <= 2
    logits = net(tmp_path, brightness(tmp_path / "one.onnx", 1.0), logits=True)
    assert abs(int(found(logits, bright, ObjectPrompt())[30, 30]) - 170) <= 3


def test_what_is_shown_is_normalised_as_the_card_says(tmp_path: Path) -> None:
    image = np.full((64, 64, 3), 255, np.uint8)
    network = net(tmp_path, brightness(tmp_path / "n.onnx", 0.5), mean=[0, 0, 0], logits=False)
    # (1 - 0) / 0.5 × 0.5
    assert found(network, image, ObjectPrompt())[5, 5] == 255
    network = net(tmp_path, brightness(tmp_path / "n.onnx", 0.5), logits=False)
    assert abs(int(found(network, image, ObjectPrompt())[5, 5]) - 128) <= 1


def test_a_free_size_is_the_pictures_own_within_what_the_card_says(tmp_path: Path) -> None:
    file = brightness(tmp_path / "free.onnx", 400.0, (1, 3, "height", "width"))
    network = net(tmp_path, file, sides=[64, 128])
    assert network.preview_side == 128
    mask = found(network, scene(240, 320, Box(100, 80, 220, 160)), ObjectPrompt())
    assert np.count_nonzero(mask >= 128) == pytest.approx(120 * 80, rel=0.1)


def test_nothing_lies_outside_a_box(tmp_path: Path) -> None:
    box = Box(60.2, 50, 90, 70.5)
    mask = found(net(tmp_path), scene(), ObjectPrompt(box=box))
    assert mask[50:71, 60:90].any()
    mask[50:71, 60:90] = 0
    assert not mask.any()


def test_a_box_round_a_thing_gives_the_thing(tmp_path: Path) -> None:
    mask = found(net(tmp_path), scene(), ObjectPrompt(box=Box(46, 37, 113, 84)))
    assert np.count_nonzero(mask >= 128) == pytest.approx(60 * 40, rel=0.1)


def test_a_box_round_a_part_is_cut_by_colour(tmp_path: Path) -> None:
    """A red cap on a bright figure that goes on far below the box."""
    image = scene(200, 160, Box(50, 40, 110, 180))
    image[40:75, 50:110] = (250, 60, 60)
    box = Box(47, 37, 113, 84)
    network = net(tmp_path)
    answers = network.segment(
        network.embed(image, Unwatched()), [ObjectPrompt(box=box)], Unwatched()
    )
    assert len(answers[0]) == 2
    mask = answers[0][0].mask
    assert mask[45:70, 55:105].mean() > 230
    assert mask[78:83, 55:105].mean() < 60


def test_clicks_beside_a_box_change_their_part_and_leave_the_rest_to_the_network(
    tmp_path: Path,
) -> None:
    image = scene()
    cv2.circle(image, (95, 60), 9, (220, 40, 40), -1)
    network = net(tmp_path)
    embedding = network.embed(image, Unwatched())
    prompt = ObjectPrompt(box=Box(46, 37, 113, 84))
    before = network.segment(embedding, [prompt], Unwatched())[0][0].mask
    click = Point(95, 60, inside=bool(before[60, 95] < 128))
    clicked = ObjectPrompt(box=prompt.box, points=(click,))
    after = network.segment(embedding, [clicked], Unwatched())[0][0].mask
    assert (after[60, 95] >= 128) == click.inside
    far = np.ones(before.shape, np.bool_)
    cv2.circle(far.view(np.uint8), (95, 60), 18, 0, -1)
    assert np.array_equal(before[far], after[far])
    assert embedding.nbytes > image.nbytes


def test_an_empty_answer_is_empty(tmp_path: Path) -> None:
    dark = np.full((80, 80, 3), 20, np.uint8)
    network = net(tmp_path)
    answers = network.segment(network.embed(dark, Unwatched()), [ObjectPrompt()], Unwatched())
    assert answers[0][0].score == 0
    assert not answers[0][0].mask.any()


def test_an_edge_is_refined_without_asking_the_network_again(tmp_path: Path) -> None:
    image = scene()
    rough = np.zeros(image.shape[:2], np.uint8)
    rough[38:82, 48:112] = 255
    finer = net(tmp_path).refine(image, rough, Unwatched())
    truth = np.zeros(image.shape[:2], np.bool_)
    truth[40:80, 50:110] = True
    assert np.count_nonzero((finer >= 128) != truth) < 150


@pytest.mark.parametrize("kind", ["two inputs", "no map"])
def test_what_is_no_such_network_is_refused(kind: str, tmp_path: Path) -> None:
    if kind == "no map":
        node = helper.make_node("ReduceMean", ["input"], ["output"], axes=[1, 2, 3], keepdims=0)
        file = onnx_files.write(tmp_path / "net.onnx", [node], output=1)
    else:
        file = onnx_files.two_inputs(tmp_path / "net.onnx")
    with pytest.raises(FailedPrecondition, match="turns a picture into one map"):
        net(tmp_path, file)
