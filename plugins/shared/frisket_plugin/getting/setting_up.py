"""Setting the agent up and taking it away, as a panel shows it: an offer, a button, and how far.

offered → running → set up, and the agent has been started
   └── failed, cancelled: the same button goes on ──┘
"""

from __future__ import annotations

from collections.abc import Callable

from frisket_protocol.errors import Cancelled, FailedPrecondition, FrisketError
from frisket_protocol.watch import Watch

from .. import agent, lookout
from ..settings import Settings
from ..setup import making, places
from ..setup.making import Kit
from ..setup.progress import Progress, Stage
from ..texts import sized, t
from . import origin
from .starting import Starting, listens


class SettingUp:
    """kit: what setting up needs; None where the plugin carries no wheel, and so can offer nothing.

    thread: has something done apart from the screen. changed: told, on that thread too, when there
    is something new to show. ready: an agent was set up and runs; told on that thread.
    offer: "set_up", "update" or "" for what is to be shown; it stays while something runs or has
    failed. about: what a person is told, before, meanwhile and after a failure; after all is done,
    what was done. Where something failed and nothing is offered any more, only `about` says so.
    runs: how often it has begun to set up or to take away.
    """

    def __init__(
        self,
        kit: Kit | None,
        settings: Callable[[], Settings],
        starting: Starting,
        thread: Callable[[Callable[[], None]], None],
        changed: Callable[[], None] = lambda: None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._kit, self._settings, self._starting = kit, settings, starting
        self._thread, self._changed, self._ready = thread, changed, ready
        self._watch: Watch | None = None
        self._removes = False
        self.offer = ""
        self.about = ""
        self.progress: Progress | None = None
        self.has_failed = False
        self.runs = 0
        self.look()

    @property
    def is_running(self) -> bool:
        """Whether it sets up or takes away right now."""
        return self._watch is not None

    @property
    def is_removing(self) -> bool:
        """Whether it takes away right now: nobody can start an agent meanwhile, or ask it."""
        return self._removes and self.is_running

    @property
    def origin(self) -> str:
        """Where the agent comes from and what can be done about it, if it was not set up here."""
        return "" if self.removable else origin.told(self._settings())

    @property
    def log_tail(self) -> str:
        """For whoever helps: the last lines of what the installer said."""
        return agent.log_tail(places.places().log)

    @property
    def removable(self) -> int:
        """Bytes on the disk that `remove` would free."""
        return sum(places.size(folder) for folder in places.places().all)

    def look(self) -> None:
        """See what there is to offer: no setting up where a person has an agent of their own."""
        if self.is_running or self._kit is None:
            return
        offer = self._offered(self._kit)
        if offer == self.offer:
            return  # what was said of it, such as why it failed, stays
        self.offer, self.has_failed = offer, False
        self.about = making.sentence(offer) if offer else ""

    def start(self) -> None:
        """Begin, or go on where it stopped."""
        if self._kit is not None and not self.is_running:
            self._run(self._set_up, "look")

    def remove(self) -> None:
        """Take away all that was set up."""
        if self._kit is not None and not self.is_running:
            self._run(self._remove, "remove")

    def cancel(self) -> None:
        """At once for the person who asks; the thread ends as soon as it can."""
        watch = self._watch
        if watch is not None:
            watch.cancel()

    def left(self) -> str:
        """What became of what was cancelled, once its thread has had the time to stop.

        It may have been too late for that: what is removed is gone, what is set up is there.
        """
        if not self.is_running:
            return self.about.partition("\n")[0]
        return t("setup.remove.rest" if self.is_removing else "setup.cancelled")

    def _run(self, work: Callable[[Kit, Watch], bool], first: Stage) -> None:
        watch = self._watch = Watch()
        self._removes = first == "remove"
        self._starting.rests = t("setup.removing") if self._removes else ""
        self.runs += 1
        self.has_failed, self.progress = False, Progress(first)
        self._thread(lambda: self._try(work, watch))
        self._changed()

    def _try(self, work: Callable[[Kit, Watch], bool], watch: Watch) -> None:
        assert self._kit is not None, "nothing runs without one"
        runs = False
        try:
            runs = work(self._kit, watch)
        except Cancelled:
            self.about = self._cancelled()
        except FrisketError as error:
            self.has_failed, self.about = True, lookout.sentence_of(error)
        except Exception as error:
            # Whatever it is: a panel must not wait for ever.
            why = f"{type(error).__name__}: {error}"
            self.has_failed, self.about = True, t("getting.failed", why=why)
        self._watch, self.progress, self._starting.rests = None, None, ""
        self._changed()
        if runs:
            self._ready()

    def _set_up(self, kit: Kit, watch: Watch) -> bool:
        making.set_up(kit, self._tell, watch)
        self.offer, self.about = "", t("setup.done")
        self._tell(Progress("start"))
        self._starting.begin(watch)
        return True

    def _remove(self, kit: Kit, watch: Watch) -> bool:
        freed = making.remove(watch, kit.stop)
        self.offer = self._offered(kit)
        told = [t("setup.removed", size=sized(freed))]
        self.about = "\n".join([*told, *([making.sentence("set_up")] if self.offer else [])])
        return False

    def _cancelled(self) -> str:
        if self.is_removing:
            return t("cancelled")
        # Without an offer all is set up, and only the wait for its start was cancelled.
        return t("setup.cancelled") if self.offer else self.about

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        self._changed()

    def _offered(self, kit: Kit) -> str:
        offer = making.offer(kit.wheel, kit.version)
        return "" if offer == "set_up" and self._has_another() else offer

    def _has_another(self) -> bool:
        """An agent that a person has installed, has named in the settings, or has started."""
        settings = self._settings()
        if settings.address.strip():
            return True
        try:
            return bool(agent.command(settings))
        except FailedPrecondition as error:
            return error.detail != "no_agent" or listens(settings)
