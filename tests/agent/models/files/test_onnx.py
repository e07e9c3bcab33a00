"""ONNX files of a person's own: found out by what runs them, and used without being named."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from frisket.models.base import Unwatched
from frisket.models.files import onnx, registry
from frisket.models.files.importing import import_model
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from tiny import onnx_files
from tiny.matte.subject import brightness


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.parametrize(
    ("called", "like", "look"),
    [
        ("isnet-general-use", "", onnx.LOOKS["isnet"]),
        ("isnet_anime", "", onnx.LOOKS["isnet-anime"]),
        ("u2netp", "", onnx.LOOKS["u2net"]),
        ("BiRefNet-general-bb_swin_v1_tiny-epoch_232", "", onnx.LOOKS["birefnet"]),
        ("RMBG-1.4", "", onnx.LOOKS["rmbg"]),
        ("mine", "", {}),
        ("mine", "modnet", onnx.LOOKS["modnet"]),
        ("u2net", "isnet", onnx.LOOKS["isnet"]),
    ],
)
def test_a_network_of_one_map_is_shown_its_picture_as_its_name_says(
    home: Path, called: str, like: str, look: dict[str, object]
) -> None:
    card = import_model(brightness(home / f"{called}.onnx"), "", like, Unwatched())
    assert (card.builder, dict(card.options)) == (onnx.SUBJECT, look)
    known = registry.cards("installed")[card.name]
    assert known.is_graph
    assert known.path


def test_a_look_that_nobody_has_is_refused(home: Path) -> None:
    with pytest.raises(InvalidArgument, match="shown its picture as 'banana' is") as refused:
        import_model(brightness(home / "mine.onnx"), "", "banana", Unwatched())
    assert "isnet" in refused.value.hint
    assert not (home / "data/models/mine").exists()


def test_what_nothing_runs_is_refused_with_what_is_known(home: Path) -> None:
    with pytest.raises(InvalidArgument) as refused:
        import_model(onnx_files.two_inputs(home / "mine.onnx"), "", "", Unwatched())
    assert "SAM's encoder and decoder" in refused.value.hint
    assert not list((home / "data/models").iterdir())


def test_weights_in_a_second_file_come_along(home: Path) -> None:
    file = onnx_files.with_data(brightness(home / "isnet.onnx"))
    card = import_model(file, "", "", Unwatched())
    assert set(card.files) == {"isnet.onnx", "isnet.onnx_data"}


def test_the_other_file_of_a_pair_comes_along(home: Path) -> None:
    for name in ("tiny_encoder.onnx", "tiny_decoder.onnx", "other_decoder.onnx"):
        brightness(home / name)
    found = [one.name for one in onnx._belonging(home / "tiny_encoder.onnx")]
    assert found == ["tiny_encoder.onnx", "tiny_decoder.onnx"]


def test_a_folder_is_used_where_it_lies(home: Path) -> None:
    folder = home / "export"
    folder.mkdir()
    brightness(folder / "model.onnx")
    card = import_model(folder, "mine", "", Unwatched())
    assert card.path == str(folder)
    assert set(card.files) == {"model.onnx"}


def test_what_rembg_has_is_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("U2NET_HOME", str(home / "rembg"))
    assert onnx.of_rembg() == []
    (home / "rembg").mkdir()
    brightness(home / "rembg/isnet-general-use.onnx")
    (home / "rembg/readme.txt").touch()
    (found,) = onnx.of_rembg()
    assert found == home / "rembg/isnet-general-use.onnx"
    card = import_model(found, "", "", Unwatched())
    assert onnx.of_rembg([card]) == []


@pytest.mark.parametrize("is_folder", [False, True], ids=["file", "folder"])
def test_where_nothing_runs_onnx_what_does_is_named_and_nothing_larger(
    home: Path, monkeypatch: pytest.MonkeyPatch, is_folder: bool
) -> None:
    (home / "isnet").mkdir()
    file = brightness(home / "isnet" / "isnet.onnx")
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *m: None if "onnx" in name else found(name, *m)
    )
    with pytest.raises(FailedPrecondition, match="What runs ONNX files") as refused:
        import_model(file.parent if is_folder else file, "", "", Unwatched())
    assert "light" in refused.value.hint
