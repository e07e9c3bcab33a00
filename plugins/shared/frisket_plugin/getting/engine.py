"""What getting models takes on a computer; `here` is this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from frisket_protocol.watch import Watch

from ..setup.making import Amount
from ..setup.progress import Tell


@dataclass(frozen=True)
class Trial:
    """What a model did with an example photograph. png: the photograph with the mask over it."""

    sentence: str
    png: bytes = b""


class Engine(Protocol):
    """What it takes on this computer. All raise FrisketError with a sentence, and Cancelled."""

    @property
    def can_add(self) -> bool:
        """Whether the panel itself set the agent up, and so can add Python packages to it."""

    def amount(self, extra: str, tell: Tell, watch: Watch) -> Amount:
        """What the packages of an extra would be."""

    def reach(self, page: str, watch: Watch) -> None:
        """Find out whether the place answers that has the models. page: of one of them there."""

    def add(self, extra: str, tell: Tell, watch: Watch) -> str:
        """Have them, with the agent running again; a sentence on where they came from, or ""."""

    def pull(self, name: str, licence: str, watch: Watch) -> None:
        """Have a model. licence: the one that the person has agreed to, where it asks for that."""

    def try_out(self, name: str, watch: Watch) -> Trial:
        """See what a model does here."""
