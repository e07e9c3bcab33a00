"""What each request means: from the parameters of a method to its result and its bytes.

Everything here runs in the worker's thread. The protocol's transport knows nothing of pictures,
and the journey knows nothing of the protocol's requests; they meet in this file.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from typing import Any

from frisket.images import Picture
from frisket.journey import finding, placing, ruined
from frisket.journey.choosing import Shelf
from frisket.journey.embeddings import Embeddings
from frisket.journey.found import Found
from frisket.journey.journey import Journey, Made
from frisket.journey.pipeline import Wanted
from frisket.journey.recipes import kinds_of
from frisket.models.base import Watch
from frisket.models.files import here, weights
from frisket.models.files.cards import ModelCard
from frisket.models.pool import Pool
from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.parts import Encoding, ImageRef
from frisket_protocol.raster import Frame, Raster
from frisket_protocol.requests import (
    Edit,
    Matte,
    ModelsLoad,
    ModelsRemove,
    ModelsTry,
    ModelsUnload,
    Params,
    Prepare,
    Prepared,
    Refine,
    Segment,
    Tried,
)

from .answers import Answered, answer_masks
from .memory import give_back

TRIED_SECONDS = 5.0
"""After so many a model that is tried is not timed again: somebody waits for the picture."""
Rasters = Callable[[ImageRef], Raster]
"""Finds an uploaded image. Raises NotFound."""


class Service:
    """The journey and the models of one agent, as the protocol's requests ask for them."""

    METHODS = (
        Prepare,
        Segment,
        Refine,
        Matte,
        Edit,
        ModelsLoad,
        ModelsUnload,
        ModelsRemove,
        ModelsTry,
    )
    """The requests that it answers; the others are the session's own."""

    def __init__(
        self, cards: Mapping[str, ModelCard], shelf: Shelf, pool: Pool, embeddings: Embeddings
    ) -> None:
        self._cards = cards
        self._shelf = shelf
        self._pool = pool
        self._embeddings = embeddings
        self._journey = Journey(cards, shelf, pool, embeddings)
        self.is_warm = False
        self._answers: dict[type, Callable[[Any, Rasters, Watch, Encoding], Answered]] = {
            Prepare: self._prepare,
            Segment: self._segment,
            Refine: self._refine,
            Matte: self._matte,
            Edit: self._edit,
            ModelsLoad: self._load,
            ModelsUnload: self._unload,
            ModelsRemove: self._remove,
            ModelsTry: self._try,
        }

    def answer(
        self, params: Params, rasters: Rasters, watch: Watch, encoding: Encoding = "raw"
    ) -> Answered:
        """Do what `params` asks. Raises FrisketError."""
        return self._pool.with_room(
            lambda: self._answers[type(params)](params, rasters, watch, encoding),
            make_room=lambda: self._make_room(),
        )

    def warm(self, watch: Watch) -> None:
        """Load what needs no files, so that the first request need not wait for it."""
        for card in self._cards.values():
            if not card.has_files:
                self._pool.get(card.name, watch)
        self.is_warm = True

    def rest(self, seconds: float) -> list[str]:
        """Let go of models, and of what they know, that nobody asked for in so many seconds."""
        idle = self._pool.rest(seconds)
        for name in idle:
            self._embeddings.clear(name)
        return idle

    def forget(self) -> None:
        """Let go of masks and of what is known of pictures, and give the memory back."""
        self._embeddings.clear()
        self._journey.forget()
        gc.collect()
        give_back()

    # --- masks ---

    def _prepare(
        self, params: Prepare, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        picture = Picture.of(rasters(params.image))
        choice = self._journey.prepare(params.recipe, picture, watch)
        return Answered(Prepared(choice.recipe.name, choice.reason))

    def _segment(
        self, params: Segment, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        began = time.perf_counter()
        prompt = params.prompt
        choice = self._journey.choose(params.recipe, kinds_of(prompt))
        layer = rasters(params.image)
        picture = Picture.of(layer)
        wanted = Wanted(
            prompt,
            rasters(prompt.scribble) if prompt.scribble else None,
            rasters(prompt.rough) if prompt.rough else None,
            params.order,
            params.limit,
            params.candidates,
        )
        made, reading, notes = self._journey.segment(
            choice, picture, wanted, params.finish, params.layer, params.with_pixels, watch
        )
        notes = finding.with_unseen(notes, prompt.points, layer)
        return answer_masks(
            made, choice.recipe.name, choice.reason, began, encoding, watch, reading, notes
        )

    def _refine(
        self, params: Refine, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        began = time.perf_counter()
        picture = Picture.of(rasters(params.image))
        choice, made = self._journey.refine(
            params.mask, picture, params.finish, params.layer, watch
        )
        name = choice.recipe.name
        return answer_masks([made], name, f"{name} found the mask.", began, encoding, watch)

    def _matte(self, params: Matte, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        picture, rough = Picture.of(rasters(params.image)), rasters(params.rough)
        choice, made = self._journey.matte(
            params.recipe, picture, rough, params.finish, params.layer, watch
        )
        return answer_masks([made], choice.recipe.name, "", began, encoding, watch)

    def _edit(self, params: Edit, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        masks = (rasters(ref) for ref in params.masks)
        joined, placed = placing.edit(masks, params.mode, params.operations, params.layer, watch)
        ruin = ruined.told(joined, Frame(), placed, params.operations, params.layer)
        made = Made("", Found(joined, 1.0), placed, tuple(filter(None, (ruin,))))
        return answer_masks([made], "", "", began, encoding, watch)

    # --- models ---

    def _load(
        self, params: ModelsLoad, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        self._pool.get(params.name, watch)
        return self._model_list()

    def _unload(
        self, params: ModelsUnload, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        self._pool.unload(params.name)
        self._embeddings.clear(params.name)
        return self._model_list()

    def _remove(
        self, params: ModelsRemove, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        card = self._card(params.name)
        if not card.has_files:
            raise FailedPrecondition(f"{card.name} is built in and has no files.", detail="model")
        self._pool.unload(params.name)
        self._embeddings.clear(params.name)
        return self._model_list(weights.remove(card))

    def _try(
        self, params: ModelsTry, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        # Here, because it reads and draws pictures, which nothing else of the agent does.
        from frisket.trials import examples, telling
        from frisket.trials.trying import Trials

        watch.step("load")
        trials = Trials(self._cards, self._shelf, self._pool, examples.load(), TRIED_SECONDS)
        trial = trials.run(trials.named(params.name), params.picture, watch)
        shown = telling.png(telling.picture(trial))
        tried = Tried(
            params.name,
            trial.picture,
            round(trial.overlap, 4),
            round(trial.seconds, 4),
            trial.expected,
            trial.memory_bytes,
            telling.sentence(trial),
        )
        return Answered(tried, [memoryview(shown)])

    def _card(self, name: str) -> ModelCard:
        if name not in self._cards:
            raise NotFound(f"No model is called {name!r:.60}.", detail="model")
        return self._cards[name]

    def _make_room(self) -> None:
        """Let go of everything on the device: all of it can be had again."""
        self._embeddings.clear()
        self._pool.unload()

    def _model_list(self, freed: int = 0) -> Answered:
        return Answered(here.listing(self._cards.values(), self._pool.loaded, freed))
