"""Which recipe with which models: what is there, what is best for a prompt, and what is lacking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from frisket import installation
from frisket.models.files import lacking
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.parts import RecipeInfo

from .recipes import KINDS, Recipe, in_words
from .roles import Roles

AUTOMATIC = "automatic"
MATTERS = (
    "birefnet-dynamic-matting",
    "birefnet-hr-matting",
    "birefnet-matting",
    "vitmatte-base",
    "vitmatte-small",
    "closed_form",
)
"""The models for the edges that are asked for as "matte", the best first."""

GUESSED = (
    "The subject was guessed by colours and edges, without a model, and may be the wrong thing."
)


@dataclass(frozen=True)
class Choice:
    """The recipe that will be used, with which models, and a sentence that says why.

    detect is empty where the prompt needs no detector. joined: further detectors that answer with
    it, each for the names that it knows. advice: what would do better, or empty.
    """

    recipe: Recipe
    segment: str
    matte: str
    detect: str
    reason: str
    joined: tuple[str, ...] = ()
    advice: str = ""


class Shelf:
    """The recipes of one agent, and what is there to carry them out.

    usable: whether a model can be used now. has_come: whether at least its files are there. Both
    are asked anew each time, because files come and go.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        cards: Mapping[str, ModelCard],
        usable: Callable[[ModelCard], bool],
        has_come: Callable[[ModelCard], bool] | None = None,
    ) -> None:
        # A recipe whose segmenter is not even known is not for this agent.
        self._recipes = [recipe for recipe in recipes if set(recipe.segment) & cards.keys()]
        self._cards = cards
        self._usable = usable
        self._has_come = has_come or usable
        self._roles = Roles(cards, usable)

    @property
    def needs_device(self) -> bool:
        """Whether there is any model for which it matters where it runs, as torch would tell."""
        return any(
            card.has_files and not card.is_graph and self._usable(card)
            for card in self._cards.values()
        )

    def choose(self, name: str, kinds: frozenset[str], device: str = "cpu") -> Choice:
        """The recipe called `name`, or the best for these kinds of prompts on this device.

        Raises NotFound for a name that is not there, and FailedPrecondition for a recipe whose
        models are not here and for a prompt that it cannot serve; the hint says what can.
        """
        if name != AUTOMATIC:
            return self._named(name, kinds, device)
        able = self._able(kinds, device)
        if not able:
            raise self._unable(kinds, "No recipe that is ready", able, device)
        where = " without a GPU" if device == "cpu" and self.needs_device else ""
        why = f": the best that is ready for {in_words(kinds)}{where}."
        advice = self._advice(able[0], kinds, device)
        return replace(self._choice(able[0], kinds, device, why), advice=advice)

    def matter(self) -> str:
        """The best matting model that is there."""
        known = [name for name in MATTERS if name in self._cards]
        return next(name for name in known if self._usable(self._cards[name]))

    def segmenter_for(self, detector: str, device: str = "cpu") -> str:
        """What cuts out what a detector finds: as its recipe says, else any model that is there."""
        named = (r for r in self._recipes if r.detect and detector in self._roles.of(r)[0])
        for recipe in self._ordered(list(named), device):
            if self._roles.there(self._roles.segmenters(recipe)):
                return self._roles.best(self._roles.segmenters(recipe), device)
        return next(
            name
            for name, card in self._cards.items()
            if card.role == "segment" and self._usable(card)
        )

    def taking(self, model: str) -> list[str]:
        """The names of the recipes in which a model serves."""
        return [r.name for r in self._recipes if any(model in role for role in self._roles.of(r))]

    def ready(self, device: str = "cpu") -> list[Recipe]:
        """The recipes whose models are there, the best first."""
        return self._ordered([r for r in self._recipes if self._is_ready(r)], device)

    def infos(self, device: str = "cpu") -> tuple[RecipeInfo, ...]:
        """The recipes as clients see them: "automatic" first, then the best that are ready."""
        ready = [recipe for recipe in self._recipes if self._is_ready(recipe)]
        others = [recipe for recipe in self._recipes if recipe not in ready]
        ordered = self._ordered(ready, device) + self._ordered(others, device)
        automatic = RecipeInfo(
            AUTOMATIC,
            "Automatic",
            "Picks the best installed recipe for the prompt, and says which.",
            tuple(kind for kind in KINDS if any(kind in recipe.understands for recipe in ready)),
            max(recipe.preview_side for recipe in ready),
        )
        return automatic, *(self._info(recipe, device) for recipe in ordered)

    # --- which recipe ---

    def _named(self, name: str, kinds: frozenset[str], device: str) -> Choice:
        named = next((recipe for recipe in self._recipes if recipe.name == name), None)
        if named is None:
            names = dict.fromkeys([AUTOMATIC, *(recipe.name for recipe in self._recipes)])
            known = ", ".join(names)
            raise NotFound(
                f"No recipe is called {name!r:.60}.", detail="recipe", hint=f"There are: {known}."
            )
        if not named.serves(kinds):
            able = self._able(kinds, device)
            raise self._unable(kinds, f"The recipe “{named.called}”", able, device)
        missing = self._missing(named, device)
        if missing:
            raise FailedPrecondition(
                f"The recipe “{named.called}” is not ready.", detail="recipe", hint=missing
            )
        return self._choice(named, kinds, device, ", as you asked.")

    def _able(self, kinds: frozenset[str], device: str) -> list[Recipe]:
        """The recipes that are ready and can serve these kinds of prompts, the best first."""
        able = [r for r in self._recipes if r.serves(kinds) and self._is_ready(r)]
        return self._ordered(able, device)

    def _ordered(self, recipes: list[Recipe], device: str) -> list[Recipe]:
        return sorted(recipes, key=lambda recipe: (-recipe.rank_on(device), recipe.name))

    def _advice(self, recipe: Recipe, kinds: frozenset[str], device: str) -> str:
        """What would find the subject better, where it is only guessed; else nothing."""
        is_guess = not any(
            self._cards[name].has_files
            for name in self._roles.there(self._roles.segmenters(recipe))
        )
        better = next(iter(self._wanting_for(kinds, device)), recipe)
        if kinds != {"subject"} or not is_guess or better is recipe:
            return ""
        missing = self._missing(better, device)
        return f"{GUESSED} The recipe “{better.called}” finds it better. {missing}"

    def _wanting_for(self, kinds: frozenset[str], device: str) -> list[Recipe]:
        """The recipes that could serve these kinds of prompts and lack something, best first."""
        wanting = [r for r in self._recipes if r.serves(kinds) and not self._is_ready(r)]
        return self._ordered(wanting, device)

    def _unable(
        self, kinds: frozenset[str], who: str, able: list[Recipe], device: str
    ) -> FailedPrecondition:
        wanting = self._wanting_for(kinds, device)
        if able:
            hint = f"The recipe “{able[0].called}” can."
        elif wanting:
            missing = _uncapitalised(self._missing(wanting[0], device))
            hint = f"The recipe “{wanting[0].called}” could: {missing}"
            if kinds == {"words"}:
                hint += " Or show the object with a box, clicks, a scribble or a rough selection."
        else:
            hint = "Ask with one kind of prompt at a time."
        nobody = who.startswith("No ")
        if kinds == {"words"}:
            reads = "reads words" if nobody else "reads no words"
            return FailedPrecondition(f"{who} {reads}.", detail="words", hint=hint)
        asked = in_words(kinds)
        together = " together" if len(kinds) > 1 else ""
        return FailedPrecondition(
            f"{who} {'works' if nobody else 'cannot work'} from {asked}{together}.",
            detail="prompt",
            hint=hint,
        )

    # --- with which models ---

    def _choice(self, recipe: Recipe, kinds: frozenset[str], device: str, why: str) -> Choice:
        segment = self._roles.best(self._roles.segmenters(recipe), device)
        matte = self._roles.best(recipe.matte, device)
        looks = bool(recipe.detect) and not kinds.isdisjoint(recipe.detects)
        detect, *joined = self._roles.detectors(recipe, device) if looks else [""]
        # Models are named where they are the person's own, which nobody else could tell.
        mine = " + ".join(self._cards[name].title for name in (detect, *joined) if joined)
        reason = f"{recipe.called}{f' (with {mine})' if mine else ''}{why}"
        return Choice(recipe, segment, matte, detect, reason, tuple(joined))

    def _is_ready(self, recipe: Recipe) -> bool:
        return all(self._roles.there(role) for role in self._roles.of(recipe))

    def _missing(self, recipe: Recipe, device: str) -> str:
        """What a recipe lacks, and how to get it: a sentence, or nothing."""
        preferred = self._roles.preferred(recipe, device)
        if not preferred:
            return ""
        cards = self._lacking(recipe, device)
        own = [role[0] for role, name in preferred.items() if not name]
        return installation.here().to_make_ready(
            lacking.packages(cards), [card.name for card in cards], own
        )

    def _lacking(self, recipe: Recipe, device: str) -> list[ModelCard]:
        """The models that would make a recipe ready, as far as they are known."""
        preferred = self._roles.preferred(recipe, device).values()
        # One model may serve two roles.
        return [self._cards[name] for name in dict.fromkeys(preferred) if name]

    def _info(self, recipe: Recipe, device: str) -> RecipeInfo:
        missing = self._missing(recipe, device)
        wanted = self._lacking(recipe, device)
        to_fetch = [card for card in wanted if card.repository and not self._has_come(card)]
        models = self._roles.shown(recipe, device)
        if recipe.detect:
            # Of one's own detectors those that join it, or that alone serve it.
            there = self._roles.detectors(recipe, device)
            models = [*there, *models[1:]] if there else models
        return RecipeInfo(
            recipe.name,
            recipe.title,
            recipe.about,
            recipe.understands,
            recipe.preview_side,
            tuple(models),
            ready=not missing,
            missing=missing,
            lacks_models=tuple(card.name for card in to_fetch),
            lacks_packages=tuple(dict.fromkeys(name for card in wanted for name in card.lacks)),
            fetch_bytes=sum(card.download_bytes for card in to_fetch),
        )


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
