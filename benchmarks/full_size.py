"""Published models in full size with random weights, and what their roles do, for benchmarks.

What a model costs does not depend on what its weights say, with one exception: Florence-2 with
random weights never comes to the end of an answer, so that it costs what its longest does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, ObjectPrompt, Unwatched
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import Dtype, Place
from frisket.models.pool import Pool
from frisket_protocol import Box

SIDE = 1024
"""Of the picture, in pixels."""
BOX = Box(SIDE * 0.2, SIDE * 0.2, SIDE * 0.8, SIDE * 0.8)
PHRASES = ("red square", "cat")
WATCH = Unwatched()

Step: TypeAlias = Callable[[], object]


def chosen(names: Sequence[str]) -> list[ModelCard]:
    """The published cards of these names, or all of them; only those with weights for torch."""
    known = {card.name: card for card in registry.published() if "torch" in card.needs}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"There is no card {unknown[0]}; there are {', '.join(known)}.")
    return [known[name] for name in names or known]


def place_of(card: ModelCard, device: str, dtype: str = "") -> Place:
    """Where and in which numbers the agent would let it calculate; `dtype` overrides the latter."""
    usual = Pool({card.name: card}, device, budget=1).place_of(card)
    return replace(usual, dtype=cast(Dtype, dtype)) if dtype else usual


@contextmanager
def written(card: ModelCard) -> Iterator[Path]:
    """A folder with the model's files, random weights in them; gone afterwards."""
    tests = str(Path(__file__).parents[1] / "tests")
    if tests not in sys.path:
        sys.path.append(tests)
    with tempfile.TemporaryDirectory(prefix=f"frisket-{card.name}-") as folder:
        import_module("published").write(Path(folder), card)
        yield Path(folder)


def built(card: ModelCard, folder: Path, place: Place) -> Any:
    """The model in that folder, loaded as the agent does it."""
    options = {name: value for name, value in card.options.items() if name != "convert"}
    return replace(card, options=options).build(folder, place)


def picture() -> Image:
    """SIDE x SIDE pixels, smooth and noisy, with a bright disc in the middle."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    ramps = np.stack([rows, columns, rows + columns], axis=2) % 256 // 2
    noise = np.random.default_rng(0).integers(0, 64, (SIDE, SIDE, 3))
    return (ramps + noise + 64 * (disc()[..., None] > 0)).astype(np.uint8)


def disc() -> NDArray[np.uint8]:
    """255 within a third of the side from the middle."""
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5 - SIDE / 2
    return np.where(np.hypot(rows, columns) < SIDE / 3, 255, 0).astype(np.uint8)


def steps(card: ModelCard, model: Any) -> dict[str, Step]:
    """What the model is asked, by the names of the steps, in the order in which it happens.

    16 boxes are what goes through a decoder at once, at most.
    """
    image = picture()
    if card.role == "matte":
        mask = disc()
        return {"matte": lambda: model.matte(image, mask, WATCH)}
    if card.role == "detect":
        words = PHRASES if model.vocabulary is None else sorted(model.vocabulary)[:2]
        return {"words to boxes": lambda: model.detect(image, words, WATCH)}

    @cache
    def embedding() -> Any:
        return model.embed(image, WATCH)

    found: dict[str, Step] = {
        "embed": lambda: model.embed(image, WATCH),
        "a box": lambda: model.segment(embedding(), [ObjectPrompt(box=BOX)], WATCH),
        "16 boxes": lambda: model.segment(embedding(), [ObjectPrompt(box=BOX)] * 16, WATCH),
    }
    if hasattr(model, "find"):
        found["words to masks"] = lambda: model.find(embedding(), PHRASES, (), WATCH)
    return found
