"""Models out of files that a person has."""

from __future__ import annotations

import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from frisket import cli
from frisket.models.base import Unwatched
from frisket.models.files import registry, verifying, weights
from frisket.models.files.cards import ModelCard
from frisket.models.files.importing import import_model, kind_of
from frisket.models.files.registry import own_card
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled, InvalidArgument, NotFound
from tiny.segment.sam2 import write as write_sam2

PATTERN = """
name = "{name}"
role = "segment"
title = "A pattern"
licence = "Apache-2.0"
builder = "frisket.models.segment.sam2:SegmentSam2"
repository = "somebody/pattern"
revision = "{revision}"
parameters = 100
memory_bytes = 1000
needs = ["torch"]

[files]
"model.safetensors" = ""

[options]
kind = "sam2"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders, with cards that stand for those of SAM 2.1."""
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    (tmp_path / "config" / "models").mkdir(parents=True)
    for name in ("sam2.1-large", "sam2.1-tiny"):
        own_card(name).write_text(PATTERN.format(name=name, revision="1" * 40))
    return tmp_path


def safetensors(file: Path, **shapes: list[int]) -> Path:
    """A file of zeros with these tensors."""
    head: dict[str, Any] = {}
    end = 0
    for name, shape in shapes.items():
        begin, end = end, end + 4 * int(np.prod(shape))
        head[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
    text = json.dumps(head).encode()
    file.write_bytes(len(text).to_bytes(8, "little") + text + bytes(end))
    return file


def folder(place: Path, kind: str = "sam2_video") -> Path:
    """A folder in Hugging Face's layout, with a tiny SAM 2.1 that calls itself `kind`."""
    known = {card.name: card for card in registry.published()}
    place.mkdir()
    write_sam2(place, known["sam2.1-tiny"])
    settings = json.loads((place / "config.json").read_text())
    (place / "config.json").write_text(json.dumps({**settings, "model_type": kind}))
    (place / "README.md").write_text("about it")
    (place / "training.py").write_text("raise SystemExit")
    return place


def torch_file(file: Path, *words: str, is_old: bool = False) -> Path:
    """What torch.save makes of a dictionary with these keys, as far as it is looked at."""
    pickled = pickle.dumps(dict.fromkeys(words, 1))
    if is_old:
        file.write_bytes(pickled)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("archive/data.pkl", pickled)
    return file


def imported(source: Path, name: str = "", like: str = "") -> ModelCard:
    card = import_model(source, name, like, Watch())
    assert registry.cards("installed")[card.name] == card
    assert weights.installed(card)
    assert not any(file.is_damaged or not file.expected for file in verifying.verify(card, Watch()))
    return card


def left_behind(home: Path) -> list[str]:
    """Files of ours that are neither patterns nor sources."""
    places = [home / "config", home / "data"]
    files = [file.name for place in places for file in place.rglob("*")]
    return [
        name for name in files if name not in ("models", "sam2.1-large.toml", "sam2.1-tiny.toml")
    ]


def test_a_folder_is_used_where_it_lies(home: Path) -> None:
    source = folder(home / "My Finetune_2")
    card = imported(source)
    assert card.name == "my-finetune-2"
    assert Path(card.path) == source
    assert set(card.files) == {"config.json", "model.safetensors", "preprocessor_config.json"}
    assert (card.role, card.builder) == ("segment", "frisket.models.segment.sam2:SegmentSam2")
    assert card.parameters > 10_000
    assert card.memory_bytes == 10 * card.parameters, "as the pattern takes for each of its own"
    assert (card.repository, card.revision, card.options) == ("", "", {"kind": "sam2"})
    assert weights.remove(card) == 0
    assert (source / "model.safetensors").exists()
    assert not own_card(card.name).exists()


def test_what_a_folder_is_can_be_said(home: Path) -> None:
    source = folder(home / "mystery", kind="nonsuch")
    with pytest.raises(InvalidArgument, match="--as"):
        imported(source)
    assert left_behind(home) == []
    assert imported(source, "known", "sam2.1-tiny").name == "known"
    with pytest.raises(NotFound):
        imported(source, "other", "nonsuch")


def test_pickles_are_no_weights(home: Path) -> None:
    source = folder(home / "old")
    (source / "model.safetensors").rename(source / "pytorch_model.bin")
    with pytest.raises(InvalidArgument, match="safetensors"):
        imported(source)


def test_a_name_is_taken_once(home: Path) -> None:
    imported(folder(home / "one"), "mine")
    second = folder(home / "two")
    for name in ("mine", "classic", "###"):
        with pytest.raises(InvalidArgument, match="--name"):
            imported(second, name)


def test_a_file_of_weights_is_copied_with_its_configuration(home: Path) -> None:
    source = folder(home / "download") / "model.safetensors"
    card = imported(source, "copied")
    place = home / "data" / "models" / "copied"
    assert (card.name, Path(card.path)) == ("copied", place)
    assert sorted(file.name for file in place.iterdir()) == [
        "config.json",
        "model.safetensors",
        "preprocessor_config.json",
    ]
    assert weights.remove(card) > 40_000
    assert not place.exists()
    assert source.exists()


KINDS = {
    "SAM 2.1": ("model", "image_encoder.trunk.pos_embed"),
    "YOLO": ("ultralytics.nn.tasks",),
}


@pytest.mark.parametrize("is_old", [True, False], ids=["old", "zip"])
@pytest.mark.parametrize("title", KINDS)
def test_a_pickle_is_known_by_what_is_in_it(home: Path, title: str, is_old: bool) -> None:
    assert kind_of(torch_file(home / "x.pt", *KINDS[title], is_old=is_old)).title == title


def test_safetensors_are_known_by_their_names(home: Path) -> None:
    file = safetensors(home / "x.safetensors", **{"tracker.model.interactive_x": [1]})
    assert kind_of(file).title == "SAM 3.1"
    assert kind_of(safetensors(home / "y.safetensors", bb=[1])).title == "safetensors"


BLOCK = "image_encoder.blocks.{}.norm1.weight"
UNKNOWN = {
    "SAM 3.1 as a pickle": (["detector.backbone.x"], "Comfy-Org/sam3.1"),
    "SAM base": ([BLOCK.format(11)], "pull sam-base`"),
    "SAM large": ([BLOCK.format(23), BLOCK.format(20)], "pull sam-large`"),
    "SAM huge": ([BLOCK.format(20), BLOCK.format(30)], "pull sam-huge`"),
    "HQ-SAM base": ([BLOCK.format(11), "mask_decoder.hf_token.weight"], "pull sam-hq-base`"),
    "HQ-SAM large": ([BLOCK.format(20), "mask_decoder.hf_token.weight"], "pull sam-hq-large`"),
    "EdgeTAM": (["image_encoder.trunk.body.stem", "spatial_perceiver.latents"], "pull edgetam`"),
    "Grounding DINO": (["module.feat_map.weight", "bbox_embed.0"], "pull grounding-dino-tiny`"),
    "BiRefNet": (["bb.patch_embed.proj.weight", "decoder.x"], "pull birefnet-lite`"),
    "BiRefNet large": (
        ["bb.patch_embed.proj.weight", "decoder.x", "bb.layers.2.blocks.10.norm1.weight"],
        "pull birefnet-general`",
    ),
    "RF-DETR": (["refpoint_embed.weight", "transformer.enc_output.0.weight"], "pull rf-detr"),
    "anything else": (["weights"], "Known are"),
}


@pytest.mark.parametrize(("words", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_imported_is_said(home: Path, words: list[str], said: str) -> None:
    with pytest.raises(InvalidArgument, match=said) as raised:
        imported(torch_file(home / "x.pt", *words))
    assert raised.value.detail == "checkpoint"
    assert left_behind(home) == []


def test_an_onnx_file_that_is_none_is_refused(home: Path) -> None:
    (home / "birefnet.onnx").write_bytes(b"\x08\x08\x12\x07pytorch")
    with pytest.raises(InvalidArgument, match="damaged, cut short, or no ONNX file"):
        imported(home / "birefnet.onnx")


def test_what_is_no_such_model_is_refused_when_it_is_imported(home: Path) -> None:
    """A BiRefNet as SAM 2.1, and a SAM 2.1 of which a weight is missing or of another size."""
    lone = safetensors(home / "birefnet.safetensors", **{"bb.norm0.weight": [4], "decoder.x": [1]})
    source = folder(home / "tuned")
    held = load_file(source / "model.safetensors")
    name = next(name for name in held if name.endswith("mask_decoder.iou_token.weight"))
    for wrong in (None, held[name][:, :8].contiguous()):
        changed = {key: one for key, one in held.items() if key != name}
        changed |= {} if wrong is None else {name: wrong}
        save_file(changed, source / "model.safetensors", {"format": "pt"})
        with pytest.raises(InvalidArgument, match="is not what it was taken for"):
            imported(source, "mine")
    with pytest.raises(InvalidArgument, match="mine is not what it was taken for") as raised:
        imported(lone, "mine", "sam2.1-tiny")
    assert "`--as birefnet-lite`" in raised.value.hint
    assert left_behind(home) == []


def test_weights_that_no_settings_tell_of_are_known_by_their_keys(home: Path) -> None:
    keys = {"bb.norm0.weight": [4], "decoder.x": [1]}
    large = keys | {"bb.layers.2.blocks.10.norm1.weight": [4]}
    told = {"birefnet-lite": keys, "birefnet-general": large}
    for name, shapes in told.items():
        with pytest.raises(InvalidArgument) as raised:
            imported(safetensors(home / "mine.safetensors", **shapes))
        assert f"`--as {name}`" in raised.value.hint
    with pytest.raises(InvalidArgument) as raised:
        imported(safetensors(home / "other.safetensors", weights=[4]))
    assert "does not say what it is" in raised.value.hint


def test_what_is_not_there_and_what_is_nothing(home: Path) -> None:
    with pytest.raises(NotFound):
        imported(home / "nothing.pt")
    for data in (b"", b"\xff" * 100, b"\x10\0\0\0\0\0\0\0 not json at all"):
        (home / "x.pt").write_bytes(data)
        with pytest.raises(InvalidArgument):
            imported(home / "x.pt")


@pytest.mark.parametrize("words", KINDS.values(), ids=KINDS)
def test_a_conversion_that_fails_leaves_nothing(home: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidArgument):
        imported(torch_file(home / "x.pt", *words))
    assert left_behind(home) == []


def test_sam_3_1_needs_the_words_of_clip(home: Path) -> None:
    file = safetensors(home / "x.safetensors", **{"tracker.model.interactive_x": [1]})
    with pytest.raises(InvalidArgument, match=r"vocab\.json"):
        imported(file)
    assert left_behind(home) == []


def test_a_cancelled_import_leaves_nothing(home: Path) -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        import_model(folder(home / "one"), "", "", watch)
    assert left_behind(home) == []


def test_a_yolo_checkpoint_becomes_a_model_that_detects(home: Path) -> None:
    from tiny.detect.yolo import network, save_pt

    save_pt(network("yolo11.yaml"), home / "yolov8n-face.pt")
    card = imported(home / "yolov8n-face.pt", "yolo-face")
    assert card.licence == "AGPL-3.0"
    picture = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    model = card.build(weights.folder(card))
    assert {found.label for found in model.detect(picture, [], Unwatched())} <= set(
        model.vocabulary
    )


def test_a_checkpoint_of_metas_becomes_a_model_that_segments(home: Path) -> None:
    torch = pytest.importorskip("torch")
    sam2 = pytest.importorskip("sam2.build_sam")
    model = sam2.build_sam2("configs/sam2.1/sam2.1_hiera_t.yaml", device="cpu")
    torch.save({"model": model.state_dict()}, home / "sam2.1_hiera_tiny.pt")
    card = imported(home / "sam2.1_hiera_tiny.pt")
    assert card.name == "sam2.1-hiera-tiny"
    assert card.about == "Imported; built like A pattern."
    assert card.parameters > 30_000_000


def test_import_on_the_command_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = folder(home / "tuned")
    assert cli.main(["models", "import", str(source), "--name", "mine", "--as", "sam2.1-tiny"]) == 0
    told = capsys.readouterr().out
    assert "mine is a model now" in told
    assert str(source) in told
    assert str(own_card("mine")) in told
    assert cli.main(["models", "import", str(home / "nothing")]) == 1


def test_a_file_of_weights_that_is_damaged_is_called_so(home: Path) -> None:
    source = folder(home / "tuned")
    (source / "model.safetensors").write_bytes(b"garbage" * 99)
    with pytest.raises(InvalidArgument) as refused:
        imported(source, "mine")
    assert str(refused.value) == (
        "model.safetensors in tuned cannot be read: it is damaged, or no file of weights. "
        "Fetch or copy it anew."
    )


def test_what_was_imported_is_said_to_be_used_and_only_forgotten_where_it_lies(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder(home / "tuned")
    assert cli.main(["models", "import", str(source), "--name", "mine"]) == 0
    assert "Used by: " in (told := capsys.readouterr().out)
    assert "click" in told.partition("Used by: ")[2]
    assert cli.main(["models", "remove", "mine", "--yes"]) == 0
    told = capsys.readouterr().out
    assert f"mine is no model any more. Its files in {source} stay." in told
    assert "freed" not in told
    assert (source / "model.safetensors").is_file()
