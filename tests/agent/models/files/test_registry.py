"""Cards: those that come with frisket, the user's own, and what none may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from frisket import cli
from frisket.models.files import registry

CARD = """
name = "mine"
role = "segment"
title = "Mine"
licence = "MIT"
builder = "frisket.models.segment.sam2:SegmentSam2"
repository = "somebody/cutter"

[files]
"model.safetensors" = ""
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own cards."""
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_cards_that_come_with_frisket_say_what_they_must() -> None:
    for card in registry.published():
        assert (registry.shipped() / card.role / f"{card.name}.toml").is_file(), card.name
        assert card.repository, card.name
        assert card.licence, card.name
        assert card.files, card.name
        assert card.parameters > 0, card.name
        assert card.memory_bytes > 0, card.name
        assert card.needs, card.name


def test_cards_of_a_family_calculate_in_the_same_numbers() -> None:
    chosen = {(card.builder, str(card.options.get("dtypes"))) for card in registry.published()}
    assert len(chosen) == len({builder for builder, _ in chosen})


def test_an_own_card_is_one_of_the_models(folder: Path) -> None:
    (folder / "mine.toml").write_text(CARD)
    card = registry.cards("installed")["mine"]
    assert card.title == "Mine"
    assert card.files == {"model.safetensors": ""}


def test_an_own_card_stands_for_one_that_comes_with_frisket(folder: Path) -> None:
    shipped = registry.published()[0]
    (folder / f"{shipped.name}.toml").write_text(CARD.replace('"mine"', f'"{shipped.name}"'))
    assert registry.cards("installed")[shipped.name].title == "Mine"


BROKEN = {
    "without a licence": ("mine", CARD.replace("MIT", ""), "licence is empty"),
    "of another name": ("other", CARD, "name and file name must agree"),
    "built in": ("classic", CARD.replace('"mine"', '"classic"'), "built in"),
    "of nothing": ("mine", CARD.replace('"somebody/cutter"', '""'), "neither a repository"),
    "not text": ("mine", "\udcff", "left out"),
}


@pytest.mark.parametrize(("name", "text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_own_card_is_left_out_and_said(
    folder: Path,
    name: str,
    text: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = folder / f"{name}.toml"
    file.write_bytes(text.encode(errors="surrogateescape"))
    known = registry.cards("installed")
    assert "classic" in known
    assert name not in known or known[name].title != "Mine"
    assert str(file) in caplog.text
    assert said in caplog.text
    cli.main(["doctor"])
    assert said in capsys.readouterr().out
