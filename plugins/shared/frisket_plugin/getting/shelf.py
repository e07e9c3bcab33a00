"""The list of models: what is here, how large, when it was last used, and what removing frees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frisket_protocol.parts import ModelInfo, RecipeInfo
from frisket_protocol.requests import Models

from .. import said
from ..texts import count, sized, t
from .offering import Offer, extra_for, is_free, offer_of, smallest

ROLES = ("detect", "segment", "matte")
"""In the order in which a picture goes through them."""
DAY_SECONDS = 86_400
NOTHING = Models(())


@dataclass(frozen=True)
class Row:
    """A model, as a person reads it. used: when it last worked; "" for one that is not here."""

    name: str
    title: str
    role: str
    size: str
    used: str
    state: str
    can_get: bool
    can_remove: bool


class Shelf:
    """What the agent told last. Nothing is asked here; `models` is what it answered."""

    def __init__(self, models: Models = NOTHING) -> None:
        self.learn(models, ())

    def learn(self, models: Models, recipes: Sequence[RecipeInfo]) -> None:
        """What the agent has just told, of both. What words are offered with is advised here."""
        self.models = models
        wanted = smallest(recipes, models, "words")
        self._advised = frozenset(wanted.lacks_models if wanted else ())

    def rows(self, now: float) -> list[Row]:
        """Those that have files: what is here first, then by what they are for; of those the
        advised ones first, then the smallest that is free to use. now: seconds since 1970."""
        listed = [one for one in self.models.models if one.page or one.kept_bytes]
        ordered = sorted(
            listed,
            key=lambda one: (
                not one.kept_bytes,
                ROLES.index(one.role),
                one.name not in self._advised,
                not is_free(one),
                one.download_bytes,
                one.title.casefold(),
            ),
        )
        return [_row(one, now, one.name in self._advised) for one in ordered]

    @property
    def sentence(self) -> str:
        """Below the list: what all of them take, and where."""
        here = [one for one in self.models.models if one.kept_bytes]
        if not here:
            return t("shelf.empty")
        return count(
            "shelf.here",
            len(here),
            size=sized(sum(one.kept_bytes for one in here)),
            folder=self.models.folder,
            free=sized(self.models.free_bytes),
        )

    def about(self, name: str) -> str:
        """What one model is good for, and its licence; below the list while it is chosen."""
        one = self._named(name)
        licence = t("shelf.licence", licence=one.licence)
        return " ".join(filter(None, [said.sentence(one.about), licence, said.sentence(one.gate)]))

    def to_get(self, name: str) -> Offer:
        """What `Getting.want` takes for a single model. Raises KeyError for an unknown name."""
        return offer_of(self._named(name), self.models)

    def to_remove(self, name: str) -> str:
        """What a person is asked before; it names others that would lack files without it."""
        one = self._named(name)
        told = t("shelf.remove.ask", title=one.title, size=sized(one.kept_bytes))
        titles = self._titles(one.shared_with)
        return f"{told} {t('shelf.remove.shared', titles=titles)}" if titles else told

    def removed(self, name: str, models: Models) -> str:
        """The agent answered `models.remove` with this: what a person is told."""
        title = self._named(name).title
        self.models = models
        return t("shelf.removed", title=title, size=sized(models.freed_bytes))

    def _titles(self, names: Sequence[str]) -> str:
        known = {one.name: one.title for one in self.models.models}
        return ", ".join(known.get(name, name) for name in names)

    def _named(self, name: str) -> ModelInfo:
        return {one.name: one for one in self.models.models}[name]


def last_used(seconds: int, now: float) -> str:
    """As a person says it. seconds, now: since 1970; seconds is 0 for never."""
    if not seconds:
        return t("shelf.never")
    days = max(0, int((now - seconds) // DAY_SECONDS))
    if days < 1:
        return t("shelf.today")
    if days < 14:
        return count("shelf.days", days)
    return count("shelf.weeks", days // 7) if days < 60 else count("shelf.months", days // 30)


def _row(one: ModelInfo, now: float, is_advised: bool) -> Row:
    is_here = one.kept_bytes > 0
    return Row(
        one.name,
        said.sentence(one.title),
        t(f"shelf.role.{one.role}"),
        t("shelf.size", size=sized(one.kept_bytes or one.download_bytes)),
        last_used(one.last_used, now) if is_here else "",
        _state(one, is_here, is_advised),
        not one.installed,
        one.removable,
    )


def _state(one: ModelInfo, is_here: bool, is_advised: bool) -> str:
    if one.loaded:
        return t("shelf.state.loaded")
    if is_here and not one.installed and extra_for(one.packages):
        return t("shelf.state.packages")
    if is_here:
        return t("shelf.state.here")
    return t("shelf.state.advised" if is_advised else "shelf.state.away")
