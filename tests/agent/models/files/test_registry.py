"""Cards: those that come with frisket, the user's own, and what none may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from frisket import cli
from frisket.models.files import registry
from frisket_protocol.errors import InvalidArgument

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


WRONG = {
    "not TOML": ("name =", "TOML"),
    "no name": ('title = "x"', "it has no name"),
    "unknown field": (f"size = 3\n{CARD}", "no field 'size'"),
    "wrong type": (f"parameters = true\n{CARD}", "parameters has a wrong type"),
    "path in its name": (CARD.replace('"mine"', '"../mine"'), "its name may have"),
    "no such role": (CARD.replace('"segment"', '"sing"'), "its role is none of"),
    "code of others": (CARD.replace("frisket.models.segment.sam2", "os.path"), "its builder"),
    "pickle": (CARD.replace("model.safetensors", "model.bin"), "is none of .safetensors"),
    "code": (CARD.replace("model.safetensors", "modelling.py"), "is none of .safetensors"),
    "file outside": (CARD.replace("model.safe", "../../model.safe"), "outside of its folder"),
    "file from the root": (CARD.replace("model.safe", "/model.safe"), "outside of its folder"),
    "file in Windows' words": (CARD.replace("model.safe", "C:model.safe"), "outside of its folder"),
    "file without quotes": (CARD.replace('"model.safetensors"', "model.safetensors"), "quotation"),
    "short hash": (CARD.replace('s" = ""', 's" = "abc"'), "64 hexadecimal digits"),
    "branch": (CARD.replace("\n\n", '\nrevision = "main"\n\n'), "not a full commit id"),
    "no repository": (CARD.replace("somebody/cutter", "cutter"), "owner/name"),
    "a companion without a file": (f"{CARD}\n[options]\nalso = ['a/b']", "is none of"),
    "a companion outside": (
        f"{CARD}\n[options]\nalso = ['a/b:../c.json']",
        "outside of its folder",
    ),
    "a companion of nobody": (f"{CARD}\n[options]\nalso = ['b:c.json']", "owner/name:file"),
    "needs numbers": (f"needs = [1]\n{CARD}", "not a text"),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_card_is_said(text: str, said: str) -> None:
    with pytest.raises(InvalidArgument) as raised:
        registry.parse(text)
    assert raised.value.detail == "card"
    assert said in str(raised.value)


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
