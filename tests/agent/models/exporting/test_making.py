"""What is exported is compared with what it was made of, and refused where it differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frisket.models.base import Unwatched
from frisket.models.exporting import birefnet, making
from frisket.models.files import registry
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from tiny.matte.birefnet import write

CARDS = registry.cards("installed")


def test_a_family_without_an_exporter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="vitmatte-small cannot be exported"):
        making.exported(CARDS["vitmatte-small"], tmp_path, tmp_path / "into", Unwatched())
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize("difference", [0.5, float("nan")])
def test_what_differs_too_much_is_not_left_lying(
    difference: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lite = replace(CARDS["birefnet-lite"], options={"sides": [64, 64]})
    folder = tmp_path / "torch"
    folder.mkdir()
    write(folder, lite)
    # No export differs so much of itself.
    monkeypatch.setattr(birefnet, "compared", lambda *_: difference)
    with pytest.raises(FailedPrecondition, match="differ from it"):
        making.exported(lite, folder, tmp_path / "onnx", Unwatched())
    assert [one.name for one in tmp_path.iterdir()] == ["torch"]


def test_every_card_of_a_family_that_can_be_exported_is_one_that_is_known() -> None:
    builders = {card.builder for card in CARDS.values()}
    assert set(making.FAMILIES) <= builders
