"""Which procedures there are in GIMP, and what is said about them."""

from __future__ import annotations

import pytest

from frisket_gimp import catalog
from frisket_plugin import texts
from frisket_plugin.options import Options
from frisket_plugin.texts import t

GIMPS_OWN = "oclsrh"
"""The keys of OK, Cancel, Load, Save, Reset and Help in the dialog of a procedure."""


@pytest.mark.parametrize("procedure", catalog.PROCEDURES, ids=lambda one: one.short)
def test_everything_is_documented(procedure: catalog.Procedure) -> None:
    assert procedure.label
    assert procedure.about.endswith(".")
    for argument in procedure.arguments:
        assert argument.label
        assert argument.about
        assert all(argument.choice_label(choice) for choice in argument.choices)
    for name, _ in catalog.RESULTS:
        assert t(f"gimp.result.{name}")


def test_edges_are_what_they_are_in_krita_and_on_the_command_line() -> None:
    every = [one for each in catalog.PROCEDURES for one in each.arguments if one.name == "edges"]
    assert {one.default for one in every} == {Options().edges}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_command_is_found_by_the_name_of_another(language: str) -> None:
    """GIMP's search looks through what is said of commands as well, and may list that first."""
    texts.choose(language)
    try:
        names = {one.short: one.label.replace("_", "").rstrip("…") for one in catalog.PROCEDURES}
        for procedure in catalog.PROCEDURES:
            others = [name for short, name in names.items() if short != procedure.short]
            assert not [name for name in others if name.casefold() in procedure.about.casefold()]
    finally:
        texts.choose("en")


def test_a_menu_entry_with_a_dialog_says_so() -> None:
    assert all(procedure.label.endswith("…") for procedure in catalog.PROCEDURES)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_seldom_wanted_stands_last_in_the_menu(language: str) -> None:
    """GIMP puts what plug-ins bring in the order of the alphabet."""
    texts.choose(language)
    try:
        apart = t("gimp.apart").lower()
        often = [one.menu_label for one in catalog.PROCEDURES if one.menu_path == catalog.SELECT]
    finally:
        texts.choose("en")
    assert len(often) == 5
    assert max(label.replace("_", "").lower() for label in often) < apart
    assert catalog.DIAGNOSTICS.is_apart


def test_a_threshold_is_offered_only_where_words_say_what_is_looked_for() -> None:
    offered = {one.task for one in catalog.PROCEDURES if catalog.THRESHOLD in one.arguments}
    assert offered == {"words"}
    of_words = [one for one in catalog.PROCEDURES if one.task == "words"]
    assert all(catalog.THRESHOLD in one.arguments for one in of_words)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("procedure", catalog.PROCEDURES, ids=lambda one: one.short)
def test_no_two_arguments_share_a_key(procedure: catalog.Procedure, language: str) -> None:
    texts.choose(language)
    try:
        labels = [argument.label for argument in procedure.arguments if "_" in argument.label]
    finally:
        texts.choose("en")
    keys = [label[label.index("_") + 1].lower() for label in labels]
    assert len(keys) == len(set(keys))
    assert not set(GIMPS_OWN) & set(keys), "GIMP's own buttons have these"


@pytest.mark.parametrize("operation", catalog.OPERATIONS, ids=lambda one: one.name)
def test_what_does_something_is_not_folded_away(operation: catalog.Argument) -> None:
    values = {one.name: one.default for one in catalog.OPERATIONS}
    assert not catalog.is_any_set(values.__getitem__)
    assert catalog.is_any_set({**values, operation.name: operation.high}.__getitem__)
    if operation.low < 0:
        assert catalog.is_any_set({**values, operation.name: operation.low}.__getitem__)
