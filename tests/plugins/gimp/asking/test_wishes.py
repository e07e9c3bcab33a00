"""What the arguments of a procedure in GIMP mean."""

from __future__ import annotations

import pytest

from frisket_gimp import catalog
from frisket_gimp.asking import wishes
from frisket_protocol.errors import InvalidArgument


def test_arguments_become_options() -> None:
    given = {"words": " the fox ", "operation": "add", "read-from": "visible", "grow": 2.5}
    given |= {"edges": "matte", "threshold": 0.4, "fill-holes": 9.0, "invert": True}
    wish = wishes.read(catalog.named("plug-in-frisket-select-by-words"), given.get)
    assert wish.words == "the fox"
    options = wish.options
    assert options.threshold == 0.4
    assert (options.mode, options.read_from, options.edges) == ("add", "visible", "matte")
    assert (options.grow, options.fill_holes, options.invert) == (2.5, 9.0, True)


def test_words_are_needed_where_words_are_asked_for() -> None:
    with pytest.raises(InvalidArgument):
        wishes.read(catalog.named("plug-in-frisket-mask-by-words"), {"words": " "}.get)


def test_a_cut_out_wants_clean_colours() -> None:
    wish = wishes.read(catalog.named("plug-in-frisket-remove-background"), {}.get)
    assert wish.options.finish.foreground
