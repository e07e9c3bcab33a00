"""ViTMatte's adapter against transformers' documented calls on the same weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from transformers import (
    VitDetConfig,
    VitMatteConfig,
    VitMatteForImageMatting,
    VitMatteImageProcessor,
)

from frisket.models.base import Soft, Unwatched
from frisket.models.files import registry
from frisket.models.matte import vitmatte
from frisket.models.matte.edge_band import band_widths, edge_band, surroundings
from frisket.models.matte.vitmatte import MEAN, STD, MatteVitMatte, starts, tiles, trimap
from frisket.models.place import CPU
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition
from tiny.matte.vitmatte import write

CARDS = {card.name: card for card in registry.published() if "vitmatte" in card.builder}
CARD = CARDS["vitmatte-small"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("vitmatte")
    write(place, CARD)
    return place


@pytest.fixture(scope="module")
def tiny(folder: Path) -> MatteVitMatte:
    return MatteVitMatte.load(CARD, folder, CPU)


def picture(height: int, width: int) -> Soft:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)


def disc(height: int, width: int, radius: int) -> Soft:
    """Hard, with a soft spot in the middle that no outline is near to."""
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (width // 2, height // 2), radius, 255, -1)
    mask[height // 2, width // 2] = 200
    return mask


def band(image: Soft, mask: Soft) -> NDArray[np.bool_]:
    return edge_band(image, mask, *band_widths(mask))


def documented(folder: Path, image: Soft, known: Soft) -> NDArray[np.float32]:
    """Alpha, 0 to 1, of a whole picture and its trimap, shown as in training."""
    processor = VitMatteImageProcessor.from_pretrained(folder, image_mean=MEAN, image_std=STD)
    model = VitMatteForImageMatting.from_pretrained(folder).eval()
    inputs = processor(
        images=Image.fromarray(image), trimaps=Image.fromarray(known), return_tensors="pt"
    )
    with torch.no_grad():
        alphas = model(**inputs).alphas
    return np.asarray(alphas[0, 0, : image.shape[0], : image.shape[1]])


def test_the_band_is_what_the_documented_way_gives(tiny: MatteVitMatte, folder: Path) -> None:
    image, mask = picture(130, 170), disc(130, 170, 30)
    unknown = band(image, mask)
    part = surroundings(unknown.astype(np.uint8), 2 * band_widths(mask)[1])
    known = np.where(unknown, 128, np.where(mask >= 128, 255, 0)).astype(np.uint8)[part]
    expected = 255 * documented(folder, image[part], known)
    alpha = tiny.matte(image, mask, Unwatched())[part]
    chosen = unknown[part]
    assert np.ptp(expected[chosen]) > 20
    # Rounding to 8 bits, and no more.
    assert np.abs(alpha[chosen] - expected[chosen]).max() <= 0.51


def shown(model: MatteVitMatte, image: Soft, known: Soft) -> NDArray[np.float32]:
    """The 1x4xHxW that the network is given."""
    given: list[torch.Tensor] = []
    handle = model._network.register_forward_pre_hook(
        lambda _, __, named: given.append(named["pixel_values"]), with_kwargs=True
    )
    model._alpha(image, known)
    handle.remove()
    return given[0].numpy()


def test_a_picture_is_shown_as_its_authors_show_it(tiny: MatteVitMatte) -> None:
    """(image - mean) / std, in 0 to 1, and the trimap as it is: their `preprocess_inputs`."""
    image = picture(64, 96)
    known = np.random.default_rng(1).choice([0, 128, 255], (64, 96)).astype(np.uint8)
    expected = (image / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    expected = np.concatenate([expected, known[..., None] / 255], 2).transpose(2, 0, 1)[None]
    np.testing.assert_allclose(shown(tiny, image, known), expected, atol=1e-5)


def test_transformers_has_other_numbers_still() -> None:
    """When this fails, they are put right there, and MEAN and STD can go."""
    assert list(VitMatteImageProcessor().image_mean) == vitmatte.UNCHOSEN
    assert list(VitMatteImageProcessor().image_std) == vitmatte.UNCHOSEN


def test_numbers_that_somebody_chose_are_kept(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    VitMatteImageProcessor(image_mean=[0.4] * 3, image_std=[0.25] * 3).save_pretrained(tmp_path)
    image, known = picture(32, 32), np.full((32, 32), 128, np.uint8)
    given = shown(MatteVitMatte.load(CARD, tmp_path, CPU), image, known)
    np.testing.assert_allclose(given[0, 0], (image[..., 0] / 255 - 0.4) / 0.25, atol=1e-5)


def test_what_is_known_stays_as_it_was(tiny: MatteVitMatte) -> None:
    image, mask = picture(130, 170), disc(130, 170, 30)
    kept = image.copy(), mask.copy()
    alpha = tiny.matte(image, mask, Unwatched())
    known = ~band(image, mask)
    np.testing.assert_array_equal(alpha[known], mask[known])
    np.testing.assert_array_equal(image, kept[0])
    np.testing.assert_array_equal(mask, kept[1])
    np.testing.assert_array_equal(alpha, tiny.matte(image, mask, Unwatched()))


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (3, 2), (33, 31)], ids=str)
def test_any_picture_and_mask(tiny: MatteVitMatte, size: tuple[int, int]) -> None:
    half = np.zeros(size, np.uint8)
    half[: (size[0] + 1) // 2, : (size[1] + 1) // 2] = 255
    for mask in (half, np.zeros(size, np.uint8), np.full(size, 255, np.uint8)):
        alpha = tiny.matte(picture(*size), mask, Unwatched())
        assert alpha.shape == size
        assert alpha.dtype == np.uint8
        if mask is not half:
            np.testing.assert_array_equal(alpha, mask)


# --- large pictures ---


@pytest.mark.parametrize("length", [1, 1000, 1024, 1025, 1920, 1921, 2048])
def test_tiles_cover_a_side_and_overlap(length: int) -> None:
    begins = starts(length)
    ends = [min(length, begin + vitmatte.TILE) for begin in begins]
    assert begins[0] == 0
    assert ends[-1] == length
    for end, begin in zip(ends, begins[1:], strict=False):
        assert end - begin >= vitmatte.OVERLAP


def test_tiles_of_a_picture() -> None:
    seen = np.zeros((1500, 2048), int)
    for part in tiles(1500, 2048):
        seen[part] += 1
        assert seen[part].shape == (1024, 1024)
    assert seen.min() == 1


def red_channel(folder: Path) -> MatteVitMatte:
    """One whose network calls the picture's red alpha: each pixel stands for itself."""

    def network(pixel_values: torch.Tensor) -> Any:
        return SimpleNamespace(alphas=pixel_values[:, :1] / 2 + 0.5)

    return MatteVitMatte("red", network, VitMatteImageProcessor.from_pretrained(folder), CPU)


def test_nobody_sees_where_tiles_meet(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitmatte, "TILE", 64)
    monkeypatch.setattr(vitmatte, "OVERLAP", 16)
    image, mask = picture(300, 260), disc(300, 260, 90)
    alpha = red_channel(folder).matte(image, mask, Unwatched())
    unknown = band(image, mask)
    np.testing.assert_array_equal(alpha[unknown], image[..., 0][unknown])


def test_a_larger_part_is_reduced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitmatte, "LONGEST", 100)
    coarse = cv2.resize(picture(12, 10), (260, 300), interpolation=cv2.INTER_CUBIC)
    image, mask = np.asarray(coarse, np.uint8), disc(300, 260, 90)
    alpha = red_channel(folder).matte(image, mask, Unwatched())
    unknown = band(image, mask)
    difference = np.abs(alpha[unknown].astype(int) - image[..., 0][unknown])
    assert difference.mean() < 3


def test_a_reduced_trimap_calls_unknown_what_is_in_part() -> None:
    unknown = np.zeros((8, 8), bool)
    unknown[3, 4] = True
    mask = np.zeros((8, 8), np.uint8)
    mask[:, 4:] = 255
    expected = [[0, 0, 255, 255], [0, 0, 128, 255], [0, 0, 255, 255], [0, 0, 255, 255]]
    assert trimap(mask, unknown, (4, 4)).tolist() == expected


class StopAfter(Watch):
    """Cancels itself at a step."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.left = steps

    def step(self, stage: str, fraction: float | None = None) -> None:
        self.left -= 1
        if self.left == 0:
            self.cancel()
        super().step(stage, fraction)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_it_stops_between_tiles(
    tiny: MatteVitMatte, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(vitmatte, "TILE", 64)
    monkeypatch.setattr(vitmatte, "OVERLAP", 16)
    with pytest.raises(Cancelled):
        tiny.matte(picture(130, 170), disc(130, 170, 30), StopAfter(steps))


# --- files and cards ---


def test_a_file_that_lacks_a_part_is_refused(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    config["convstream_hidden_sizes"] = [8, 8, 4]
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(FailedPrecondition) as error:
        MatteVitMatte.load(replace(CARD, name="broken"), tmp_path, CPU)
    assert error.value.detail == "model_files"


@pytest.mark.parametrize(
    ("name", "width", "heads"), [("vitmatte-small", 384, 6), ("vitmatte-base", 768, 12)]
)
def test_cards_give_the_published_sizes(name: str, width: int, heads: int) -> None:
    card = CARDS[name]
    backbone = VitDetConfig(
        hidden_size=width,
        num_attention_heads=heads,
        num_channels=4,
        image_size=512,
        pretrain_image_size=224,
        patch_size=16,
        window_size=14,
        window_block_indices=[0, 1, 3, 4, 6, 7, 9, 10],
        residual_block_indices=[2, 5, 8, 11],
        use_relative_position_embeddings=True,
        out_features=["stage12"],
    )
    config = VitMatteConfig(
        backbone_config=backbone.to_dict(),
        hidden_size=width,
        fusion_hidden_sizes=[256, 128, 64, 32],
    )
    with torch.device("meta"):
        model = VitMatteForImageMatting(config)
    assert sum(one.numel() for one in model.parameters()) == card.parameters
    assert card.download_bytes == pytest.approx(4 * card.parameters, rel=1e-3)
    assert set(card.files) == {"config.json", "model.safetensors", "preprocessor_config.json"}
