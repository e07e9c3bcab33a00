"""The list of models: in which order, and which of them to begin with."""

from __future__ import annotations

from dataclasses import replace

from frisket_plugin.getting.shelf import Shelf
from frisket_protocol.parts import ModelInfo, RecipeInfo
from frisket_protocol.requests import Models

SMALL = ModelInfo(
    "small", "segment", "Small", "MIT", installed=False, download_bytes=10, page="models.test/small"
)
LARGE = replace(SMALL, name="large", title="Large", download_bytes=90)
GATED = replace(SMALL, name="gated", title="Gated", download_bytes=50, gate="Ask for access.")
HERE = replace(SMALL, name="here", title="Here", installed=True, kept_bytes=10)
EVERY = Models((SMALL, LARGE, GATED, HERE))


def told(*taken: str) -> list[tuple[str, str]]:
    """Name and state of each row; `taken`: the models of the one recipe that there is."""
    recipe = RecipeInfo("cut", "Cut", "", ("points",), 1024, models=taken)
    shelf = Shelf()
    shelf.learn(EVERY, [recipe])
    return [(row.name, row.state) for row in shelf.rows(0)]


def test_without_recipes_the_smallest_free_one_is_first_and_none_is_advised() -> None:
    rows = [(row.name, row.state) for row in Shelf(EVERY).rows(0)]
    assert [name for name, _ in rows] == ["here", "small", "large", "gated"]
    assert {state for _, state in rows} == {"here", "not here"}


def test_what_a_recipe_takes_here_is_a_good_start_and_goes_first() -> None:
    assert told("large") == [
        ("here", "here"),
        ("large", "not here; a good start"),
        ("small", "not here"),
        ("gated", "not here"),
    ]


def test_nothing_is_advised_that_asks_something_of_a_person() -> None:
    assert dict(told("gated"))["gated"] == "not here"


def test_what_is_here_needs_no_advice() -> None:
    assert dict(told("here"))["here"] == "here"
