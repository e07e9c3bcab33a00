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


def told(*taken: str, ready: bool = False) -> list[tuple[str, str]]:
    """Name and state of each row; `taken`: the models of the one recipe that reads words."""
    lacking = tuple(name for name in taken if name != "here")
    recipe = RecipeInfo(
        "words", "Words", "", ("words", "points"), 1024, taken, ready, lacks_models=lacking
    )
    shelf = Shelf()
    shelf.learn(EVERY, [recipe])
    return [(row.name, row.state) for row in shelf.rows(0)]


def test_without_recipes_the_smallest_free_one_is_first_and_none_is_advised() -> None:
    rows = [(row.name, row.state) for row in Shelf(EVERY).rows(0)]
    assert [name for name, _ in rows] == ["here", "small", "large", "gated"]
    assert {state for _, state in rows} == {"here", "not here"}


def test_what_words_are_offered_with_is_a_good_start_and_goes_first() -> None:
    assert told("large", "here") == [
        ("here", "here"),
        ("large", "a good start"),
        ("small", "not here"),
        ("gated", "not here"),
    ]


def test_nothing_is_advised_that_asks_something_of_a_person() -> None:
    assert dict(told("gated"))["gated"] == "not here"


def test_where_words_are_read_already_nothing_is_advised() -> None:
    assert "a good start" not in dict(told("large", ready=True)).values()
