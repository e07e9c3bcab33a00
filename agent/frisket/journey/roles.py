"""Which models serve the roles of a recipe: those that it names, and those of the person's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from itertools import product

from frisket.installation import BY_SIZE, extras_for
from frisket.models.files.cards import CLOSED_SETS, ModelCard

from .recipes import Recipe


class Roles:
    """The models of one agent. usable: whether one can be used now; asked anew each time."""

    def __init__(self, cards: Mapping[str, ModelCard], usable: Callable[[ModelCard], bool]) -> None:
        self._cards = cards
        self._usable = usable

    def of(self, recipe: Recipe) -> list[tuple[str, ...]]:
        """For each role of a recipe the models that will do, with those that join it."""
        detect = tuple(dict.fromkeys((*self._with_own(recipe.detect), *self._joining(recipe))))
        return [names for names in (detect, self.segmenters(recipe), recipe.matte) if names]

    def detectors(self, recipe: Recipe, device: str) -> list[str]:
        """The best of the recipe's own detectors that is there, and all that join it."""
        named = self._with_own(recipe.detect)
        own = [self.best(named, device)] if self.there(named) else []
        return list(dict.fromkeys([*own, *self.there(self._joining(recipe))]))

    def segmenters(self, recipe: Recipe) -> tuple[str, ...]:
        """The models that cut, for a recipe."""
        return self._with_own(recipe.segment)

    def there(self, names: tuple[str, ...]) -> list[str]:
        known = [name for name in names if name in self._cards]
        return [name for name in known if self._usable(self._cards[name])]

    def best(self, names: tuple[str, ...], device: str) -> str:
        """The first of the models that is there; without a GPU the lightest."""
        there = self.there(names)
        return min(there, key=self._weight) if device == "cpu" else there[0]

    def shown(self, recipe: Recipe, device: str) -> list[str]:
        """For each role the model that will be used, or would be if it were there."""
        preferred = self.preferred(recipe, device)
        names = (
            self.best(role, device) if self.there(role) else preferred[role] or role[0]
            for role in self.of(recipe)
        )
        return list(names)

    def preferred(self, recipe: Recipe, device: str) -> dict[tuple[str, ...], str]:
        """For each role that has no model here, that which would serve best; "" for none known.

        Without a GPU the lightest of those that run with the smallest extras that will do for all.
        """
        wanting = [role for role in self.of(recipe) if not self.there(role)]
        known = {role: [name for name in role if name in self._cards] for role in wanting}
        if device == "cpu":
            ways = product(*(dict.fromkeys(map(self._extras, n)) for n in known.values() if n))
            extras = min(({one for each in way for one in each} for way in ways), key=_weight_of)

            def weight(name: str) -> tuple[bool, bool, int, bool]:
                # What needs no further package comes first.
                own = self._extras(name)
                return not extras.issuperset(own), bool(own), *self._weight(name)

            known = {role: sorted(names, key=weight) for role, names in known.items()}
        return {role: next(iter(names), "") for role, names in known.items()}

    def _extras(self, name: str) -> tuple[str, ...]:
        """The extras that bring what a model lacks."""
        return extras_for(self._cards[name].lacks)

    def _with_own(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A recipe's models, and the person's own that are of the same family as one of these.

        Detectors of named things join it in a way of their own.
        """
        alike = {self._family(name) for name in names if name in self._cards}
        mine = [
            name
            for name, card in self._cards.items()
            if card.path and self._family(name) in alike and not card.joins
        ]
        return tuple(dict.fromkeys((*names, *mine)))

    def _family(self, name: str) -> tuple[str, str]:
        """What models have in common of which one can stand for another; graphs say it alone."""
        card = self._cards[name]
        return card.builder, "" if card.is_graph else str(card.options.get("kind", ""))

    def _joining(self, recipe: Recipe) -> tuple[str, ...]:
        """The person's own detectors of named things, where a recipe asks for things by name."""
        known = [self._cards[name] for name in recipe.detect if name in self._cards]
        if not recipe.detect or not all(card.builder in CLOSED_SETS for card in known):
            return ()
        mine = [name for name, card in self._cards.items() if card.joins]
        # In the recipe's own order first: what two of them know, the first one answers.
        return (
            *(n for n in recipe.detect if n in mine),
            *(n for n in mine if n not in recipe.detect),
        )

    def _weight(self, name: str) -> tuple[int, bool]:
        """What a model weighs; of the same on both runtimes ONNX Runtime is the faster one."""
        return self._cards[name].parameters, not self._cards[name].is_graph


def _weight_of(extras: Collection[str]) -> list[bool]:
    """What extras weigh together: the last ones are the largest."""
    return [one in extras for one in ("all", *reversed(BY_SIZE))]
