"""The picture that is picked on, as it was read, and what is asked of the agent about it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from frisket_plugin import job, pixels
from frisket_plugin.job import Job, Outcome, Reduced
from frisket_plugin.options import Options
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Mask, preview_scale
from frisket_protocol.watch import Watch

from ..asking.desk import Desk
from ..asking.findings import Seen
from ..asking.wishes import Clicks, Wish
from ..canvas import documents, hiding, reading, writing
from ..canvas.documents import Target
from ..canvas.reading import Snapshot
from ..guard import sentence
from .session import Ground, Making, Question
from .trace import Trace, rows_of

PREVIEW_SIDE = 1024


class Questions:
    """About one picture at a time; `open` takes the one that is active."""

    def __init__(self, desk: Desk, options: Options) -> None:
        """Raises FrisketError when there is nothing to read."""
        self._desk = desk
        self._readings = 0
        self._trace = Trace()
        self._documents: list[Any] = []
        self.open(options)

    def open(self, options: Options) -> None:
        """The picture as it is now. Raises FrisketError when there is nothing to read."""
        snapshot = Snapshot(documents.target(options.read_from))
        sides = {one.name: one.preview_side for one in self._desk.state.recipes}
        side = sides.get(options.recipe, PREVIEW_SIDE)
        self._readings += 1
        self._trace.forget()
        self._snapshot = snapshot
        self._small = Reduced(snapshot, preview_scale(*snapshot.size, side))
        self._layer: tuple[Any, Reduced, Any] | None = None

    @property
    def target(self) -> Target:
        """What is read."""
        return self._snapshot.target

    @property
    def size(self) -> tuple[int, int]:
        """Of the picture, in pixels."""
        return self._snapshot.size

    def picture(self, target: Target) -> Hashable:
        """What tells the picture of this target from others, and from earlier readings."""
        node = str(target.node.toString()) if target.node is not None else ""
        looks = documents.looks(target)
        return node, target.read_from, target.document.currentTime(), looks, self._readings

    def looked_at(self, target: Target, clicks: Clicks) -> Hashable:
        """The same; another one also where other pixels are in it than were read."""
        if target == self.target:
            numbers = reading.row_numbers(target, rows_of(target.height, clicks.prompts))
            if self._trace.has_changed(numbers):
                self._readings += 1
        return self.picture(target)

    def ground(self, target: Target) -> Hashable:
        """What tells the picture that this is in from others, and from itself in another size."""
        document = target.document
        if not any(document == one for one in self._documents):
            self._documents.append(document)
        number = next(at for at, one in enumerate(self._documents) if one == document)
        return Ground(number, target.width, target.height)

    def places(self, masks: Sequence[Mask], inverts: bool) -> list[tuple[Box, Mask]]:
        """Where in the image each mask lies that is shown, and itself; or all but them, as one."""
        shown = [pixels.inverted(masks, *self._small.size)] if masks and inverts else masks
        return [(self._small.to_layer(one.box), one) for one in shown]

    def hidden_by(self, clicks: Clicks) -> str:
        """What the mask is called that hides what was clicked; empty where none does."""
        return hiding.mask_over(self.target, clicks.prompts)

    def hindrance(self, options: Options) -> str:
        """Why what is picked could not be made as it is wanted; empty where it can."""
        try:
            _, layer = documents.found(self.target)
            writing.check(layer, options)
        except FrisketError as error:
            return sentence(error)
        return ""

    # --- asking ---

    def prepare(self, recipe: str, failed: Callable[[Exception], None]) -> None:
        """Have the agent look at the picture before anything is asked."""
        small = self._small

        def work(client: Any, watch: Watch) -> None:
            self._opened(client, small).prepare(recipe, watch)

        self._desk.live.ask("prepare", work, lambda _: None, failed)

    def ask(
        self,
        question: Question,
        came: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """What the clicks mean, at the preview's scale, instead of an older question."""
        small, clicks = self._small, question.clicks
        prompt = small.prompt(Prompt(points=clicks.points, boxes=clicks.boxes))
        options = small.options(shown_as(question.options))
        asked = Job(prompt, options, fine=False, candidates=clicks.candidates)

        def work(client: Any, watch: Watch) -> Outcome:
            return job.run(self._opened(client, small), asked, watch)

        self._desk.live.ask("pick", work, came, failed)

    def ask_no_more(self) -> None:
        self._desk.live.let_go("pick")

    def end(self) -> None:
        self.ask_no_more()
        self._desk.live.let_go("prepare")

    def make(
        self, making: Making, outcome: Outcome | None, ended: Callable[[Exception | None], None]
    ) -> bool:
        """Whether it has begun. outcome: what is shown, which is used where it is good enough."""
        options = replace(making.options, prompt_from="clicks")
        if making.mode is not None:
            options = replace(options, mode=making.mode)
        is_exact = self._small.scale == 1 and shown_as(options) == options
        is_exact = is_exact and (options.is_joined or not options.invert)
        seen = Seen(self.target, self._snapshot.preview, outcome if is_exact else None)
        wish = Wish(options, "", making.shown.question.clicks, making.shown.candidate)
        return bool(self._desk.ask(wish, True, seen, ended))

    def _opened(self, client: Any, small: Reduced) -> Any:
        """The layer as this client knows it; what was read and sent stays so."""
        if self._layer is None or self._layer[:2] != (client, small):
            self._layer = (client, small, client.open(small))
        return self._layer[2]


def shown_as(options: Options) -> Options:
    """As they are shown while somebody clicks: a matte takes too long to be made at each click."""
    return replace(options, edges="soft") if options.edges == "matte" else options
