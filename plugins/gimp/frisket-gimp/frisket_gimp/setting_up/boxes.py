"""Set up, and Get: what a window offers where something is lacking, and how it then goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import Gimp

from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import RecipeInfo

from ..layout import column
from .apart import Apart
from .getting_box import GettingBox
from .lacking import lacking
from .models import Models
from .setup_box import SetupBox


class Boxes:
    """`widget` holds both, each there only while it has something to say.

    ready: an agent was set up and runs. came: there is a model more, and these are the recipes.
    changed: whether something can be asked may be different now.
    """

    def __init__(
        self,
        ready: Callable[[], object],
        came: Callable[[tuple[RecipeInfo, ...]], object] = lambda recipes: None,
        changed: Callable[[], object] = lambda: None,
        asks_again: bool = False,
    ) -> None:
        self._apart = Apart()
        self._recipes: Sequence[RecipeInfo] = ()
        self._hopeless: set[tuple[str, str]] = set()
        self._offered = ""
        self._tell_came = came
        self.models = Models(self._apart, self._came)
        self.setup = SetupBox(self._apart, ready, changed, asks_again)
        self._getting = GettingBox(self.models, changed)
        self.widget = column((self.setup.widget, False), (self._getting.widget, False))

    @property
    def blocks(self) -> bool:
        """Whether nothing can be asked now: something has to be set up first, or is being got."""
        return self.setup.blocks or self._getting.is_busy

    def instead(self, error: FrisketError) -> str:
        """What is said of a failure that setting up will mend; "" for any other."""
        return self.setup.instead(error)

    @property
    def knows_recipes(self) -> bool:
        """Whether it can be told yet what is lacking: nobody has said before an agent was there."""
        return bool(self._recipes)

    def learn(self, recipes: Sequence[RecipeInfo]) -> None:
        """What the agent has."""
        self._recipes = recipes

    def chosen(self, recipe: str) -> None:
        """This recipe is chosen now: what was offered for another one, and nobody began to get, is
        put away."""
        if self._offered not in ("", recipe):
            self._offered = ""
            self.models.put_away()

    def offers(
        self,
        recipe: str,
        kind: str,
        then: Callable[[], object],
        otherwise: Callable[[], object] | None = None,
    ) -> bool:
        """Whether models are lacking for this; they are offered then.

        recipe: as it was chosen. kind: of the prompt. then: is done once they are there. otherwise:
        where it turns out that nothing can be got, so that it is said why; `then`, if not given.
        """
        self.chosen(recipe)
        if (recipe, kind) in self._hopeless or not lacking(self._recipes, recipe, kind):
            return False

        def nothing() -> None:
            self._hopeless.add((recipe, kind))
            (otherwise or then)()

        self._offered = recipe
        self.models.offer(recipe, kind, then, nothing)
        return True

    def end(self) -> None:
        """The window is closed, and with it ends what was begun; the person is told so."""
        left, getting = self.setup.end(), self._getting.end()
        self._apart.end()
        for sentence in filter(None, (left(), getting)):
            Gimp.message(sentence)

    def _came(self, recipes: tuple[RecipeInfo, ...]) -> None:
        self._hopeless.clear()
        self.learn(recipes)
        self._tell_came(recipes)
