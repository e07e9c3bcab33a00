"""On an accelerator every family answers as on the processor, and memory comes back.

    pytest -m gpu tests/agent/models/test_gpu.py

The models are the tiny ones, the weights the same in both places. In single precision masks may
differ in FEW of their pixels and boxes by NEAR pixels; in half precision masks overlap by ALIKE.
Convolutions calculate in real single precision here: otherwise NVIDIA's round it to 10 bits. And
pictures are scaled on the processor for both: an accelerator rounds to whole numbers differently, a
step of 255 in a fifth of the pixels, and no weights are as touchy as random ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional
from torchvision.transforms.v2.functional import _geometry as scaling

import accelerator
from frisket.models.base import Detection, ObjectPrompt, Soft, Unwatched
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.models.pool import Pool
from frisket_protocol import Box, Point
from frisket_protocol.errors import ResourceExhausted
from tiny import FAMILIES, eager, install

pytestmark = pytest.mark.gpu

FEW = 0.002
"""Of a mask's pixels, those that may differ by more than a step of 255."""
NEAR = 0.1
SURE = 1e-3
"""How far scores may be apart in single precision; in half precision thirty times that."""
ALIKE = 0.98
"""Intersection over union of masks in half precision."""
ALIKE_IN = {"sam-base": 0.9, "sam-hq-base": 0.9}
"""Random weights of these two answer with logits of a few thousandths, of which half precision
rounds away 2 to 5 per cent; on a processor they overlap by 0.93 at least."""
HEIGHT, WIDTH = 120, 160
PROMPTS = {
    "box": ObjectPrompt(box=Box(32, 24, 128, 96)),
    "clicks": ObjectPrompt(points=(Point(80, 60), Point(4, 4, inside=False))),
    "rough": ObjectPrompt(rough=np.pad(np.full((70, 90), 255, np.uint8), ((25, 25), (35, 35)))),
}
CARDS = {card.name: eager(card) for card in registry.published()}
MB = 1_000_000


def cards(role: str) -> list[Any]:
    return [pytest.param(CARDS[name], id=name) for name in FAMILIES[role]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def exact(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def scaled(picture: torch.Tensor, *size: Any, **way: Any) -> torch.Tensor:
        return functional.interpolate(picture.cpu(), *size, **way).to(picture.device)

    monkeypatch.setattr(scaling, "interpolate", scaled)
    monkeypatch.setattr(scaling, "_do_native_uint8_resize_on_cpu", lambda interpolation: False)
    with torch.backends.cudnn.flags(allow_tf32=False):
        yield


def scene() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A bright box in the middle of a dark ground, a little noisy; HxWx3 uint8 RGB."""
    noise = np.random.default_rng(7).integers(0, 12, (HEIGHT, WIDTH, 3))
    picture = np.full((HEIGHT, WIDTH, 3), (40, 60, 90)) + noise
    picture[30:90, 40:120] = np.array((210, 170, 60)) + noise[30:90, 40:120]
    return picture.astype(np.uint8)


def both(card: ModelCard, cache: Path, dtype: str) -> tuple[Any, Any]:
    """The model on the processor in single precision, and on the accelerator in `dtype`."""
    folder = install(card, cache)
    there = Place(accelerator.device(), dtype)  # type: ignore[arg-type]
    return card.build(folder, CPU), card.build(folder, there)


def overlap(one: Soft, other: Soft) -> float:
    """Intersection over union of what is at least half inside."""
    first, second = one >= 128, other >= 128
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 1.0


def assert_same(one: Soft, other: Soft) -> None:
    apart = np.abs(one.astype(int) - other)
    assert np.count_nonzero(apart > 1) <= FEW * apart.size


# --- masks ---


@pytest.mark.parametrize("kind", PROMPTS)
@pytest.mark.parametrize("card", cards("segment"))
def test_masks_are_the_same_in_single_precision(card: ModelCard, kind: str, cache: Path) -> None:
    for here, there in zip(*answers(card, kind, cache, "float32"), strict=True):
        assert_same(here.mask, there.mask)
        assert there.score == pytest.approx(here.score, abs=SURE)


@pytest.mark.parametrize("kind", PROMPTS)
@pytest.mark.parametrize("card", cards("segment"))
def test_masks_are_alike_in_half_precision(card: ModelCard, kind: str, cache: Path) -> None:
    (here, *_), (there, *_) = answers(card, kind, cache, "float16")
    assert overlap(here.mask, there.mask) > ALIKE_IN.get(card.name, ALIKE)
    assert there.score == pytest.approx(here.score, abs=30 * SURE)


def answers(card: ModelCard, kind: str, cache: Path, dtype: str) -> list[Any]:
    """The candidates for a prompt, here and there."""
    found = []
    for model in both(card, cache, dtype):
        embedding = model.embed(scene(), Unwatched())
        found += model.segment(embedding, [PROMPTS[kind]], Unwatched())
    return found


@pytest.mark.parametrize(("dtype", "near"), [("float32", SURE), ("float16", 30 * SURE)])
def test_words_and_examples_find_the_same(dtype: str, near: float, cache: Path) -> None:
    asked = (["red square", "cat"], [(Box(40, 30, 120, 90), True)])
    here, there = (
        model.find(model.embed(scene(), Unwatched()), *asked, Unwatched())
        for model in both(CARDS["sam3"], cache, dtype)
    )
    assert len(here) == len(there) > 0
    for phrase in asked[0]:
        marks = [[one.score for one in found if one.phrase == phrase] for found in (here, there)]
        assert marks[0] == pytest.approx(marks[1], abs=near)
    if dtype == "float32":
        assert_same(here[0].mask, there[0].mask)


# --- boxes ---


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("card", cards("detect"))
def test_boxes_are_the_same(card: ModelCard, dtype: str, cache: Path) -> None:
    """All of them in single precision; in half precision most, for some are as good as others."""
    here, there = (
        model.detect(scene(), words(model), Unwatched()) for model in both(card, cache, dtype)
    )
    assert here
    near, sure = (NEAR, SURE) if dtype == "float32" else (2.0, 30 * SURE)
    again = sum(any(is_same(one, other, near, sure) for other in there) for one in here)
    assert again >= len(here) * (1 if dtype == "float32" else 0.8)


def words(model: Any) -> list[str]:
    return ["red", "cat"] if model.vocabulary is None else sorted(model.vocabulary)


def is_same(one: Detection, other: Detection, near: float, sure: float) -> bool:
    edges = [(each.x0, each.y0, each.x1, each.y1) for each in (one.box, other.box)]
    apart = np.abs(np.subtract(*edges)).max()
    named = (one.phrase, one.label) == (other.phrase, other.label)
    return bool(named and apart < near and abs(one.score - other.score) < sure)


# --- mattes ---


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("card", cards("matte"))
def test_mattes_are_the_same(card: ModelCard, dtype: str, cache: Path) -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[30:90, 40:120] = 255
    here, there = (model.matte(scene(), mask, Unwatched()) for model in both(card, cache, dtype))
    assert (here != mask).any()
    if dtype == "float32":
        assert_same(here, there)
    assert overlap(here, there) > ALIKE
    assert np.abs(here.astype(int) - there).mean() < 2


# --- memory ---


@pytest.fixture
def pool(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """Room for one of two models, which say that they take 3 MB each in single precision."""
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    kind = accelerator.device().partition(":")[0]
    known = {}
    for name in ("sam3", "sam2.1-tiny"):
        options = {**CARDS[name].options, "dtypes": {kind: "float32"}}
        files = dict.fromkeys(CARDS[name].files, "")  # not the published ones
        known[name] = replace(CARDS[name], memory_bytes=3 * MB, options=options, files=files)
    for card in known.values():
        install(card, cache)
    return Pool(known, accelerator.device(), budget=4 * MB)


def test_unloading_gives_memory_back(pool: Pool) -> None:
    before = accelerator.held()
    model = pool.get("sam3", Unwatched())
    assert accelerator.held() - before >= 0.9 * model.nbytes > 0
    embedding = model.embed(scene(), Unwatched())
    model.segment(embedding, [PROMPTS["box"]], Unwatched())
    assert accelerator.held() - before >= 0.9 * (model.nbytes + embedding.nbytes)
    del model, embedding
    pool.unload()
    assert accelerator.held() - before < 0.1 * MB


def test_a_model_makes_room_for_the_next(pool: Pool) -> None:
    before = accelerator.held()
    first = pool.get("sam3", Unwatched()).nbytes
    second = pool.get("sam2.1-tiny", Unwatched()).nbytes
    assert pool.loaded == ["sam2.1-tiny"]
    assert accelerator.held() - before < first
    assert accelerator.held() - before >= 0.9 * second


def test_what_is_too_large_for_the_device_is_refused_in_a_sentence(pool: Pool) -> None:
    made_room = []

    def work() -> torch.Tensor:
        return torch.empty(1 << 50, dtype=torch.uint8, device=accelerator.device())

    with pytest.raises(ResourceExhausted) as refused:
        pool.with_room(work, lambda: made_room.append(True))
    assert refused.value.detail == "device_memory"
    assert made_room == [True]
