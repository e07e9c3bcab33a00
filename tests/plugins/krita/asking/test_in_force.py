"""What is said of options that are folded away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frisket_krita.asking.in_force import heading_of
from frisket_plugin import texts
from frisket_plugin.options import EDGES, READS_FROM, Options


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    texts.choose("en")
    yield
    texts.choose("en")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (Options(), "Options"),
        (Options(output="mask", mode="add", prompt_from="clicks"), "Options"),
        (Options(invert=True, grow=2), "Options: invert, grow 2"),
        (Options(grow=-2.5, feather=1), "Options: grow -2.5, feather 1"),
        (Options(fill_holes=1e9), "Options: fill holes 1000000000"),
        (Options(edges="hard"), "Options: hard edges"),
        (Options(threshold=0.35), "Options: threshold 0.35"),
        (Options(threshold=0.35, prompt_from="clicks"), "Options"),
    ],
)
def test_what_is_not_as_at_first_is_named(options: Options, said: str) -> None:
    assert heading_of(options) == said


def test_a_recipe_is_named_by_its_title() -> None:
    assert heading_of(Options(recipe="w", invert=True), "Words") == "Options: invert, Words"


def test_every_choice_has_words_in_german_too() -> None:
    texts.choose("de")
    assert heading_of(Options(grow=1.5)) == "Einstellungen der Maske: vergrößern 1,5"
    all_set = Options("w", "words", smooth=1, drop_specks=3)
    for edges in EDGES:
        for read_from in READS_FROM:
            heading_of(Options(edges=edges, read_from=read_from))
    assert "glätten 1, Flecken entfernen 3" in heading_of(all_set)
