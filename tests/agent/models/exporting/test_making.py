"""What is exported is compared with what it was made of, and refused where it differs."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import tiny
from frisket.models.base import Unwatched
from frisket.models.exporting import birefnet, making
from frisket.models.exporting.making import Precision
from frisket.models.files import registry
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from tiny.matte.birefnet import write
from toyworld import cards as toyworld

# Tiny networks too are followed, written and compared.
pytestmark = pytest.mark.timeout(600)

CARDS = registry.cards("installed")
LITE = replace(CARDS["birefnet-lite"], options={"sides": [64, 64]})
TOY = ("toy-sam2", "toy-sam", "toy-words", "toy-birefnet")


def test_a_family_without_an_exporter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="vitmatte-small cannot be exported"):
        making.exported(CARDS["vitmatte-small"], tmp_path, tmp_path / "into", Unwatched())
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize("precision", making.PRECISIONS)
@pytest.mark.parametrize("difference", [0.5, float("nan")])
def test_what_differs_too_much_is_not_left_lying(
    difference: float, precision: Precision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "torch"
    folder.mkdir()
    write(folder, LITE)
    # No export differs so much of itself.
    monkeypatch.setattr(birefnet, "compared", lambda *_: (difference,))
    with pytest.raises(FailedPrecondition, match=f"in {precision} differ from it by") as refused:
        making.exported(LITE, folder, tmp_path / "onnx", Unwatched(), precision)
    assert f"{difference:.4g} of the pixels" in refused.value.message
    assert ("--precision" in refused.value.hint) == (precision != "fp32")
    assert [one.name for one in tmp_path.iterdir()] == ["torch"]


@pytest.mark.parametrize("precision", ["fp16", "int8"])
@pytest.mark.parametrize("name", TOY)
def test_trained_weights_keep_what_they_know_in_fewer_bits(
    name: str, precision: Precision, tmp_path: Path
) -> None:
    card = toyworld.cards()[name]
    told = making.exported(card, Path(card.path), tmp_path / "onnx", Unwatched(), precision)
    family = making.FAMILIES[card.builder]
    assert all(measure.unit in told for measure in family.measures)
    assert list((tmp_path / "onnx").rglob("*.onnx"))


@pytest.mark.parametrize("precision", ["fp16", "int8"])
@pytest.mark.parametrize(
    ("name", "written"),
    [("edgetam", "segment.sam2"), ("dfine-nano-coco", "detect.rf_detr")],
)
def test_random_ones_are_written_or_refused_in_a_sentence(
    name: str, written: str, precision: Precision, tmp_path: Path
) -> None:
    folder = tmp_path / "torch"
    folder.mkdir()
    card = tiny.eager(CARDS[name])
    import_module(f"tiny.{written}").write(folder, card)
    into = tmp_path / "onnx"
    # Random weights make much of little: they may be refused.
    said = ""
    try:
        making.exported(card, folder, into, Unwatched(), precision)
    except FailedPrecondition as refused:
        said = refused.message
    assert into.exists() == (not said)
    assert "differ from it by" in said or list(into.rglob("*.onnx"))


def test_every_card_of_a_family_that_can_be_exported_is_one_that_is_known() -> None:
    builders = {card.builder for card in CARDS.values()}
    assert set(making.FAMILIES) <= builders
