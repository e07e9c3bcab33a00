"""A phrase that is being taken apart, and what was heard on the way. Values."""

from __future__ import annotations

from dataclasses import dataclass, field

from .lexicon import Direction
from .meanings import Pick, Side, Size


@dataclass
class Spoken:
    """A phrase that was taken apart.

    plain            without articles, as a model is asked for it where nothing else is read
    noun             what is left when everything that could be read was taken off; maybe nothing
    is_led           an article, a number or a pick stands before the noun
    is_placed        a place stands behind the noun
    is_shared        that place is also of the phrase before
    is_counted_bare  it is counted, and not said from where
    says_from_where  it is said by what, or from where, is counted
    is_unread        it tells more than can be read, and goes to a model whole
    """

    plain: str
    noun: str = ""
    picks: tuple[Pick, ...] = ()
    is_led: bool = False
    is_placed: bool = False
    is_all: bool = False
    others: bool = False
    is_unread: bool = False
    is_shared: bool = False
    is_counted_bare: bool = False
    says_from_where: bool = False


@dataclass
class Told:
    """What the words round a noun say, gathered on the way to it."""

    sides: list[Direction] = field(default_factory=list)
    is_most: bool = False
    size: Size | None = None
    rank: int = 0
    count: int = 0
    is_last: bool = False
    counted_from: Direction | None = None
    is_all: bool = False
    is_of: bool = False
    is_led: bool = False
    others: bool = False
    is_clear: bool = True
    places: list[Side] = field(default_factory=list)

    @property
    def is_counted_bare(self) -> bool:
        """Whether it is counted, and not said from where."""
        return bool(self.rank) and not (self.sides or self.size or self.counted_from or self.places)

    @property
    def says_from_where(self) -> bool:
        """Whether it is said by what, or from where, is counted."""
        said = self.size or self.counted_from or (self.rank and self.places)
        return bool(said) and not self.is_last

    @property
    def says_which(self) -> bool:
        return bool(
            self.sides or self.size or self.rank or self.count or self.is_last or self.places
        )
