"""What each request means: from the parameters of a method to its result and its bytes.

Everything here runs in the worker's thread. The protocol's transport knows nothing of pictures,
and the pipeline knows nothing of the protocol's requests; they meet in this file.
"""

from __future__ import annotations

import itertools
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from frisket import images
from frisket.images import Picture
from frisket.journey import cutting, geometry, pipeline, placing
from frisket.journey.choosing import AUTOMATIC, Choice, Shelf
from frisket.journey.embeddings import Embeddings
from frisket.journey.pipeline import Found, Wanted
from frisket.journey.placing import Placed
from frisket.journey.recipes import kinds_of
from frisket.masks import arithmetic
from frisket.models.base import Matter, Soft, Watch
from frisket.models.files import registry, weights
from frisket.models.files.registry import ModelCard
from frisket.models.pool import Pool
from frisket_protocol.errors import InvalidArgument, NotFound
from frisket_protocol.parts import Edges, Encoding, ImageRef
from frisket_protocol.raster import Box, Frame, Raster
from frisket_protocol.requests import (
    Edit,
    Matte,
    Models,
    ModelsLoad,
    ModelsPull,
    ModelsUnload,
    Params,
    Prepare,
    Prepared,
    Refine,
    Segment,
)

from .answers import Answered, answer_masks

CUT = 16
"""How steep the edge of a matte becomes where a hard one is wanted."""
KEPT_BYTES = 256 << 20
"""Memory for masks that clients may yet ask to refine."""

ANY: frozenset[str] = frozenset()
CLICKS = frozenset({"points"})
"""What is prepared for before anybody has said what they want."""

Rasters = Callable[[ImageRef], Raster]
"""Finds an uploaded image. Raises NotFound."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A mask as it was found, and how: what `refine` starts from."""

    found: Found
    frame: Frame
    choice: Choice


class Service:
    """The models, what they know of pictures, and the masks that may yet be refined."""

    METHODS = (Prepare, Segment, Refine, Matte, Edit, ModelsPull, ModelsLoad, ModelsUnload)
    """The requests that it answers; the others are the session's own."""

    def __init__(
        self, cards: Mapping[str, ModelCard], shelf: Shelf, pool: Pool, embeddings: Embeddings
    ) -> None:
        self._cards = cards
        self._shelf = shelf
        self._pool = pool
        self._embeddings = embeddings
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._ids = itertools.count(1)
        self.is_warm = False
        self._answers: dict[type, Callable[[Any, Rasters, Watch, Encoding], Answered]] = {
            Prepare: self._prepare,
            Segment: self._segment,
            Refine: self._refine,
            Matte: self._matte,
            Edit: self._edit,
            ModelsPull: self._pull,
            ModelsLoad: self._load,
            ModelsUnload: self._unload,
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

    # --- one method each ---

    def _prepare(
        self, params: Prepare, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        choice = self._shelf.choose(
            params.recipe, CLICKS if params.recipe == AUTOMATIC else ANY, self._device()
        )
        picture = Picture.of(rasters(params.image))
        segmenter = self._pool.get(choice.segment, watch)
        cutting.embed(picture, segmenter, self._embeddings, watch)
        return Answered(Prepared(choice.recipe.name, choice.reason))

    def _segment(
        self, params: Segment, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        began = time.perf_counter()
        prompt = params.prompt
        choice = self._shelf.choose(params.recipe, kinds_of(prompt), self._device())
        models = self._models(choice, watch)
        picture = Picture.of(rasters(params.image))
        wanted = Wanted(
            prompt,
            rasters(prompt.scribble) if prompt.scribble else None,
            rasters(prompt.rough) if prompt.rough else None,
            params.order,
            params.limit,
            params.candidates,
        )
        found = pipeline.segment(picture, wanted, models, self._embeddings, watch)
        parts = []
        for one in found:
            if params.with_pixels:
                matter = self._matter(choice, params.finish.edges, watch)
                mask = self._edged(one.mask, choice, params.finish.edges)
                placed = placing.finish(picture, mask, params.finish, params.layer, matter, watch)
            else:
                box = placing.room(one.mask, picture.frame, params.layer)
                placed = Placed(one.mask[:0], box)
            parts.append((self._keep(one, picture.frame, choice), one, placed))
        return answer_masks(parts, choice.recipe.name, choice.reason, began, encoding)

    def _refine(
        self, params: Refine, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        began = time.perf_counter()
        kept = self._kept.get(params.mask)
        if kept is None:
            raise NotFound(
                "The agent does not have that mask any more.",
                detail="mask",
                hint="Ask for it again.",
                retry="now",
            )
        self._kept.move_to_end(params.mask)
        choice = kept.choice
        segmenter = self._pool.get(choice.segment, watch)
        picture = Picture.of(rasters(params.image))
        mask = pipeline.refine(picture, kept.found, kept.frame, segmenter, self._embeddings, watch)
        matter = self._matter(choice, params.finish.edges, watch)
        mask = self._edged(mask, choice, params.finish.edges)
        placed = placing.finish(picture, mask, params.finish, params.layer, matter, watch)
        part = (params.mask, kept.found, placed)
        reason = f"{choice.recipe.name} found the mask."
        return answer_masks([part], choice.recipe.name, reason, began, encoding)

    def _matte(self, params: Matte, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        choice = self._shelf.choose(AUTOMATIC, CLICKS, self._device())
        matter = self._matter(choice, params.finish.edges, watch)
        picture = Picture.of(rasters(params.image))
        rough = rasters(params.rough)
        mask = geometry.resample_mask(images.gray(rough), rough.frame, picture.frame, *picture.size)
        placed = placing.finish(picture, mask, params.finish, params.layer, matter, watch)
        found = Found(mask, 1.0)
        part = (self._keep(found, picture.frame, choice), found, placed)
        return answer_masks([part], choice.recipe.name, "", began, encoding)

    def _edit(self, params: Edit, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        box = placing.bounded(Box(0, 0, params.layer.width, params.layer.height))
        whole = Frame(), int(box.width), int(box.height)
        joined: Soft | None = None
        for ref in params.masks:
            watch.step("edit")
            raster = rasters(ref)
            mask = geometry.resample_mask(images.gray(raster), raster.frame, *whole)
            joined = mask if joined is None else arithmetic.combine(joined, mask, params.mode)
        if joined is None:
            raise InvalidArgument("There is no mask to edit.", detail="masks")
        placed = placing.place(joined, Frame(), params.operations, params.layer, hard=False)
        return answer_masks([("", Found(joined, 1.0), placed)], "", "", began, encoding)

    def _pull(
        self, params: ModelsPull, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        weights.pull(self._card(params.name), params.accept_licence, watch)
        return self._model_list()

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

    # --- shared steps ---

    def _models(self, choice: Choice, watch: Watch) -> pipeline.Models:
        detector = self._pool.get(choice.detect, watch) if choice.detect else None
        return pipeline.Models(self._pool.get(choice.segment, watch, [choice.detect]), detector)

    def _matter(self, choice: Choice, edges: Edges, watch: Watch) -> Matter | None:
        """What makes the edges that are asked for; nothing for hard ones."""
        if edges == "hard":
            return None
        name = choice.matte if edges == "soft" else self._shelf.matter()
        matter: Matter = self._pool.get(name, watch, [choice.segment, choice.detect])
        return matter

    def _edged(self, mask: Soft, choice: Choice, edges: Edges) -> Soft:
        """The mask, cut at a half where hard edges are wanted of a model that makes mattes."""
        if edges == "hard" and self._cards[choice.segment].role == "matte":
            return geometry.crispen(mask, CUT)
        return mask

    def _device(self) -> str:
        """Where models run: the processor, as long as there is none that needs anything else."""
        return self._pool.device if self._shelf.needs_device else "cpu"

    def _card(self, name: str) -> ModelCard:
        if name not in self._cards:
            raise NotFound(f"No model is called {name!r:.60}.", detail="model")
        return self._cards[name]

    def _make_room(self) -> None:
        """Let go of everything on the device: all of it can be had again."""
        self._embeddings.clear()
        self._pool.unload()

    def _model_list(self) -> Answered:
        usable = weights.is_usable
        return Answered(Models(registry.infos(self._cards.values(), self._pool.loaded, usable)))

    def _keep(self, found: Found, frame: Frame, choice: Choice) -> str:
        id = f"m{next(self._ids)}"
        self._kept[id] = Kept(found, frame, choice)
        while sum(kept.found.nbytes for kept in self._kept.values()) > KEPT_BYTES:
            if len(self._kept) == 1:
                break
            self._kept.popitem(last=False)
        return id
