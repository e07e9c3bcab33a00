"""BiRefNet as a Matter and as a Segmenter, against the publisher's documented way of asking it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file, save_file
from torchvision import transforms

from frisket.models.base import Candidate, ObjectPrompt, Soft, Unwatched
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.matte import enlarging
from frisket.models.matte.birefnet import checkpoint
from frisket.models.matte.birefnet.adapter import MatteBiRefNet, without_bfloat16, working_size
from frisket.models.matte.edge_band import at_half, band_widths, distance
from frisket.models.place import CPU, Place
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled
from tiny.matte.birefnet import write

CARDS = [card for card in registry.published() if "birefnet" in card.builder]
CARD = replace(CARDS[0], options={"sides": [128, 128]})
RESIZED = 10
"""How far, in 255ths, alpha may be from the publisher's way, which resizes it a little differently.
"""
SIZES = [(1, 1), (1, 4000), (4000, 1), (3, 2)]

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("birefnet")
    write(place, CARD)
    return place


@pytest.fixture(scope="module")
def tiny(folder: Path) -> MatteBiRefNet:
    return MatteBiRefNet.load(CARD, folder, CPU)


def deciding(folder: Path, into: Path, logit: float) -> MatteBiRefNet:
    """One that sees the same everywhere."""
    tensors = load_file(folder / "model.safetensors")
    tensors["decoder.conv_out1.0.weight"].zero_()
    tensors["decoder.conv_out1.0.bias"].fill_(logit)
    save_file(tensors, into / "model.safetensors")
    return MatteBiRefNet.load(CARD, into, CPU)


def picture(height: int = 90, width: int = 120) -> Soft:
    """Smooth noise, so that small differences in resizing do not decide."""
    coarse = np.random.default_rng(0).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def disc(height: int = 90, width: int = 120, radius: float = 25) -> Soft:
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (width // 2, height // 2), round(radius), 255, -1)
    return mask


def found(tiny: MatteBiRefNet, image: Soft, *prompts: ObjectPrompt) -> list[Candidate]:
    answers = tiny.segment(tiny.embed(image, Unwatched()), prompts, Unwatched())
    assert [len(answer) for answer in answers] == [1] * len(prompts)
    return [candidate for (candidate,) in answers]


def documented(folder: Path, image: Soft, side: tuple[int, int]) -> Floats:
    """Alpha as the README has it, of the picture's size; 0 to 255."""
    small = Image.fromarray(255 * small_alpha(folder, image, side))
    resized = small.resize(image.shape[1::-1], Image.Resampling.BILINEAR)
    return np.asarray(resized, np.float32)


def small_alpha(folder: Path, image: Soft, side: tuple[int, int]) -> Floats:
    """Before it is resized, 0 to 1: the picture resized, normalised, network, sigmoid."""
    network = checkpoint.load(folder / "model.safetensors", "cpu", torch.float32)
    transform = transforms.Compose(
        [
            transforms.Resize(side),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    with torch.inference_mode():
        alpha = network(transform(Image.fromarray(image))[None]).sigmoid()[0, 0]
    return np.asarray(alpha.numpy(), np.float32)


@pytest.mark.parametrize("size", [(128, 128), (96, 120), (140, 150)])
def test_the_subject_is_what_the_documented_way_gives(
    tiny: MatteBiRefNet, folder: Path, size: tuple[int, int]
) -> None:
    image = picture(*size)
    (candidate,) = found(tiny, image, ObjectPrompt())
    expected = documented(folder, image, (128, 128))
    assert np.ptp(expected) > 100
    difference = np.abs(candidate.mask - expected)
    assert difference.max() <= (1 if size == (128, 128) else RESIZED)
    assert difference.mean() <= 1


def test_a_larger_picture_gets_its_alpha_along_its_colours(
    tiny: MatteBiRefNet, folder: Path
) -> None:
    image = picture(300, 400)
    (candidate,) = found(tiny, image, ObjectPrompt())
    small = small_alpha(folder, image, (128, 128))
    expected = enlarging.enlarged(image, small, lambda done: None)
    assert np.abs(candidate.mask.astype(int) - expected).max() <= 2


def test_alpha_is_not_stretched(folder: Path, tmp_path: Path) -> None:
    half = deciding(folder, tmp_path, 0.0)
    (candidate,) = found(half, picture(), ObjectPrompt())
    assert np.all(candidate.mask == 128)
    assert candidate.score == pytest.approx(128 / 255)


def test_weights_for_all_sizes_look_at_the_picture_in_its_own(folder: Path) -> None:
    dynamic = MatteBiRefNet.load(replace(CARD, options={"sides": [64, 256]}), folder, CPU)
    assert dynamic.preview_side == 256
    image = picture(96, 160)
    (candidate,) = found(dynamic, image, ObjectPrompt())
    assert np.abs(candidate.mask - documented(folder, image, (96, 160))).max() <= 1


@pytest.mark.parametrize(
    ("size", "sides", "expected"),
    [
        ((3000, 4000), (1024, 1024), (1024, 1024)),
        ((50, 2000), (1024, 1024), (1024, 1024)),
        ((700, 1000), (256, 2304), (704, 992)),
        ((3000, 4000), (256, 2304), (1728, 2304)),
        ((1, 4000), (256, 2304), (256, 2304)),
        ((1, 1), (256, 2304), (256, 256)),
    ],
)
def test_the_size_at_which_it_looks(
    size: tuple[int, int], sides: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert working_size(*size, *sides) == expected


# --- as a segmenter ---


def test_nothing_lies_outside_a_box(tiny: MatteBiRefNet) -> None:
    (candidate,) = found(tiny, picture(), ObjectPrompt(box=Box(30.2, 20, 70, 60.5)))
    assert candidate.mask[20:61, 30:70].any()
    outside = candidate.mask.copy()
    outside[20:61, 30:70] = 0
    assert not outside.any()


def test_a_box_is_answered_from_its_crop_alone(tiny: MatteBiRefNet) -> None:
    image = picture()
    box = Box(32, 24, 72, 56)
    margin = 5
    crop = image[24 - margin : 56 + margin, 32 - margin : 72 + margin]
    (whole,) = found(tiny, crop, ObjectPrompt())
    (inside,) = found(tiny, image, ObjectPrompt(box=box))
    expected = whole.mask[margin:-margin, margin:-margin]
    np.testing.assert_array_equal(inside.mask[24:56, 32:72], expected)


def test_a_rough_selection_fades_out_around(folder: Path, tmp_path: Path) -> None:
    everything = deciding(folder, tmp_path, 20.0)
    rough = disc()
    (candidate,) = found(everything, picture(), ObjectPrompt(rough=rough))
    away = cv2.distanceTransform(255 - rough, cv2.DIST_L2, 5)
    reach = band_widths(rough)[1]
    assert np.all(candidate.mask[away <= reach] == 255)
    assert np.all(candidate.mask[away >= 1.5 * reach] == 0)
    between = candidate.mask[(away > 1.1 * reach) & (away < 1.4 * reach)]
    assert between.size
    assert np.all((between > 0) & (between < 255))


def test_prompts_without_room_find_nothing(tiny: MatteBiRefNet) -> None:
    prompts = [
        ObjectPrompt(box=Box(130, 5, 140, 9)),
        ObjectPrompt(rough=np.zeros((90, 120), np.uint8)),
        ObjectPrompt(rough=np.full((90, 120), 100, np.uint8)),
        ObjectPrompt(box=Box(0, 0, 9, 9), rough=disc()),
    ]
    for candidate in found(tiny, picture(), *prompts):
        assert not candidate.mask.any()
        assert candidate.score == 0


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_any_picture_and_prompt(tiny: MatteBiRefNet, size: tuple[int, int]) -> None:
    height, width = size
    prompts = [
        ObjectPrompt(),
        ObjectPrompt(box=Box(-50, -50, width + 50, height + 50)),
        ObjectPrompt(box=Box(width / 2, height / 2, width / 2 + 0.2, 9e3)),
        ObjectPrompt(rough=np.full(size, 255, np.uint8)),
        ObjectPrompt(points=(Point(width + 50, -50),)),
    ]
    for candidate in found(tiny, picture(height, width), *prompts):
        assert candidate.mask.shape == size
        assert candidate.mask.dtype == np.uint8
        assert 0 <= candidate.score <= 1


def test_together_is_as_one_by_one_and_nothing_is_changed(tiny: MatteBiRefNet) -> None:
    image, rough = picture(), disc()
    kept = image.copy(), rough.copy()
    prompts = [ObjectPrompt(), ObjectPrompt(box=Box(9, 9, 50, 80)), ObjectPrompt(rough=rough)]
    together = found(tiny, image, *prompts)
    for candidate, prompt in zip(together, prompts, strict=True):
        (alone,) = found(tiny, image, prompt)
        np.testing.assert_array_equal(candidate.mask, alone.mask)
        assert candidate.score == alone.score
    np.testing.assert_array_equal(image, kept[0])
    np.testing.assert_array_equal(rough, kept[1])


def test_an_embedding_is_a_copy_of_the_picture(tiny: MatteBiRefNet) -> None:
    image = picture()
    embedding = tiny.embed(image, Unwatched())
    assert embedding.nbytes == image.nbytes
    ((before,),) = tiny.segment(embedding, [ObjectPrompt()], Unwatched())
    image[:] = 0
    ((after,),) = tiny.segment(embedding, [ObjectPrompt()], Unwatched())
    np.testing.assert_array_equal(before.mask, after.mask)


# --- as a matter ---


def test_far_from_the_outline_the_mask_stays(tiny: MatteBiRefNet) -> None:
    image, mask = picture(180, 240), disc(180, 240, 60)
    alpha = tiny.matte(image, mask, Unwatched())
    away = distance(at_half(mask))
    reach = band_widths(mask)[1]
    far = away >= 1.5 * reach
    assert np.array_equal(alpha[far], mask[far])
    assert not np.array_equal(alpha[~far], mask[~far])


def test_round_the_outline_it_is_the_networks_alpha(tiny: MatteBiRefNet, folder: Path) -> None:
    image, mask = picture(180, 240), disc(180, 240, 60)
    reach = band_widths(mask)[1]
    margin = round(max(1.5 * reach + 0.5, 121 / 8 + 0.5))
    part = np.s_[30 - margin : 151 + margin, 60 - margin : 181 + margin]
    (whole,) = found(tiny, image[part].copy(), ObjectPrompt())
    near = distance(at_half(mask))[part] <= reach
    alpha = tiny.matte(image, mask, Unwatched())[part]
    np.testing.assert_array_equal(alpha[near], whole.mask[near])


def test_an_object_that_the_network_takes_for_ground_keeps_its_mask(
    folder: Path, tmp_path: Path
) -> None:
    nothing = deciding(folder, tmp_path, -20.0)
    mask = disc()
    np.testing.assert_array_equal(nothing.matte(picture(), mask, Unwatched()), mask)


@pytest.mark.parametrize("value", [0, 100, 255])
@pytest.mark.parametrize("size", [*SIZES, (20, 30)], ids=str)
def test_masks_without_an_outline_stay(
    tiny: MatteBiRefNet, size: tuple[int, int], value: int
) -> None:
    mask = np.full(size, value, np.uint8)
    np.testing.assert_array_equal(tiny.matte(picture(*size), mask, Unwatched()), mask)


@pytest.mark.parametrize("size", [(1, 4000), (4000, 1), (3, 2)], ids=str)
def test_thin_pictures(tiny: MatteBiRefNet, size: tuple[int, int]) -> None:
    mask = np.zeros(size, np.uint8)
    mask[: (size[0] + 1) // 2, : (size[1] + 1) // 2] = 255
    kept = mask.copy()
    alpha = tiny.matte(picture(*size), mask, Unwatched())
    assert alpha.shape == size
    np.testing.assert_array_equal(mask, kept)


class Steps(Unwatched):
    """Remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float | None]] = []

    def step(self, stage: str, fraction: float | None = None) -> None:
        self.heard.append((stage, fraction))


def test_steps_rise_and_stop_the_work(tiny: MatteBiRefNet) -> None:
    steps = Steps()
    tiny.matte(picture(), disc(), steps)
    prompts = [ObjectPrompt(), ObjectPrompt(box=Box(9, 9, 50, 80))]
    tiny.segment(tiny.embed(picture(), steps), prompts, steps)
    for stage, least in (("matte", 3), ("segment", 6)):
        fractions: list[Any] = [fraction for name, fraction in steps.heard if name == stage]
        assert len(fractions) >= least
        assert fractions == sorted(fractions)
        assert 0 <= fractions[0] <= fractions[-1] <= 1
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        tiny.matte(picture(), disc(), watch)
    embedding = tiny.embed(picture(), Unwatched())
    with pytest.raises(Cancelled):
        tiny.segment(embedding, [ObjectPrompt()], watch)


# --- places and cards ---


def test_bfloat16_never_reaches_the_deformable_convolution(folder: Path) -> None:
    assert without_bfloat16(Place("cuda", "bfloat16")) == Place("cuda", "float16")
    assert without_bfloat16(Place("cpu", "bfloat16")) == Place("cpu", "float32")
    assert without_bfloat16(Place("cuda", "float32")) == Place("cuda", "float32")
    brain = MatteBiRefNet.load(CARD, folder, Place("cpu", "bfloat16"))
    (candidate,) = found(brain, picture(), ObjectPrompt())
    (expected,) = found(MatteBiRefNet.load(CARD, folder, CPU), picture(), ObjectPrompt())
    np.testing.assert_array_equal(candidate.mask, expected.mask)


def test_half_precision_takes_half_the_memory_and_sees_the_same(
    tiny: MatteBiRefNet, folder: Path
) -> None:
    half = MatteBiRefNet.load(CARD, folder, Place("cpu", "float16"))
    assert half.nbytes == pytest.approx(tiny.nbytes / 2, rel=0.01)
    (one,), (other,) = (
        found(half, picture(), ObjectPrompt()),
        found(tiny, picture(), ObjectPrompt()),
    )
    assert np.abs(one.mask.astype(int) - other.mask).mean() < 2


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_cards_name_what_is_needed_and_no_more(card: ModelCard) -> None:
    assert set(card.files) == {"model.safetensors"}
    assert card.licence == "MIT"
    assert card.options["sides"] in ([1024, 1024], [2048, 2048], [256, 2304])
    assert card.role == "matte"
