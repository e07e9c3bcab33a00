"""The law that a click is obeyed, over many clicks, through client and agent.

    python benchmarks/clicks_law.py [CLICKS]

Clicks inside and outside, alone, after others, beside boxes, scribbles and rough selections, on
photographs and composites, with every kind of edge, on the preview and at full size. Disobeyed is a
click whose pixel is on the wrong side of the mask, or what goes with it is a speck or a pinhole,
without a sentence that says so. The engines are the classical one, the fake one, and the toy
world's SAM and SAM 2.1 where torch is.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from classic_quality import Scene, composed, photograph_scenes
from frisket.config import Settings
from frisket.pictures.reading import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Client, Finish, Mask, Point, Prompt, Raster
from prompts import Truth, clicks, jittered_box, kinds, wrong_click

Engine = Literal["classic", "fake", "toy-words", "toy-click"]
Edges = Literal["hard", "soft", "matte"]
Beside = Literal["nothing", "box", "scribble", "rough"]
Pixels = NDArray[np.uint8]
Chosen = TypeVar("Chosen")

MEGAPIXELS = (*[0.3] * 8, *[0.6] * 4, 1.0, 2.0, 4.0, 8.0)
"""More small pictures than large ones: the law is the same, and the time is not."""
SPECK = 1e-4
"""The share of the picture below which what goes with a click is a speck or a pinhole."""
TOYS = Path(__file__).resolve().parent.parent / "tests"


@dataclass(frozen=True)
class Trial:
    """Clicks on one picture, one after the other, beside something else or alone."""

    engine: Engine
    edges: Edges
    fine: bool
    beside: Beside
    megapixels: float
    points: int
    scene: Scene = field(repr=False)

    def __str__(self) -> str:
        fine = "full size" if self.fine else "preview"
        return (
            f"{self.engine}, {self.edges}, {fine}, beside {self.beside}, {self.scene.name}, "
            f"{self.megapixels:g} MP"
        )


@dataclass(frozen=True)
class Outcome:
    """A click of a trial: whether it was obeyed, what was wrong, and what the answer said."""

    trial: Trial
    number: int
    obeyed: bool
    what: str
    notes: tuple[str, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """What was said of clicks, and not of edges."""
        return tuple(note for note in self.notes if note.startswith(("Click", "Your click")))


def print_law(count: int) -> None:
    """How many of so many clicks were disobeyed, each with what was said of it."""
    began, outcomes = time.perf_counter(), list[Outcome]()
    engines = engines_here()
    with local_client("fake") as client:
        for seed, trial in enumerate(trials(engines, [*photograph_scenes(), *composed()])):
            outcomes += outcomes_of(client, trial, seed)
            if len(outcomes) >= count:
                break
            if seed % 10 == 9:
                bad = sum(not one.obeyed for one in outcomes)
                print(f"    {len(outcomes)} so far, {bad} disobeyed", flush=True)
    silent = [one for one in outcomes if not one.obeyed and not one.told]
    told = [one for one in outcomes if not one.obeyed and one.told]
    for one in silent[:20]:
        print(f"    {one.trial}, click {one.number}: {one.what}")
    noted = sum(bool(one.told) for one in outcomes)
    print(
        f"{len(silent)} of {len(outcomes)} clicks disobeyed without a word, {len(told)} with a "
        f"sentence; {noted} answers say something ({time.perf_counter() - began:.0f} s)"
    )
    for engine in sorted({one.trial.engine for one in outcomes}):
        own = [one for one in outcomes if one.trial.engine == engine]
        bad = sum(not one.obeyed for one in own)
        print(f"    {engine:14} {bad} of {len(own)} not obeyed")


def trials(engines: Sequence[Engine], scenes: Sequence[Scene]) -> Iterator[Trial]:
    """Trials without end, every kind of each part among them."""
    kinds_of_edges: Sequence[Edges] = ("hard", "soft", "matte")
    others: Sequence[Beside] = ("nothing", "nothing", "box", "box", "scribble", "rough")
    random = np.random.default_rng(0)
    while True:
        for engine in engines:
            yield Trial(
                engine,
                _one_of(random, kinds_of_edges),
                bool(random.random() < 0.75),
                _one_of(random, others),
                _one_of(random, MEGAPIXELS),
                int(random.integers(1, 6)),
                _one_of(random, scenes),
            )


def engines_here() -> tuple[Engine, ...]:
    """Those that can run."""
    if importlib.util.find_spec("torch") is None:
        return "classic", "fake"
    sys.path.append(str(TOYS))
    from toyworld.cards import install

    folder = Path(tempfile.mkdtemp(prefix="frisket-toys-"))
    install(folder)
    os.environ["FRISKET_CONFIG"] = str(folder)
    return "classic", "fake", "classic", "toy-words", "toy-click"


def outcomes_of(client: Client, trial: Trial, seed: int) -> list[Outcome]:
    """What became of each click of a trial; about half contradict the mask before them."""
    random = np.random.default_rng(seed)
    image, truth = _at_size(trial.scene, trial.megapixels)
    layer = client.open(ArraySource(image))
    asked = kinds()
    boxes = (jittered_box(truth, seed),) if trial.beside == "box" else ()
    scribble = _raster(asked["scribble"](truth, seed).scribble, trial.beside == "scribble")
    rough = _raster(asked["lasso"](truth, seed).rough, trial.beside == "rough")
    points, outcomes = list[Point](), list[Outcome]()
    mask = np.zeros(truth.shape, np.uint8)
    for number in range(trial.points):
        points.append(_click(points, mask, truth, random))
        answer = layer.segment(
            Prompt(boxes=boxes, points=tuple(points)),
            scribble=scribble,
            rough=rough,
            recipe=trial.engine,
            finish=Finish(trial.edges),
            fine=trial.fine,
        )
        mask = whole(answer.masks, truth.shape)
        notes = answer.notes
        for point in points:
            what = disobeyed(mask, point)
            if what or point is points[-1]:
                outcomes.append(Outcome(trial, number + 1, not what, what, notes))
    return outcomes


def disobeyed(mask: Pixels, click: Point) -> str:
    """What is wrong with a mask (whole layer) at a click; nothing where it is obeyed."""
    right = ((mask >= 128) == click.inside).astype(np.uint8)
    row, column = int(click.y), int(click.x)
    if not right[row, column]:
        return f"{'inside' if click.inside else 'outside'} at {column},{row} is {mask[row, column]}"
    _, labels, stats, _ = cv2.connectedComponentsWithStats(right, connectivity=4)
    area = int(stats[labels[row, column], cv2.CC_STAT_AREA])
    if area < SPECK * mask.size:
        return f"{'inside' if click.inside else 'outside'} at {column},{row} has {area} pixels"
    return ""


def _click(
    points: Sequence[Point], mask: Pixels, truth: Truth, random: np.random.Generator
) -> Point:
    """A click that is right where the mask is wrong, or anywhere at all; the first is inside."""
    height, width = truth.shape
    if not points:
        return clicks(truth, int(random.integers(1 << 30)), 1, 0)[0]
    if random.random() < 0.5 and ((mask > 127) != truth).any():
        return wrong_click(mask, truth, random)
    while True:
        x, y = float(random.uniform(0, width)), float(random.uniform(0, height))
        if all(abs(x - p.x) + abs(y - p.y) > 0.04 * width for p in points):
            return Point(x, y, bool(random.random() < 0.5))


def _one_of(random: np.random.Generator, kinds: Sequence[Chosen]) -> Chosen:
    return kinds[int(random.integers(len(kinds)))]


def _raster(plane: Pixels | None, wanted: bool) -> Raster | None:
    if plane is None or not wanted:
        return None
    return Raster(plane.shape[1], plane.shape[0], "gray8", plane.tobytes())


def whole(masks: Sequence[Mask], shape: tuple[int, int]) -> Pixels:
    """The first mask in the whole layer."""
    plane = np.zeros(shape, np.uint8)
    for mask in masks[:1]:
        x, y = int(mask.box.x0), int(mask.box.y0)
        pixels = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
        plane[y : y + mask.height, x : x + mask.width] = pixels
    return plane


def _at_size(scene: Scene, megapixels: float) -> tuple[Pixels, Truth]:
    height, width = scene.truth.shape
    scale = (megapixels * 1e6 / (height * width)) ** 0.5
    size = (round(width * scale), round(height * scale))
    image = cv2.resize(scene.image, size, interpolation=cv2.INTER_CUBIC)
    truth = cv2.resize(scene.truth.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    return np.asarray(image, np.uint8), np.asarray(truth, np.bool_)


def local_client(models: str = "installed") -> Client:
    return Client(lambda: LocalChannel(Settings(models=models, discoverable=False)))


if __name__ == "__main__":
    print_law(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
