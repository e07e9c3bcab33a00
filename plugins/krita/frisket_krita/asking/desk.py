"""What panel, actions and clicks ask for, and what became of it: the middle of the plugin.

Everything here runs on the main thread and returns at once. A wish becomes a job for the worker;
its masks come back by a signal and are written in steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from frisket_plugin import job, settings, texts
from frisket_plugin.agent import State
from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask
from frisket_protocol.watch import Watch

from ..canvas import documents, steps, writing
from ..canvas.documents import KritaSelection, Target
from ..canvas.reading import Snapshot
from ..guard import guarded, sentence
from ..qt import QtCore, Signal, later
from .lookout import Lookout
from .wishes import Wish, chosen_of, job_of, name_of, told_of
from .worker import Task, Worker

HOST = "krita"
WRITING_MILLISECONDS = 50
"""How long one output waits for another to be finished, again and again."""


@dataclass(frozen=True)
class Finding:
    """What was found for a wish, and where. masks: those that an output is made of."""

    wish: Wish
    target: Target
    snapshot: Snapshot
    outcome: Outcome
    masks: tuple[Mask, ...] = ()

    @property
    def chosen(self) -> tuple[Mask, ...]:
        """Of each object the guess that is meant."""
        return chosen_of(self.outcome, self.wish.candidate)


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
        self.finding: Finding | None = None
        self.last: Wish | None = None
        self.sentence = t("ready")
        self.worker = Worker(lambda: self.settings)
        self.lookout = Lookout(lambda: self.settings)
        self.lookout.changed.connect(self.state_changed)
        self.lookout.said.connect(self.say)
        self._asked: Task | None = None
        self._is_writing = False

    @property
    def state(self) -> State:
        """How the agent is, as the light shows it."""
        return self.lookout.state

    @property
    def is_busy(self) -> bool:
        """Whether a wish is being fulfilled."""
        return self._is_writing or self._asked is not None

    # --- asking ---

    @guarded
    def ask(self, wish: Wish, apply: bool = True) -> None:
        """Find what is wanted; show it, and if `apply` is true make the output of all of it."""
        target = documents.target(wish.options.read_from)
        snapshot = Snapshot(target)
        asked = job_of(wish, KritaSelection(target.document))
        self.last = wish

        def work(client: Any, watch: Watch) -> Finding:
            outcome = job.run(client.open(snapshot), asked, watch)
            finding = Finding(wish, target, snapshot, outcome)
            return _ready(client, finding, finding.chosen, watch) if apply else finding

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
            return _ready(client, finding, chosen, watch)

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
        self.lookout.cancel()

    def settle(self) -> None:
        """Let the panel show the last sentence again, unless a wish is being fulfilled."""
        self.busy_changed.emit(self.is_busy)

    def say(self, told: str) -> None:
        """A sentence for the person."""
        self.sentence = told
        self.said.emit(told)

    def change_settings(self, new: Settings) -> None:
        """Use them and remember them. Raises FrisketError when they cannot be saved."""
        self.settings = new
        self.worker.forget()
        self.lookout.forget()
        settings.save(HOST, new)

    def close(self) -> None:
        """Krita is closing."""
        self.worker.close()
        self.lookout.close()

    # --- steps ---

    def _submit(self, work: Any, done: Any) -> None:
        def failed(error: Exception) -> None:
            self._asked = None
            self._end(sentence(error))
            self.lookout.look()

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
        if not finding.masks:
            self._end(t("nothing_left"))
            return
        if self._is_writing:
            later(lambda: self._write(finding, chosen), WRITING_MILLISECONDS)
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

        wish = finding.wish
        name = name_of(wish, chosen)
        written = writing.write(finding.target, finding.masks, wish.options, name)
        steps.run(written, done, failed)

    def _end(self, told: str = "") -> None:
        if told:
            self.say(told)
        self.busy_changed.emit(self.is_busy)


def _ready(client: Any, finding: Finding, chosen: tuple[Mask, ...], watch: Watch) -> Finding:
    """With the masks that the output is made of; none when nothing is left of them."""
    options = finding.wish.options
    if not chosen:
        return replace(finding, masks=())
    if options.is_joined:
        joined = job.join(client, finding.snapshot, chosen, options, watch)
        return replace(finding, masks=(joined,) if joined is not None else ())
    return replace(finding, masks=job.coloured(client, finding.snapshot, chosen, options, watch))
