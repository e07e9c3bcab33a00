"""Meta's checkpoints of SAM 2.1, converted: the same masks as Meta's own predictor."""

from __future__ import annotations

import inspect
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sam2
import torch
from hydra import compose
from hydra.core.global_hydra import GlobalHydra
from hydra.utils import instantiate
from sam2.modeling.backbones.hieradet import Hiera
from sam2.sam2_image_predictor import SAM2ImagePredictor
from transformers import Sam2Model

from frisket.models.base import Candidate, ObjectPrompt, Unwatched
from frisket.models.files.cards import ModelCard
from frisket.models.files.sam2 import TRUNKS, convert_sam2
from frisket.models.place import CPU
from frisket_protocol import Box, Point
from frisket_protocol.errors import InvalidArgument

pytestmark = [
    pytest.mark.timeout(240),
    # Meta's code asks for what torch and torchvision have given other names since.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]
YAML = {"tiny": "t", "small": "s", "base-plus": "b+", "large": "l"}
CARD = ModelCard("own", "segment", "", "Apache-2.0", "frisket.models.segment.sam2:SegmentSam2")
BOX = (0.2, 0.15, 0.7, 0.8)
CLICK = (0.45, 0.4)
"""In parts of the picture."""
Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def configuration(size: str, *overrides: str) -> Any:
    assert GlobalHydra.instance().is_initialized(), f"{sam2.__name__} sets hydra up"
    return compose(f"configs/sam2.1/sam2.1_hiera_{YAML[size]}.yaml", overrides=list(overrides))


def predictor(side: int) -> SAM2ImagePredictor:
    """Meta's, with the weights of a tiny one: seeded, and so that prompts make a difference."""
    torch.manual_seed(0)
    stable = "++model.sam_mask_decoder_extra_args.dynamic_multimask_via_stability=true"
    model = instantiate(configuration("tiny", f"model.image_size={side}", stable).model).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "sam_mask_decoder.transformer" in name and parameter.dim() > 1:
                parameter.mul_(2)
            elif name.startswith("image_encoder.trunk.pos_embed") or name == "no_mem_embed":
                parameter.normal_(std=0.1)
    meta = SAM2ImagePredictor(model)
    meta._bb_feat_sizes = [(side // part, side // part) for part in (4, 8, 16)]
    return meta


def picture(height: int, width: int) -> Pixels:
    """Coarse noise: resizing it is no matter of taste."""
    coarse = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    rows, columns = np.arange(height) * 8 // height, np.arange(width) * 8 // width
    return np.ascontiguousarray(coarse[rows][:, columns])


@pytest.fixture(scope="module")
def meta() -> SAM2ImagePredictor:
    return predictor(256)


@pytest.fixture(scope="module")
def converted(meta: SAM2ImagePredictor, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return converted_of(meta, tmp_path_factory.mktemp("sam2"))


def converted_of(meta: SAM2ImagePredictor, folder: Path) -> Path:
    source, target = folder / "mine.pt", folder / "converted"
    torch.save({"model": meta.model.state_dict()}, source)
    assert convert_sam2(source, target) == "tiny"
    side = meta.model.image_size
    config = json.loads((target / "config.json").read_text("utf-8"))
    assert config["model_type"] == "sam2"
    config["prompt_encoder_config"]["image_size"] = side
    config["vision_config"]["backbone_feature_sizes"] = [[side // n] * 2 for n in (4, 8, 16)]
    config["vision_config"]["backbone_config"]["image_size"] = [side, side]
    (target / "config.json").write_text(json.dumps(config), "utf-8")
    return target


def scaled(places: tuple[float, ...], image: Pixels) -> list[float]:
    height, width = image.shape[:2]
    return [place * (width, height)[axis % 2] for axis, place in enumerate(places)]


def documented(
    meta: SAM2ImagePredictor, image: Pixels, with_box: bool
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Masks and scores as Meta's predictor gives them, the score of an object included.

    `image` was set. It counts from pixel centres of its square.
    """
    said: list[torch.Tensor] = []
    head = meta.model.sam_mask_decoder.pred_obj_score_head
    hook = head.register_forward_hook(lambda _, __, output: said.append(output))
    half = np.array([image.shape[1], image.shape[0]]) / 2 / meta.model.image_size
    if with_box:
        box = np.array(scaled(BOX, image)) - np.tile(half, 2)
        masks, scores, _ = meta.predict(box=box, multimask_output=False)
    else:
        points = np.array([scaled(CLICK, image)]) - half
        masks, scores, _ = meta.predict(points, np.array([1]), multimask_output=True)
    hook.remove()
    return masks > 0, scores * said[-1].sigmoid().item()


def answers(ours: Any, embedding: Any, image: Pixels, with_box: bool) -> list[Candidate]:
    prompt = ObjectPrompt(points=(Point(*scaled(CLICK, image)),))
    if with_box:
        prompt = ObjectPrompt(box=Box(*scaled(BOX, image)))
    (found,) = ours.segment(embedding, [prompt], Unwatched())
    return list(found)


def compare(meta: SAM2ImagePredictor, folder: Path, image: Pixels, apart: float) -> None:
    """`apart`: the part of the pixels that may differ, and ten times that of scores."""
    ours = CARD.build(folder, CPU)
    embedding = ours.embed(image, Unwatched())
    meta.set_image(image)
    for with_box in (True, False):
        masks, scores = documented(meta, image, with_box)
        found = answers(ours, embedding, image, with_box)
        order = np.argsort(-scores, kind="stable")
        assert len(found) == len(scores)
        for one, mask, score in zip(found, masks[order], scores[order], strict=True):
            assert 0.01 < mask.mean() < 0.99
            assert np.mean((one.mask >= 128) != mask) <= apart
            assert one.score == pytest.approx(score, abs=10 * apart)


def test_a_picture_that_needs_no_resizing_has_the_masks_that_meta_gives_it(
    meta: SAM2ImagePredictor, converted: Path
) -> None:
    compare(meta, converted, picture(256, 256), apart=1e-4)


def test_any_other_picture_has_nearly_the_same_masks(
    meta: SAM2ImagePredictor, converted: Path
) -> None:
    """Meta resizes fractions, transformers whole levels: the pictures differ by half a level."""
    compare(meta, converted, picture(120, 300), apart=5e-3)


def test_a_mask_prompt_means_the_same(meta: SAM2ImagePredictor, converted: Path) -> None:
    """In the decoder's logits, which are compared to 1e-4 of their range."""
    meta.set_image(picture(256, 256))
    logits = np.full((1, 64, 64), -10, np.float32)
    logits[:, 10:40, 20:50] = 10
    _, scores, expected = meta.predict(
        np.array([[100.0, 90.0]]), np.array([1]), mask_input=logits, multimask_output=False
    )
    model = Sam2Model.from_pretrained(converted).eval()
    features = meta._features
    with torch.no_grad():
        maps = [*features["high_res_feats"], features["image_embed"]]
        out = model(
            image_embeddings=maps,
            input_points=torch.tensor([[[[100.0, 90.0]]]]),
            input_labels=torch.tensor([[[1]]]),
            input_masks=torch.from_numpy(logits)[None],
            multimask_output=False,
        )
    found = out.pred_masks[0, 0].numpy()
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.ptp(expected))
    np.testing.assert_allclose(out.iou_scores[0, 0].numpy(), scores, atol=1e-5)


def test_at_full_size_the_masks_are_those_that_meta_gives(tmp_path: Path) -> None:
    meta = predictor(1024)
    compare(meta, converted_of(meta, tmp_path), picture(1024, 1024), apart=1e-4)


# --- what is read ---


@pytest.fixture
def without_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Models that are built have shapes and no numbers."""
    spaced = torch.linspace
    monkeypatch.setattr(torch, "linspace", lambda *ends: spaced(*ends, device="cpu"))
    with torch.device("meta"):
        yield


def hollow(size: str) -> dict[str, torch.Tensor]:
    """The weights of a size by name, each of one number, repeated."""
    with torch.device("meta"):
        shapes = {
            k: v.shape for k, v in instantiate(configuration(size).model).state_dict().items()
        }
    return {k: torch.zeros(1, device="cpu").expand(shape) for k, shape in shapes.items()}


def refusal(folder: Path, content: Any) -> str:
    source, target = folder / "mine.pt", folder / "converted"
    if isinstance(content, bytes):
        source.write_bytes(content)
    else:
        torch.save(content, source)
    with pytest.raises(InvalidArgument) as refused:
        convert_sam2(source, target)
    assert refused.value.detail == "checkpoint"
    assert not target.exists()
    return refused.value.message


@pytest.mark.usefixtures("without_memory")
@pytest.mark.parametrize("size", YAML)
def test_every_published_size_is_known_by_its_shapes(size: str, tmp_path: Path) -> None:
    """Only the weight that is put in is one too many."""
    said = refusal(tmp_path, {"model": {**hollow(size), "extra": torch.zeros(1, device="cpu")}})
    assert said == f"mine.pt is a SAM 2.1 {size} that has, beside what is known, extra."


@pytest.mark.parametrize("trunk", TRUNKS, ids=lambda trunk: trunk.size)
def test_what_the_weights_do_not_show_is_as_meta_has_it(trunk: Any) -> None:
    said = dict(configuration(trunk.size).model.image_encoder.trunk)
    usual = {name: one.default for name, one in inspect.signature(Hiera).parameters.items()}
    found = (
        trunk.width,
        trunk.heads,
        trunk.blocks,
        trunk.global_blocks,
        trunk.windows,
        trunk.background,
    )
    names = "embed_dim num_heads stages global_att_blocks window_spec "
    names += "window_pos_embed_bkg_spatial_size"
    values = [said.get(name, usual[name]) for name in names.split()]
    assert found == tuple(value if isinstance(value, int) else tuple(value) for value in values)


def test_weights_that_lie_bare_and_without_a_memory_are_read(
    meta: SAM2ImagePredictor, converted: Path, tmp_path: Path
) -> None:
    """As many a tuning script saves them, and as SAM 2.0 has them."""
    weights = meta.model.state_dict()
    for name in [name for name in weights if name.startswith(("memory_", "no_obj_", "obj_ptr"))]:
        del weights[name]
    torch.save(weights, tmp_path / "mine.pt")
    assert convert_sam2(tmp_path / "mine.pt", tmp_path / "converted") == "tiny"
    ours, whole = (
        (folder / "model.safetensors").read_bytes()
        for folder in (tmp_path / "converted", converted)
    )
    assert ours == whole


@pytest.mark.usefixtures("without_memory")
def test_a_weight_that_is_missing_or_of_another_size_is_named(tmp_path: Path) -> None:
    weights = hollow("tiny")
    del weights["sam_mask_decoder.iou_token.weight"]
    assert refusal(tmp_path, {"model": weights}) == (
        "mine.pt is a SAM 2.1 tiny that lacks mask_decoder.iou_token.weight."
    )
    weights = hollow("tiny")
    weights["no_mem_embed"] = torch.zeros(1, 1, 128, device="cpu")
    assert "has in another size no_memory_embedding" in refusal(tmp_path, {"model": weights})
    weights = hollow("tiny")
    del weights["sam_prompt_encoder.point_embeddings.2.weight"]
    assert refusal(tmp_path, {"model": weights}) == "mine.pt lacks the encoder of clicks."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a checkpoint at all",
        {},
        {"model": {}},
        {"model": {"image_encoder.trunk.pos_embed": "a text"}},
        {"model": {"encoder.weight": torch.zeros(3)}},
        [torch.zeros(3)],
        torch.zeros(3),
    ],
    ids=["empty", "text", "nothing", "no weights", "no tensor", "another", "list", "tensor"],
)
def test_what_is_no_sam_2_is_refused(content: Any, tmp_path: Path) -> None:
    assert refusal(tmp_path, content).startswith("mine.pt ")


class Hostile:
    """A pickle that runs a command when it is read as pickles are."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch '{self.mark}'",)


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_a_hostile_pickle_is_refused_and_runs_nothing(zipped: bool, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    torch.save(
        {"model": Hostile(mark)}, tmp_path / "evil.pt", _use_new_zipfile_serialization=zipped
    )
    said = refusal(tmp_path, (tmp_path / "evil.pt").read_bytes())
    assert said == "mine.pt has more in it than weights, or is damaged."
    assert not mark.exists()
    torch.load(tmp_path / "evil.pt", weights_only=False)
    assert mark.exists(), "it would have"
