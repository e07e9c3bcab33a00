"""What a person sets, what is remembered of it, and what it means in the protocol."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.cli import arguments
from frisket_plugin import options, settings
from frisket_plugin.options import Options
from frisket_plugin.settings import Settings
from frisket_protocol import FrisketError

CHOSEN = Options(
    "words", "rough", "visible", "cutout", "subtract", "matte", -2.5, 3, 40, 9, 1.5, True, 0.35
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


def test_options_come_back_from_json() -> None:
    assert options.from_json(json.loads(json.dumps(options.to_json(CHOSEN)))) == CHOSEN


@given(st.dictionaries(st.sampled_from(list(options.to_json(Options()))), JUNK) | JUNK)
def test_whatever_stands_in_the_file_gives_options_that_can_be_sent(values: object) -> None:
    _ = options.from_json(values).finish


def test_joined_masks_are_inverted_as_one_and_later() -> None:
    wanted = Options(output="selection", invert=True, grow=2)
    assert not wanted.finish.operations.invert
    assert wanted.finish.operations.grow == 2
    assert replace(wanted, output="objects").finish.operations.invert


def test_colours_come_with_cut_outs_alone() -> None:
    assert Options(output="cutout").finish.foreground
    assert Options(output="objects").finish.foreground
    assert not Options(output="mask").finish.foreground
    assert not Options(output="cutout", invert=True).finish.foreground


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


def test_settings_are_remembered_for_each_host(folder: Path) -> None:
    krita = Settings("frisket serve", "127.0.0.1:9", "secret", "de", 300, CHOSEN, "fox", "dimmed")
    settings.save("krita", krita)
    settings.save("gimp", Settings(words="hare"))
    assert settings.load("krita") == krita
    assert settings.load("gimp").words == "hare"
    assert [file.name for file in folder.iterdir()] == ["plugins.json"]
    if os.name == "posix":
        assert stat.S_IMODE((folder / "plugins.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", 3, None, "#3060a0; border: 9px"])
def test_only_a_colour_is_one(folder: Path, colour: object) -> None:
    folder.mkdir()
    values = {"krita": {"colour": colour, "view": colour}}
    (folder / "plugins.json").write_text(json.dumps(values), "utf-8")
    assert settings.load("krita") == Settings()


def test_edges_are_soft_unless_something_else_is_said() -> None:
    """As the README says it of frisket."""
    assert Options().edges == "soft"
    typed = arguments.read(["mask", "picture.png", "--subject", "-o", "mask.png"])
    assert typed.edges == Options().edges


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(Settings(token="secret"))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[[[", '{"krita": 3}', '{"krita": {"preview": 9}}']
)
def test_a_broken_file_hurts_nobody(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "plugins.json").write_text(text, "utf-8")
    assert settings.load("krita").options == Options()
    settings.save("krita", Settings(words="fox"))
    assert settings.load("krita").words == "fox"


def test_settings_that_cannot_be_saved_are_said_to_be_so(folder: Path) -> None:
    folder.write_text("a file, where a folder should be", "utf-8")
    with pytest.raises(FrisketError, match="could not be saved"):
        settings.save("krita", Settings())
