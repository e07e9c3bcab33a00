"""Stage, bytes, rate and time left, as numbers and as a person reads them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from frisket_protocol.watch import Watch

from ..texts import sized, t

OfSettingUp = Literal["wait", "look", "uv", "python", "plan", "fetch", "install", "try", "swap"]
Stage = OfSettingUp | Literal["reach", "start", "model", "trial", "remove"]
STAGES: tuple[OfSettingUp, ...] = get_args(OfSettingUp)
"""Those of setting up, in their order; `uv` is left out where there is one.

`reach` comes before them where models are to follow, `start` after them, and `model` and `trial`
when a model is got. `remove` stands alone."""
RATE_SECONDS = 5.0
"""The rate is that of the last so many seconds."""

LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """done, total: bytes, total 0 while it is not known. rate: bytes a second, 0 likewise.

    title: of the model that it is about.
    """

    stage: Stage
    done: int = 0
    total: int = 0
    rate: float = 0.0
    title: str = ""

    @property
    def fraction(self) -> float | None:
        """0 to 1; None where it cannot be told."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def seconds_left(self) -> float | None:
        """None where it cannot be told."""
        return (self.total - self.done) / self.rate if self.total and self.rate > 0 else None

    @property
    def sentence(self) -> str:
        """One line for a person."""
        told = t(f"setup.stage.{self.stage}", title=self.title)
        if not self.total:
            return told if told.endswith("…") else told.rstrip(":") + "…"
        told += " " + t("setup.bytes", done=sized(self.done), total=sized(self.total))
        if self.rate > 0:
            told += ", " + t("setup.rate", rate=sized(self.rate))
        left = self.seconds_left
        return f"{told}, {duration(left)}" if left is not None else told


Tell = Callable[[Progress], None]


class Meter:
    """Tells how far it is, at most ten times a second, and asks whether it is still wanted."""

    def __init__(
        self,
        tell: Tell,
        watch: Watch,
        clock: Callable[[], float] = time.monotonic,
        title: str = "",
    ) -> None:
        self._tell, self.watch, self._clock = tell, watch, clock
        self._title = title
        self._now = Progress("look")
        self._seen: list[tuple[float, int]] = [(clock(), 0)]
        self._told = float("-inf")

    def stage(self, stage: Stage, total: int = 0, done: int = 0) -> None:
        """Another stage begins; `done` bytes of its `total` are there from before."""
        self.watch.check()
        self._now = Progress(stage, done, total, title=self._title)
        self._seen = [(self._clock(), done)]
        self._say()
        self._told = float("-inf")  # the first bytes are told at once

    def at(self, done: int, total: int | None = None) -> None:
        """So many bytes of this stage are there. Raises Cancelled when nobody wants them."""
        self.watch.check()
        now = self._clock()
        # A fast line brings thousands of pieces a second: most need not be remembered.
        if now - self._seen[-1][0] >= LOOK_SECONDS:
            self._seen = [one for one in self._seen if one[0] >= now - RATE_SECONDS]
            self._seen.append((now, done))
        before, passed = self._seen[0][1], now - self._seen[0][0]
        rate = max(0.0, (done - before) / passed) if passed > 0.2 else self._now.rate
        total = self._now.total if total is None else total
        self._now = replace(self._now, done=done, total=total, rate=rate)
        if now - self._told >= 0.1 or done == total:
            self._say()

    def _say(self) -> None:
        self._told = self._clock()
        self._tell(self._now)


def duration(seconds: float) -> str:
    """About how long yet."""
    if seconds < 60:
        return t("setup.left.seconds", number=max(1, round(seconds)))
    return t("setup.left.minutes", number=round(seconds / 60))
