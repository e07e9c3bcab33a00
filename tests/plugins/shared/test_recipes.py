"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

from frisket_plugin import recipes
from frisket_protocol.parts import RecipeInfo

KNOWN = (
    RecipeInfo("automatic", "Automatic", "", (), 1024),
    RecipeInfo("click", "Clicks", "", (), 1024),
    RecipeInfo("concept", "Concepts", "", (), 1008, ready=False, missing="A model."),
)


def test_automatic_comes_first_and_once() -> None:
    assert recipes.choices(KNOWN, "automatic") == [
        ("automatic", "Automatic"),
        ("click", "Clicks"),
        ("concept", "Concepts (not ready)"),
    ]


def test_an_unknown_choice_is_kept() -> None:
    assert recipes.choices((), "mine") == [("automatic", "Automatic"), ("mine", "mine")]
