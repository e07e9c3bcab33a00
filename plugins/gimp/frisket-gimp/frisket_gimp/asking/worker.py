"""The thread that talks to the agent while the window lives. The newest question wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gi.repository import GLib

from frisket_plugin import agent, said, settings
from frisket_plugin.getting.starting import Starting
from frisket_protocol.client import Client, Source
from frisket_protocol.errors import AgentNotRunning, Cancelled
from frisket_protocol.parts import RecipeInfo
from frisket_protocol.raster import Box, Raster
from frisket_protocol.watch import OnProgress, Watch

from .. import guard

Work = Callable[[Client, Watch], Any]
Told = Callable[[Any, "Exception | None"], None]


@dataclass(eq=False)
class _Task:
    work: Work
    told: Told
    watch: Watch
    needs_agent: bool = True


@dataclass(eq=False)
class Worker:
    """One thread, one connection. Everything that is told is told on the main thread.

    An agent that does not run is started first, where the settings let it.

    on_recipes: hears which recipes the agent has, once it is there.
    """

    on_progress: OnProgress
    on_recipes: Callable[[tuple[RecipeInfo, ...]], None] = lambda recipes: None
    _next: _Task | None = None
    _running: _Task | None = None
    _ends: bool = False
    _client: Client | None = None
    _told: tuple[RecipeInfo, ...] | None = None
    _starting: Starting = field(default_factory=lambda: Starting(lambda: settings.load("gimp")))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        threading.Thread(target=self._live, name="frisket", daemon=True).start()

    def ask(self, work: Work, told: Told) -> None:
        """Have `work` done instead of whatever is being done; `told` hears the result or error.

        Whoever was superseded hears nothing.
        """
        self._put(_Task(work, told, self._watch()))

    def start_agent(self, told: Told) -> None:
        """Start the agent."""
        task = _Task(lambda _, watch: self._starting.begin(watch), told, self._watch(), False)
        self._put(task)

    def drop(self) -> None:
        """Nothing is wanted any more of what was asked."""
        with self._changed:
            self._next = None
            if self._running is not None:
                self._running.watch.cancel("asked")

    def end(self) -> None:
        """The window is closed: the agent notices by the connection."""
        with self._changed:
            self._ends = True
            self._changed.notify()
        self.drop()

    def _put(self, task: _Task) -> None:
        with self._changed:
            self._next = task
            if self._running is not None:
                self._running.watch.cancel("superseded")
            self._changed.notify()

    def _watch(self) -> Watch:
        def show(stage: str, fraction: float | None) -> None:
            GLib.idle_add(_once, self.on_progress, stage, fraction)

        return Watch(show)

    def _live(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ends or self._next is not None)
                if self._ends:
                    break
                self._running, self._next = self._next, None
            assert self._running is not None, "it was waited for"
            self._do(self._running)
            with self._changed:
                self._running = None
        if self._client is not None:
            self._client.close()

    def _do(self, task: _Task) -> None:
        try:
            if task.needs_agent and self._client is None:
                self._starting.ensure(task.watch)
                self._client = agent.connect(settings.load("gimp"), guard.SOFTWARE)
            self._learn(task)
            result = self._answer(task)
            self._learn(task)
        except Cancelled:
            return
        except Exception as error:
            GLib.idle_add(_once, self._tell, task, None, error)
            return
        GLib.idle_add(_once, self._tell, task, result, None)

    def _learn(self, task: _Task) -> None:
        """Which recipes there are; another agent than before may have others."""
        if not task.needs_agent or self._client is None:
            return
        recipes = self._client.welcome.recipes
        if recipes != self._told:
            self._told = recipes
            said.learn(recipes)
            GLib.idle_add(_once, self.on_recipes, recipes)

    def _answer(self, task: _Task) -> Any:
        client: Any = self._client
        try:
            return task.work(client, task.watch)
        except AgentNotRunning:
            if not task.needs_agent:
                raise
            self._starting.ensure(task.watch)  # it has ended since
            return task.work(client, task.watch)

    def _tell(self, task: _Task, result: Any, error: Exception | None) -> None:
        if not task.watch.cancelled and not self._ends:
            task.told(result, error)


class MainThreadSource:
    """A source that is read on the main thread, whichever thread asks: GIMP wants it so."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.size = source.size

    def read(self, box: Box, scale: float) -> Raster:
        """As the source itself; raises what it raises."""
        done = threading.Event()
        held: list[Any] = []

        def read() -> None:
            try:
                held.append(self._source.read(box, scale))
            except Exception as error:
                held.append(error)
            done.set()

        GLib.idle_add(_once, read)
        done.wait()
        if isinstance(held[0], Exception):
            raise held[0]
        return held[0]  # type: ignore[no-any-return]


def _once(call: Callable[..., object], *arguments: object) -> bool:
    call(*arguments)
    return False  # GLib need not call again
