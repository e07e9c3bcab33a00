"""The whole journey with the models that are here: choose a recipe, find and cut, edge and place.

`pipeline` and `placing` are its two halves and know no models; here they get those of a recipe.
Everything runs in the worker's thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frisket import images, installation
from frisket.images import Picture
from frisket.models.base import Matter, Soft, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.pool import Pool
from frisket_protocol.parts import Edges, Finish, Size
from frisket_protocol.raster import Raster

from . import cutting, geometry, obeying, painted, pipeline, placing, refining, ruined
from . import strokes as drawn
from .choosing import AUTOMATIC, Choice, Shelf
from .detecting import Detectors
from .embeddings import Embeddings
from .found import Found
from .kept import Kept, KeptMasks
from .pipeline import Wanted
from .placing import Placed
from .shown import AsShown, Mattes, Noting

CUT = 16
"""How steep the edge of a matte becomes where a hard one is wanted."""
NO_MATTE = "No matting model is installed, so matte edges are the same as soft ones."
LOST = "another click, or what was done to the mask afterwards, left it on the other side."
ANY: frozenset[str] = frozenset()
CLICKS = frozenset({"points"})
"""What is prepared for before anybody has said what they want."""


@dataclass(frozen=True, eq=False)
class Made:
    """A mask as it was found and as it was placed, and sentences on what was not as asked.

    id: refining starts from it.
    """

    id: str
    found: Found
    placed: Placed
    notes: tuple[str, ...] = ()


class Journey:
    """The recipes, the models, what they know of pictures, and the masks that may be refined."""

    def __init__(
        self, cards: Mapping[str, ModelCard], shelf: Shelf, pool: Pool, embeddings: Embeddings
    ) -> None:
        self._cards = cards
        self._shelf = shelf
        self._pool = pool
        self._embeddings = embeddings
        self._kept = KeptMasks()
        self._shown = Mattes()

    def choose(self, recipe: str, kinds: frozenset[str]) -> Choice:
        """The recipe for these kinds of prompts on the device that is here; see `Shelf.choose`."""
        return self._shelf.choose(recipe, kinds, self._device())

    def forget(self) -> None:
        """Let go of the masks that may be refined."""
        self._kept.clear()
        self._shown.clear()

    def prepare(self, recipe: str, picture: Picture, watch: Watch) -> Choice:
        """Work out what the recipe's segmenter knows of a picture, for the requests to come."""
        choice = self.choose(recipe, CLICKS if recipe == AUTOMATIC else ANY)
        segmenter = self._pool.get(choice.segment, watch)
        cutting.embed(picture, segmenter, self._embeddings, watch)
        return choice

    def segment(
        self,
        choice: Choice,
        picture: Picture,
        wanted: Wanted,
        finish: Finish,
        layer: Size,
        with_pixels: bool,
        watch: Watch,
    ) -> tuple[list[Made], str, tuple[str, ...]]:
        """What the prompt names, finished; how its words were read; notes on what has no mask,
        and on what would do better.

        Without pixels only their boxes, before any edge.
        """
        models = self._models(choice, watch)
        made = []
        answer = pipeline.answer(picture, wanted, models, self._embeddings, watch)
        for found in answer.found:
            kept = Kept(found, picture.frame, choice, picture.sha256)
            id = self._kept.keep(kept)
            if with_pixels:
                one = self._finished(id, kept, picture, found.mask, finish, layer, watch)
            else:
                box = placing.room(found.mask, picture.frame, layer)
                one = Made(id, found, Placed(found.mask[:0], box), found.notes)
            made.append(one)
        # What is painted alone on a layer is no guess.
        is_sure = any(painted.ALL_OF_IT in found.notes for found in answer.found)
        advice = [choice.advice] if choice.advice and not is_sure else []
        told = (*answer.notes, *advice, *self._pool.fallen_back())
        return made, answer.reading, told

    def refine(
        self, id: str, picture: Picture, finish: Finish, layer: Size, watch: Watch
    ) -> tuple[Choice, Made]:
        """A mask that was found before, on a finer picture. Raises NotFound."""
        kept = self._kept.get(id)
        segmenter = self._pool.get(kept.choice.segment, watch)
        mask = refining.refine(picture, kept.found, kept.frame, segmenter, self._embeddings, watch)
        return kept.choice, self._finished(id, kept, picture, mask, finish, layer, watch)

    def matte(
        self,
        recipe: str,
        picture: Picture,
        rough: Raster,
        finish: Finish,
        layer: Size,
        watch: Watch,
    ) -> tuple[Choice, Made]:
        """A rough mask with its edge made anew; away from the edge it is as it was."""
        choice = self.choose(recipe, CLICKS if recipe == AUTOMATIC else ANY)
        mask = geometry.resample_mask(images.gray(rough), rough.frame, picture.frame, *picture.size)
        matter = self._matter(choice, finish.edges, watch)
        placed = placing.finish(
            picture, mask, finish, layer, matter and placing.AtEdge(matter), watch
        )
        found = Found(mask, 1.0)
        id = self._kept.keep(Kept(found, picture.frame, choice, picture.sha256))
        ruin = ruined.told(mask, picture.frame, placed, finish.operations, layer)
        notes = (*filter(None, (ruin,)), *self._edges_told(choice, finish.edges))
        return choice, Made(id, found, placed, notes)

    def _finished(
        self,
        id: str,
        kept: Kept,
        picture: Picture,
        mask: Soft,
        finish: Finish,
        layer: Size,
        watch: Watch,
    ) -> Made:
        """What was found, whose mask of this picture is `mask`, with its edge."""
        found, choice = kept.found, kept.choice
        mask = self._edged(mask, kept, finish.edges)
        strokes = drawn.moved(found.strokes, kept.frame, picture.frame, *picture.size)
        matter = self._as_shown(kept, picture, finish.edges, watch)
        placed = placing.finish(picture, mask, finish, layer, matter, watch, found.clicks, strokes)
        lost = placing.lost(placed, found.clicks, finish.operations, layer)
        told = obeying.sentence(lost, found.among, LOST)
        told += placing.strokes_lost(placed, strokes, picture.frame, finish.operations, layer)
        if ruin := ruined.told(mask, picture.frame, placed, finish.operations, layer):
            told = (ruin,)
        notes = (*found.notes, *told, *self._edges_told(choice, finish.edges))
        return Made(id, found, placed, notes)

    def _edges_told(self, choice: Choice, edges: Edges) -> tuple[str, ...]:
        """That a matte is no other than soft edges are, where no model is there to make one."""
        best = self._shelf.matter()
        alike = edges == "matte" and best == choice.matte and not self._cards[best].has_files
        return (f"{NO_MATTE} {installation.here().to_list()}",) if alike else ()

    def _models(self, choice: Choice, watch: Watch) -> pipeline.Models:
        names = [name for name in (choice.detect, *choice.joined) if name]
        detectors = [self._pool.get(name, watch, names) for name in names]
        detector = Detectors(detectors) if len(detectors) > 1 else next(iter(detectors), None)
        return pipeline.Models(self._pool.get(choice.segment, watch, names), detector)

    def _matter(self, choice: Choice, edges: Edges, watch: Watch) -> Matter | None:
        """What makes the edges that are asked for; nothing for hard ones."""
        if edges == "hard":
            return None
        name = choice.matte if edges == "soft" else self._shelf.matter()
        matter: Matter = self._pool.get(
            name, watch, [choice.segment, choice.detect, *choice.joined]
        )
        return placing.Clear(matter)

    def _as_shown(self, kept: Kept, picture: Picture, edges: Edges, watch: Watch) -> Matter | None:
        """What makes the edges; of a finer picture such as those that were shown before."""
        matter = self._matter(kept.choice, edges, watch)
        asked = kept.picture, kept.found.mask, edges
        if matter is None:
            return None
        if picture.sha256 == kept.picture:
            return Noting(matter, lambda matte: self._shown.keep(*asked, matte))
        before = self._shown.get(*asked)
        return matter if before is None else AsShown(matter, before, kept.frame, picture.frame)

    def _edged(self, mask: Soft, kept: Kept, edges: Edges) -> Soft:
        """The mask, cut at a half where hard edges are wanted: of a matte all of it, else what
        fades over several pixels, and was not selected so."""
        if edges != "hard":
            return mask
        if self._cards[kept.choice.segment].role == "matte":
            return geometry.crispen(mask, CUT)
        return mask if kept.found.is_of_soft else geometry.hardened(mask, CUT)

    def _device(self) -> str:
        """Where models run: the processor, as long as there is none that needs anything else."""
        return self._pool.device if self._shelf.needs_device else "cpu"
