"""What each request means: from the parameters of a method to its result and its bytes.

Everything here runs in the worker's thread. The protocol's transport knows nothing of pictures,
and the pipeline knows nothing of the protocol's requests; they meet in this file.
"""

from __future__ import annotations

import itertools
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frisket_protocol.errors import InvalidArgument, NotFound
from frisket_protocol.parts import Encoding, ImageRef, MaskInfo
from frisket_protocol.raster import Box, Buffer, Frame, Raster
from frisket_protocol.requests import (
    Edit,
    Masks,
    Matte,
    Models,
    ModelsLoad,
    ModelsPull,
    ModelsUnload,
    Params,
    Prepare,
    Prepared,
    Refine,
    Result,
    Segment,
)

from . import geometry, images, masks, pipeline, recipes
from .embeddings import Embeddings
from .models import registry
from .models.base import Soft, Watch
from .models.pool import Pool
from .models.registry import ModelCard
from .pipeline import Found, Picture, Placed, Wanted
from .recipes import Recipe

KEPT_BYTES = 256 << 20
"""Memory for masks that clients may yet ask to refine."""

Rasters = Callable[[ImageRef], Raster]
"""Finds an uploaded image. Raises NotFound."""


@dataclass(frozen=True)
class Answered:
    """A result, and the buffers of its payload in order."""

    result: Result
    payload: list[Buffer] = field(default_factory=list, repr=False)


@dataclass(frozen=True, eq=False)
class Kept:
    """A mask as it was found, by the recipe that found it: what `refine` starts from."""

    found: Found
    frame: Frame
    recipe: Recipe


class Service:
    """The models, what they know of pictures, and the masks that may yet be refined."""

    METHODS = (Prepare, Segment, Refine, Matte, Edit, ModelsPull, ModelsLoad, ModelsUnload)
    """The requests that it answers; the others are the session's own."""

    def __init__(
        self, cards: Mapping[str, ModelCard], choices: list[Recipe], embeddings_bytes: int
    ) -> None:
        self._cards = cards
        self._recipes = choices
        self._pool = Pool(cards)
        self._embeddings = Embeddings(embeddings_bytes)
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._ids = itertools.count(1)
        self.is_warm = False
        self._answers: dict[type, Callable[[Any, Rasters, Watch, Encoding], Answered]] = {
            Prepare: self._prepare,
            Segment: self._segment,
            Refine: self._refine,
            Matte: self._matte,
            Edit: self._edit,
            ModelsPull: self._load,
            ModelsLoad: self._load,
            ModelsUnload: self._unload,
        }

    @property
    def embeddings_bytes(self) -> int:
        return self._embeddings.nbytes

    @property
    def loaded(self) -> list[str]:
        return self._pool.loaded

    def answer(
        self, params: Params, rasters: Rasters, watch: Watch, encoding: Encoding = "raw"
    ) -> Answered:
        """Do what `params` asks. Raises FrisketError."""
        return self._answers[type(params)](params, rasters, watch, encoding)

    def warm(self, watch: Watch) -> None:
        """Load what the best recipe needs, so that the first request need not wait for it."""
        for name in self._recipes[0].models:
            model = self._pool.get(name, watch)
            if hasattr(model, "warm"):
                model.warm()
        self.is_warm = True

    # --- one method each ---

    def _prepare(
        self, params: Prepare, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        choice = recipes.choose(self._recipes, params.recipe, None)
        picture = Picture.of(rasters(params.image))
        segmenter = self._pool.get(choice.recipe.segment, watch)
        pipeline.embed(picture, segmenter, self._embeddings, watch)
        return Answered(Prepared(choice.recipe.name, choice.reason))

    def _segment(
        self, params: Segment, rasters: Rasters, watch: Watch, encoding: Encoding
    ) -> Answered:
        began = time.perf_counter()
        prompt = params.prompt
        choice = recipes.choose(self._recipes, params.recipe, prompt)
        models = self._models(choice.recipe, watch)
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
                placed = pipeline.finish(
                    picture, one.mask, params.finish, params.layer, models.matter, watch
                )
            else:
                box = pipeline.room(one.mask, picture.frame, params.layer)
                placed = Placed(one.mask[:0], box)
            parts.append((self._keep(one, picture.frame, choice.recipe), one, placed))
        return _masks(parts, choice.recipe.name, choice.reason, began, encoding)

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
        models = self._models(kept.recipe, watch)
        picture = Picture.of(rasters(params.image))
        mask = pipeline.refine(
            picture, kept.found.mask, kept.frame, models, self._embeddings, watch
        )
        placed = pipeline.finish(picture, mask, params.finish, params.layer, models.matter, watch)
        part = (params.mask, kept.found, placed)
        reason = f"{kept.recipe.name} found the mask."
        return _masks([part], kept.recipe.name, reason, began, encoding)

    def _matte(self, params: Matte, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        choice = recipes.choose(self._recipes, recipes.AUTOMATIC, None)
        matter = self._pool.get(choice.recipe.matte, watch)
        picture = Picture.of(rasters(params.image))
        rough = rasters(params.rough)
        mask = geometry.resample_mask(images.gray(rough), rough.frame, picture.frame, *picture.size)
        placed = pipeline.finish(picture, mask, params.finish, params.layer, matter, watch)
        found = Found(mask, 1.0)
        part = (self._keep(found, picture.frame, choice.recipe), found, placed)
        return _masks([part], choice.recipe.name, "", began, encoding)

    def _edit(self, params: Edit, rasters: Rasters, watch: Watch, encoding: Encoding) -> Answered:
        began = time.perf_counter()
        box = pipeline.bounded(Box(0, 0, params.layer.width, params.layer.height))
        whole = Frame(), int(box.width), int(box.height)
        joined: Soft | None = None
        for ref in params.masks:
            watch.step("edit")
            raster = rasters(ref)
            mask = geometry.resample_mask(images.gray(raster), raster.frame, *whole)
            joined = mask if joined is None else masks.combine(joined, mask, params.mode)
        if joined is None:
            raise InvalidArgument("There is no mask to edit.", detail="masks")
        placed = pipeline.place(joined, Frame(), params.operations, params.layer, hard=False)
        return _masks([("", Found(joined, 1.0), placed)], "", "", began, encoding)

    def _load(
        self, params: ModelsLoad | ModelsPull, rasters: Rasters, watch: Watch, encoding: Encoding
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

    def _models(self, recipe: Recipe, watch: Watch) -> pipeline.Models:
        return pipeline.Models(
            self._pool.get(recipe.segment, watch),
            self._pool.get(recipe.matte, watch),
            self._pool.get(recipe.detect, watch) if recipe.detect else None,
        )

    def _model_list(self) -> Answered:
        return Answered(Models(registry.infos(self._cards.values(), self._pool.loaded)))

    def _keep(self, found: Found, frame: Frame, recipe: Recipe) -> str:
        id = f"m{next(self._ids)}"
        self._kept[id] = Kept(found, frame, recipe)
        while sum(kept.found.mask.nbytes for kept in self._kept.values()) > KEPT_BYTES:
            if len(self._kept) == 1:
                break
            self._kept.popitem(last=False)
        return id


def _masks(
    parts: list[tuple[str, Found, Placed]],
    recipe: str,
    reason: str,
    began: float,
    encoding: Encoding,
) -> Answered:
    """The reply for masks, each with its id; those with nothing in them are left out."""
    infos: list[MaskInfo] = []
    payload: list[Buffer] = []
    for id, found, placed in parts:
        if placed.box.is_empty:
            continue
        mask = _encoded(placed.mask, encoding)
        colours = _encoded(placed.colours, encoding)
        payload += [mask, colours]
        infos.append(
            MaskInfo(
                id,
                placed.box,
                len(mask),
                encoding,
                round(float(found.score), 4),
                found.label,
                found.phrase,
                found.object,
                found.candidate,
                len(colours),
            )
        )
    seconds = round(time.perf_counter() - began, 4)
    return Answered(Masks(tuple(infos), recipe, reason, seconds), payload)


def _encoded(pixels: NDArray[np.uint8] | None, encoding: Encoding) -> memoryview:
    if pixels is None or not pixels.size:
        return memoryview(b"")
    flat = np.ascontiguousarray(pixels).data.cast("B")
    return memoryview(zlib.compress(flat, 1)) if encoding == "zlib" else flat
