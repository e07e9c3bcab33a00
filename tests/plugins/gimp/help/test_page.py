"""The page of help tells of everything that there is, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frisket_gimp import catalog
from frisket_gimp.help import page
from frisket_gimp.picking import keys
from frisket_plugin import texts
from frisket_plugin.texts import t


@pytest.fixture(params=sorted(texts.LANGUAGES))
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield texts.choose(request.param)
    texts.choose("en")


@pytest.mark.parametrize("wanted", catalog.PROCEDURES, ids=lambda one: one.short)
def test_every_command_and_each_of_its_arguments_is_told_of(
    wanted: catalog.Procedure, language: str
) -> None:
    entries = page.entries(wanted)
    assert entries[0].text == wanted.about
    told = {entry.about: entry.text for entry in entries}
    for argument in wanted.arguments:
        assert argument.about in told[argument.label.replace("_", "")]
    assert all(entry.text.rstrip("”“)").endswith(".") for entry in entries)
    title = page.title(wanted)
    assert not {"_", "…"} & set(title)


def test_the_list_of_models_has_a_page_too(language: str) -> None:
    assert t("shelf.window") in page.title(page.MODELS)
    assert len(page.entries(page.MODELS)) == 1


def test_every_key_of_the_window_is_named() -> None:
    told = " ".join(entry.text for entry in page.entries(catalog.INTERACTIVE))
    named = {"Escape": "Esc", "Return": "Enter", "BackSpace": "Backspace", "n": "N", "g": "G"}
    for key, name in named.items():
        assert keys.does(key, with_control=False)
        assert name in told
    for name in ("Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y"):
        assert name in told
        assert keys.does(name[-1], with_control=True, with_shift="Shift" in name)
