"""What panel, actions and clicks ask for, and what became of it: the middle of the plugin.

Everything here runs on the main thread and returns at once. A wish becomes a job for the worker;
its masks come back by a signal and are written in steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from frisket_plugin import agent, job, settings, texts
from frisket_plugin.agent import State
from frisket_plugin.job import Job, Outcome
from frisket_plugin.options import Options
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Mask, Point
from frisket_protocol.watch import Watch

from . import canvas, steps, writing
from .canvas import Target
from .guard import guarded, sentence
from .job import Task, Worker
from .qt import QtCore, Signal
from .reading import Snapshot

HOST = "krita"
LOOK_SECONDS = 2.5
"""How often the light looks whether the agent is there."""


@dataclass(frozen=True)
class Wish:
    """What a person wants. points, boxes: of clicks, in pixels of the image. candidate: which of
    the guesses at one click is meant."""

    options: Options
    words: str = ""
    points: tuple[Point, ...] = ()
    boxes: tuple[Box, ...] = ()
    candidate: int = 0


@dataclass(frozen=True)
class Finding:
    """What was found for a wish, and where; `joined` is there once it was asked for."""

    wish: Wish
    target: Target
    snapshot: Snapshot
    outcome: Outcome
    joined: Mask | None = None

    @property
    def chosen(self) -> tuple[Mask, ...]:
        """Of each object the guess that is meant."""
        wanted = self.wish.candidate
        return tuple(ones[wanted % len(ones)] for ones in self.outcome.objects)


class Desk(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita."""

    said = Signal(str)
    progressed = Signal(str, float)
    busy_changed = Signal(bool)
    state_changed = Signal(object)
    found = Signal(object)
    applied = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.settings: Settings = settings.load(HOST)
        texts.choose(self.settings.language)
        self.state = State("stopped", problem=t("light.looking"))
        self.finding: Finding | None = None
        self.last: Wish | None = None
        self.sentence = t("ready")
        self.worker = Worker(lambda: self.settings)
        self._lookout = Worker(lambda: self.settings)
        self._is_starting = False
        self._is_writing = False
        self._asked: Task | None = None
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(int(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def is_busy(self) -> bool:
        """Whether a wish is being fulfilled."""
        return self._is_writing or self._asked is not None

    # --- asking ---

    @guarded
    def ask(self, wish: Wish, apply: bool = True) -> None:
        """Find what is wanted; show it, and if `apply` is true make the output of all of it."""
        target = canvas.target(wish.options.read_from)
        snapshot = Snapshot(target)
        asked = _job(target, wish)
        self.last = wish

        def work(client: Any, watch: Watch) -> Finding:
            outcome = job.run(client.open(snapshot), asked, watch)
            finding = Finding(wish, target, snapshot, outcome)
            return _joined(client, finding, finding.chosen, watch) if apply else finding

        def done(finding: Finding) -> None:
            self._show(finding)
            if apply and finding.outcome.masks:
                self._write(finding, finding.chosen)
            else:
                self._end()

        self._submit(work, done)

    @guarded
    def apply(self, chosen: tuple[Mask, ...]) -> None:
        """Make the output of some of the masks that were found, by the options as they were."""
        finding = self.finding
        if finding is None or not chosen:
            self.say(t("nothing_ticked"))
            return

        def work(client: Any, watch: Watch) -> Finding:
            return _joined(client, finding, chosen, watch)

        self._submit(work, lambda ready: self._write(ready, chosen))

    def redirect(self, options: Options) -> None:
        """Let `apply` make another output of what was found."""
        if self.finding is not None:
            wish = replace(self.finding.wish, options=options)
            self.finding = replace(self.finding, wish=wish)

    @guarded
    def repeat(self) -> None:
        """The last wish once more, on what is active now."""
        if self.last is None:
            self.say(t("nothing_to_repeat"))
        else:
            self.ask(self.last)

    def cancel(self) -> None:
        """End what runs; the picture stays as it is."""
        self.worker.cancel()
        if self._is_starting:
            self._lookout.cancel()

    def settle(self) -> None:
        """Let the panel show the last sentence again, unless a wish is being fulfilled."""
        self.busy_changed.emit(self.is_busy)

    def say(self, told: str) -> None:
        """A sentence for the person."""
        self.sentence = told
        self.said.emit(told)

    def forget_finding(self) -> None:
        """Nothing is shown and nothing can be applied any more."""
        self.finding = None
        self.found.emit(None)

    # --- the agent ---

    @guarded
    def look(self) -> None:
        """Have the light tell how the agent is."""
        if self._is_starting or self._lookout.is_busy:
            return

        def work(client: Any, watch: Watch) -> State:
            return agent.state_of(client)

        self._lookout.submit(Task(work, self._set_state, self._lost))

    @guarded
    def start_agent(self) -> None:
        """Start it, and say so when that fails."""
        if self._is_starting:
            return
        self._is_starting = True
        self._set_state(State("loading", problem=t("light.starting")))

        def failed(error: Exception) -> None:
            self._is_starting = False
            self.say(sentence(error))
            self.look()

        def done(_: object) -> None:
            self._is_starting = False
            self.look()

        def work(_: object, watch: Watch) -> None:
            agent.start(self.settings, watch)

        self._lookout.submit(Task(work, done, failed, needs_client=False))

    def change_settings(self, new: Settings) -> None:
        """Use them and remember them. Raises FrisketError when they cannot be saved."""
        self.settings = new
        self.worker.forget()
        self._lookout.forget()
        settings.save(HOST, new)

    def close(self) -> None:
        """Krita is closing."""
        self._timer.stop()
        self.worker.close()
        self._lookout.close()

    # --- steps ---

    def _submit(self, work: Any, done: Any) -> None:
        def failed(error: Exception) -> None:
            self._asked = None
            self._end(sentence(error))
            self.look()

        def came(result: Any) -> None:
            self._asked = None
            done(result)

        task = Task(work, came, failed, self.progressed.emit, "ask")
        self._asked = self.worker.submit(task)
        self.busy_changed.emit(True)

    def _show(self, finding: Finding) -> None:
        self.finding = finding if finding.outcome.masks else None
        self.found.emit(self.finding)
        self.say(told_of(finding.outcome, self.state))

    def _write(self, finding: Finding, chosen: tuple[Mask, ...]) -> None:
        options = finding.wish.options
        masks = (finding.joined,) if options.is_joined else chosen
        if None in masks:
            self._end(t("nothing_left"))
            return
        self._is_writing = True
        self.progressed.emit("write", -1.0)

        def done(_: object) -> None:
            self._is_writing = False
            self.applied.emit(finding)
            self._end()

        def failed(error: Exception) -> None:
            self._is_writing = False
            self._end(sentence(error))

        steps.run(
            writing.write(finding.target, masks, options, name_of(finding.wish, chosen)),
            done,
            failed,
        )

    def _end(self, told: str = "") -> None:
        if told:
            self.say(told)
        self.busy_changed.emit(self.is_busy)

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit(state)

    def _lost(self, error: Exception) -> None:
        if isinstance(error, FrisketError):
            self._set_state(agent.state_without(error))
        else:
            self.say(sentence(error))


def told_of(outcome: Outcome, state: State) -> str:
    """How many objects which recipe found, in one sentence."""
    if not outcome.masks:
        return t("nothing_found")
    titles = {recipe.name: recipe.title for recipe in state.recipes}
    recipe = titles.get(outcome.recipe, outcome.recipe)
    number = len(outcome.objects)
    return texts.count("done", number, seconds=f"{outcome.seconds:.1f}", recipe=recipe)


def name_of(wish: Wish, chosen: tuple[Mask, ...]) -> str:
    """What a layer made for this wish is called."""
    labels = list(dict.fromkeys(mask.label or mask.phrase for mask in chosen))
    return wish.words.strip() or ", ".join(filter(None, labels)) or t("name.nothing")


def _job(target: Target, wish: Wish) -> Job:
    """What is asked of the agent. Raises FailedPrecondition when something for it is missing."""
    kind = wish.options.prompt_from
    if kind == "box":
        return Job(Prompt(boxes=(canvas.selection_box(target.document),)), wish.options)
    if kind == "rough":
        rough = canvas.selection_mask(target.document)
        return Job(Prompt(), wish.options, rough=rough)
    if kind == "clicks":
        if not (wish.points or wish.boxes):
            raise canvas.refusal("no_clicks")
        candidates = 3 if len(wish.points) == 1 and not wish.boxes else 1
        prompt = Prompt(points=wish.points, boxes=wish.boxes)
        return Job(prompt, wish.options, candidates=candidates)
    return Job(Prompt(words=wish.words.strip()), wish.options)


def _joined(client: Any, finding: Finding, chosen: tuple[Mask, ...], watch: Watch) -> Finding:
    options = finding.wish.options
    if not chosen or not options.is_joined:
        return finding
    joined = job.join(client, finding.snapshot, chosen, options, watch)
    return replace(finding, joined=joined)
