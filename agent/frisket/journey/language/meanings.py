"""What words can mean: which things are wanted, which of several, and what is left out. Values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Side = Literal[
    "left",
    "right",
    "top",
    "bottom",
    "middle",
    "top left",
    "top right",
    "bottom left",
    "bottom right",
    "top middle",
    "bottom middle",
    "left middle",
    "right middle",
]
Size = Literal["largest", "smallest", "tallest", "shortest", "widest", "narrowest"]
By = Side | Size | Literal["surest"]
SIDES: frozenset[str] = frozenset(get_args(Side))


@dataclass(frozen=True)
class Pick:
    """Which of several: `count` of them from number `rank` (1 is the first) counted from `by`.

    count 0: all that lie on that side of the picture, however many.
    """

    by: By
    rank: int = 1
    count: int = 1


@dataclass(frozen=True)
class Phrase:
    """One kind of thing: what models are asked for, and which of those that they find.

    picks   each chooses among what the one before it left
    also    other names of which the things count as well: "the largest cat or dog"
    others  only those that no other phrase chose: "the other dogs"
    unread  whether it went to the model whole, because it tells more than the grammar can read
    """

    text: str
    picks: tuple[Pick, ...] = ()
    also: tuple[str, ...] = ()
    others: bool = False
    unread: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All that a model is asked for."""
        return (self.text, *self.also)


@dataclass(frozen=True)
class Reading:
    """A prompt that was read: what to find, and what to subtract from it.

    whole: the whole picture is wanted, less what is left out: "everything but the sky".
    """

    wanted: tuple[Phrase, ...]
    left_out: tuple[Phrase, ...] = ()
    whole: bool = False

    @property
    def texts(self) -> list[str]:
        """Everything that a model has to look for, each once: the wanted, then the left out."""
        phrases = (*self.wanted, *self.left_out)
        return list(dict.fromkeys(name for phrase in phrases for name in phrase.names))
