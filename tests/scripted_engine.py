"""An engine that does in order what a test has written down for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from frisket_plugin.getting.engine import Trial
from frisket_plugin.setup.making import Amount
from frisket_plugin.setup.progress import Progress, Tell
from frisket_protocol.errors import Unavailable
from frisket_protocol.watch import Watch

MB = 1_000_000


@dataclass
class ScriptedEngine:
    """failing: steps ("amount", "add", "pull NAME", "try_out") that fail so often. during: called
    in the middle of each step with its name. running: pulls under way; overlaps: names of which
    two were. done: what came to its end, in order.
    """

    can_add: bool = True
    failing: dict[str, int] = field(default_factory=dict)
    during: Callable[[str], None] = lambda step: None
    running: list[str] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    licences: dict[str, str] = field(default_factory=dict)

    def amount(self, extra: str, tell: Tell, watch: Watch) -> Amount:
        tell(Progress("plan"))
        self._step("amount", watch)
        return Amount(900 * MB, 2000 * MB, 9000 * MB)

    def reach(self, page: str, watch: Watch) -> None:
        self._step("reach", watch)
        self.done.remove("reach")  # it only asks

    def add(self, extra: str, tell: Tell, watch: Watch) -> str:
        tell(Progress("fetch", 1, 2))
        self._step("add", watch)
        return ""

    def pull(self, name: str, licence: str, watch: Watch) -> None:
        self.overlaps += [name] * self.running.count(name)
        self.running.append(name)
        try:
            watch.received(MB, MB)
            self.licences[name] = licence
            self._step(f"pull {name}", watch)
        finally:
            self.running.remove(name)

    def try_out(self, name: str, watch: Watch) -> Trial:
        self._step("try_out", watch)
        return Trial(f"{name} found what it should.", b"png")

    def _step(self, step: str, watch: Watch) -> None:
        watch.check()
        self.during(step)
        watch.check()
        if self.failing.get(step, 0):
            self.failing[step] -= 1
            raise Unavailable(f"{step} failed.", hint="Try again.")
        self.done.append(step)
