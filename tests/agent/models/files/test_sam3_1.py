"""SAM 3.1: a checkpoint with the published names becomes files that answer as Meta's own code does.

`sam3_1/names.txt` has the name and the shape of every weight of a tiny model of that code
(facebookresearch/sam3 at 99d02f2, with the three necks and the click head that 3.1 has);
`sam3_1/answers.npz` what that model answered with the weights that `weights` makes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional
from transformers import Sam3VideoConfig

from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.files import registry, sam3_1
from frisket.models.files import weights as kept
from frisket.models.files.cards import ModelCard
from frisket.models.files.sam3_1 import convert_sam3_1, published, shapes
from frisket.models.place import Place
from frisket.models.segment.sam3 import SegmentSam3
from frisket_protocol import Box, Point
from frisket_protocol.errors import InvalidArgument
from tiny.segment import sam3 as tiny

HERE = Path(__file__).parent / "sam3_1"
SIDE = tiny.SIDE
CARD = ModelCard(
    "sam3.1",
    "segment",
    "SAM 3.1",
    "SAM License",
    "frisket.models.segment.sam3:SegmentSam3",
    options={"threshold": 0.0},
)
OF_THE_TRACKER = (
    "detector.backbone.vision_backbone.propagation_convs.0.conv_1x1.weight",
    "detector.backbone.vision_backbone.trunk.blocks.0.attn.freqs_cis",
    "tracker.model.image_pe_layer.positional_encoding_gaussian_matrix",
    "tracker.model.interactive_mask_downsample.weight",
    "tracker.model.interactive_obj_ptr_proj.layers.0.weight",
    "tracker.model.maskmem_backbone.fuser.layers.0.gamma",
    "tracker.model.maskmem_tpos_enc",
    "tracker.model.no_obj_embed_spatial",
    "tracker.model.no_obj_ptr_linear.weight",
    "tracker.model.obj_ptr_proj.layers.0.weight",
    "tracker.model.obj_ptr_tpos_proj.weight",
    "tracker.model.output_invalid_embed",
    "tracker.model.output_valid_embed",
    "tracker.model.sam_mask_decoder.iou_token.weight",
    "tracker.model.transformer.encoder.layers.0.norm1.weight",
)
"""Names of the published checkpoint that still pictures do not need, one of each part."""

Answers = dict[str, np.ndarray[Any, np.dtype[Any]]]


def weights() -> dict[str, Tensor]:
    """The weights of the tiny model, seeded, under their published names."""
    numbers = np.random.default_rng(31)
    made = {}
    for line in (HERE / "names.txt").read_text().splitlines():
        name, *sizes = line.split()
        noise = numbers.standard_normal([int(size) for size in sizes], dtype=np.float32)
        if noise.ndim == 1:
            made[name] = noise * 0.1 + name.endswith("weight")
        else:
            fan = np.sqrt(np.prod(noise.shape[1:], dtype=np.float32))
            made[name] = noise / fan * np.float32(1.5)
    return {name: torch.tensor(one, dtype=torch.float32) for name, one in made.items()}


def config() -> Sam3VideoConfig:
    """The size of that model: that of the tiny SAM 3, but for the text encoder."""
    both = tiny.config()
    detector, tracker = both.detector_config.to_dict(), both.tracker_config.to_dict()
    detector["text_config"] |= {"intermediate_size": 4 * tiny.WIDTH, "hidden_act": "gelu"}
    different = published().tracker_config.mask_decoder_config.to_dict()
    for name in ("iou_prediction_use_sigmoid", "dynamic_multimask_via_stability"):
        tracker["mask_decoder_config"][name] = different[name]
    return Sam3VideoConfig(detector_config=detector, tracker_config=tracker)


def write(folder: Path, given: dict[str, Tensor]) -> Path:
    """A checkpoint with the words of CLIP beside it."""
    source = folder / "sam3.1_multiplex_fp16.safetensors"
    save_file(given, source)
    tiny.write_words(folder)
    return source


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the converted model is."""
    place = tmp_path_factory.mktemp("sam3.1")
    rest = {name: torch.ones(3) for name in OF_THE_TRACKER}
    convert_sam3_1(write(place, weights() | rest), place / "made", config=config())
    return place / "made"


@pytest.fixture(scope="module")
def model(folder: Path) -> SegmentSam3:
    return SegmentSam3.load(CARD, folder, Place())


@pytest.fixture(scope="module")
def answers() -> Answers:
    with np.load(HERE / "answers.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def embedding(model: SegmentSam3) -> Any:
    picture = np.random.default_rng(32).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    return model.embed(picture, Unwatched())


def agrees(mask: np.ndarray[Any, np.dtype[np.uint8]], logits: Any) -> bool:
    """Whether a mask is that of logits which were written down with 11 bits."""
    small = torch.from_numpy(logits.astype(np.float32))[None, None]
    large = functional.interpolate(small, mask.shape, mode="bilinear")[0, 0].numpy()
    return bool(np.mean((mask >= 128) != (large > 0)) < 2e-3)


@pytest.mark.parametrize("asked", ["words", "examples"])
def test_the_detector_answers_as_that_of_meta(
    model: SegmentSam3, embedding: Any, answers: Answers, asked: str
) -> None:
    boxes = [(0.3, 0.3, 0.4, 0.5, True), (0.7, 0.6, 0.2, 0.3, False)]
    exemplars = [
        (
            Box((x - w / 2) * SIDE, (y - h / 2) * SIDE, (x + w / 2) * SIDE, (y + h / 2) * SIDE),
            alike,
        )
        for x, y, w, h, alike in boxes
    ]
    found = model.find(embedding, ["dog"], exemplars if asked == "examples" else [], Unwatched())
    scores = [one.score for one in found]
    np.testing.assert_allclose(scores, answers[f"{asked}_scores"], atol=1e-5)
    for one, logits in zip(found, answers[f"{asked}_masks"], strict=False):
        assert agrees(one.mask, logits)


@pytest.mark.parametrize(
    ("asked", "prompt"),
    [
        ("click", ObjectPrompt(points=(Point(40, 50),))),
        ("box", ObjectPrompt(box=Box(10, 20, 80, 90))),
    ],
)
def test_the_click_head_answers_as_that_of_meta(
    model: SegmentSam3, embedding: Any, answers: Answers, asked: str, prompt: ObjectPrompt
) -> None:
    """Without a sigmoid behind its guess of the IoU, and without looking for a steadier mask."""
    (found,) = model.segment(embedding, [prompt], Unwatched())
    order = np.argsort(-answers[f"{asked}_scores"], kind="stable")
    expected = answers[f"{asked}_scores"][order]
    np.testing.assert_allclose([one.score for one in found], expected, atol=1e-5)
    for one, logits in zip(found, answers[f"{asked}_masks"][order], strict=True):
        assert agrees(one.mask, logits)


def test_every_weight_finds_its_place_and_the_spare_ones_are_zero(folder: Path) -> None:
    made = load_file(folder / "model.safetensors")
    assert {name: weight.shape for name, weight in made.items()} == shapes(config())
    spare = [name for name in made if ".fpn_layers.3." in name or "text_projection.weight" in name]
    spare.remove("detector_model.text_projection.weight")
    assert len(spare) == 9
    assert all(not made[name].any() for name in spare)
    given = weights()
    loaded = sum(
        one.numel() for name, one in given.items() if "geometry_encoder.points" not in name
    )
    classes = tiny.WIDTH  # the place of a class token, which is not there
    shared = given[
        "tracker.model.interactive_sam_prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"
    ].numel()
    kept = sum(one.numel() for name, one in made.items() if name not in spare)
    assert kept == loaded - classes + shared


def test_the_published_size_is_that_of_the_card() -> None:
    """859.9 M weights as SAM 3 has them, of which those of the memory are not kept."""
    sizes = shapes(published())
    detector = sum(size.numel() for name, size in sizes.items() if name.startswith("detector"))
    assert detector == pytest.approx(840.4e6, rel=1e-3)
    assert sizes["detector_model.vision_encoder.backbone.layers.31.mlp.fc1.weight"] == (4736, 1024)
    assert sizes["detector_model.text_encoder.text_model.embeddings.token_embedding.weight"] == (
        49408,
        1024,
    )


def renamed(given: dict[str, Tensor]) -> None:
    given["detector.something_new.weight"] = torch.ones(2)


def lost(given: dict[str, Tensor]) -> None:
    del given["tracker.model.interactivity_no_mem_embed"]


def lost_half(given: dict[str, Tensor]) -> None:
    del given["tracker.model.interactive_sam_prompt_encoder.point_embeddings.2.weight"]


def reshaped(given: dict[str, Tensor]) -> None:
    given["detector.dot_prod_scoring.hs_proj.bias"] = torch.ones(7)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (renamed, "something_new"),
        (lost, "lacks tracker_model.no_memory_embedding"),
        (lost_half, "point_embed.0"),
        (reshaped, r"\[7\] and not \[32\]"),
        (dict.clear, "lacks"),
    ],
)
def test_a_checkpoint_of_something_else_is_refused_in_a_sentence(
    tmp_path: Path, spoil: Callable[[dict[str, Tensor]], None], says: str
) -> None:
    given = weights()
    spoil(given)
    with pytest.raises(InvalidArgument, match=says) as caught:
        convert_sam3_1(write(tmp_path, given), tmp_path / "made", config=config())
    assert caught.value.detail == "checkpoint"
    assert "\n" not in str(caught.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "merges.txt",
        "sam3.1_multiplex_fp16.safetensors",
        "vocab.json",
    ]


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    source = write(tmp_path, {})
    source.write_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(InvalidArgument, match="safetensors"):
        convert_sam3_1(source, tmp_path / "made", config=config())


def test_the_words_of_clip_may_lie_elsewhere_and_must_be_there(tmp_path: Path) -> None:
    elsewhere = tmp_path / "words"
    elsewhere.mkdir()
    source = write(tmp_path, weights())
    for name in ("vocab.json", "merges.txt"):
        (tmp_path / name).rename(elsewhere / name)
    with pytest.raises(InvalidArgument, match=r"vocab\.json"):
        convert_sam3_1(source, tmp_path / "made", config=config())
    convert_sam3_1(source, tmp_path / "made", elsewhere, config())
    assert (tmp_path / "made" / "tokenizer.json").is_file()


def test_a_fetched_checkpoint_is_made_ready_once_and_removed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "data"))
    commit = "3" * 40
    card = next(one for one in registry.published() if one.name == "sam3.1")
    card = replace(card, revision=commit)
    for one in (card, *card.companions):
        repository = tmp_path / "hub" / f"models--{one.repository.replace('/', '--')}"
        (repository / "refs").mkdir(parents=True)
        (repository / "refs" / "main").write_text(commit)
        (repository / "snapshots" / commit / "checkpoints").mkdir(parents=True)
    words = tmp_path / "hub" / "models--openai--clip-vit-base-patch32" / "snapshots" / commit
    fetched = tmp_path / "hub" / "models--Comfy-Org--sam3.1" / "snapshots" / commit
    write(fetched / "checkpoints", weights())
    assert kept.folder(card) is None
    for name in ("vocab.json", "merges.txt"):
        (fetched / "checkpoints" / name).rename(words / name)
    assert kept.folder(card) == fetched
    monkeypatch.setattr(sam3_1, "published", config)
    first = card.build(fetched)
    monkeypatch.delattr(sam3_1, "convert_sam3_1")
    second = card.build(fetched)
    assert first.nbytes == second.nbytes
    made = kept.converted(card, fetched)
    assert (made / "model.safetensors").is_file()
    assert kept.remove(card) > (10 << 20) / 8
    assert not made.exists()
    assert (words / "vocab.json").is_file()
