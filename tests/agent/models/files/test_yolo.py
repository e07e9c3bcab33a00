"""Files of YOLO models: what is converted is the same, and what is hostile does nothing."""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from frisket.models.files.yolo import WEIGHTS, convert_yolo, read_pt, read_safetensors, yolo_card
from frisket.models.pool import Pool
from frisket_protocol.errors import InvalidArgument
from tiny.detect import yolo as tiny


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `.pt` file as training leaves it, at a place whose name ultralytics would not find."""
    folder = tmp_path_factory.mktemp("o'brien") / "my 'models'"
    folder.mkdir()
    network = tiny.network("yolo11.yaml").half()
    network.yaml["yaml_file"] = "/home/somebody/secret/yolo11.yaml"
    tiny.save_pt(network, folder / "yolov5s.pt")
    return folder / "yolov5s.pt"


@pytest.fixture
def converted(trained: Path, tmp_path: Path) -> Path:
    convert_yolo(trained, tmp_path / WEIGHTS)
    return tmp_path / WEIGHTS


def test_the_tensors_are_those_of_the_file_bit_for_bit(trained: Path, converted: Path) -> None:
    before, after = read_pt(trained).tensors, load_file(converted)
    assert before.keys() == after.keys()
    assert all(torch.equal(tensor, after[key]) for key, tensor in before.items())
    assert before["model.0.conv.weight"].dtype == torch.float16


def test_what_else_a_model_is_stands_beside_them(converted: Path) -> None:
    with safe_open(converted, "pt") as opened:
        about = opened.metadata()
    assert about["task"] == "detect"
    assert json.loads(about["names"]) == ["face", "hand", "person"]
    assert about["size"] == "128"
    assert json.loads(about["yaml"])["nc"] == 3
    assert "somebody" not in about["yaml"]


def test_the_network_answers_as_the_one_that_was_saved(trained: Path, converted: Path) -> None:
    shown = torch.rand(1, 3, 64, 96)
    with torch.inference_mode():
        before = read_pt(trained).network()(shown)[0]
        after = read_safetensors(converted).network()(shown)[0]
    torch.testing.assert_close(before, after, rtol=0, atol=0)


def test_its_card_says_what_is_known_of_it(converted: Path) -> None:
    card = yolo_card("my-faces", converted.parent)
    assert (card.name, card.role, card.licence) == ("my-faces", "detect", "AGPL-3.0")
    assert card.title == "YOLO: face, hand, person"
    assert card.parameters == 179_177
    assert card.path == str(converted.parent)
    assert list(card.files) == [WEIGHTS]
    assert card.options["size"] == 128
    assert Pool({}, "cuda", 1).place_of(card).dtype == "float32"
    assert card.lacks == ()


class Command:
    """Pickled, it runs a command of the shell when it is unpickled."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f"echo > {self.marker}",)


def hostile(kind: str, file: Path, marker: Path) -> None:
    command = Command(marker)
    if kind == "a command as the model":
        torch.save({"model": command}, file)
    elif kind == "a command beside a good model":
        model = tiny.network("yolo11.yaml")
        torch.save({"model": model, "ema": None, "train_args": command}, file)
    elif kind == "a command inside a good model":
        model = tiny.network("yolo11.yaml")
        model.names = {0: command, 1: "hand", 2: "person"}
        tiny.save_pt(model, file)
    else:
        file.write_bytes(pickle.dumps(command))


@pytest.mark.parametrize(
    "kind",
    [
        "a command as the model",
        "a command beside a good model",
        "a command inside a good model",
        "a plain pickle",
    ],
)
def test_a_hostile_file_is_refused_and_nothing_in_it_is_run(kind: str, tmp_path: Path) -> None:
    marker, target = tmp_path / "run", tmp_path / WEIGHTS
    hostile(kind, tmp_path / "model.pt", marker)
    with pytest.raises(InvalidArgument, match=r"model\.pt"):
        convert_yolo(tmp_path / "model.pt", target)
    assert not marker.exists()
    assert not target.exists()


def test_the_hostile_file_would_have_run_its_command(tmp_path: Path) -> None:
    marker = tmp_path / "run"
    hostile("a command as the model", tmp_path / "model.pt", marker)
    torch.load(tmp_path / "model.pt", weights_only=False)
    assert marker.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not an archive", b"\x89PNG"])
def test_what_is_no_checkpoint_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(content)
    with pytest.raises(InvalidArgument):
        convert_yolo(tmp_path / "model.pt", tmp_path / WEIGHTS)
    assert [file.name for file in tmp_path.iterdir()] == ["model.pt"]


def test_a_part_of_a_network_is_refused(tmp_path: Path) -> None:
    model = tiny.network("yolo11.yaml")
    torch.save({"model": model.model[0]}, tmp_path / "model.pt")
    with pytest.raises(InvalidArgument):
        convert_yolo(tmp_path / "model.pt", tmp_path / WEIGHTS)


OTHER_NETWORKS = {
    "classify": ("ClassificationModel", "yolo11n-cls.yaml", "classify"),
    "turned boxes": ("OBBModel", "yolo11n-obb.yaml", "OBB"),
    "words": ("WorldModel", "yolov8n-worldv2.yaml", "YOLO-World"),
}


@pytest.mark.parametrize(
    ("kind", "description", "said"), OTHER_NETWORKS.values(), ids=OTHER_NETWORKS
)
def test_another_network_of_ultralytics_is_refused_by_its_name(
    tmp_path: Path, kind: str, description: str, said: str
) -> None:
    from ultralytics.nn import tasks

    model = getattr(tasks, kind)(description, verbose=False)
    torch.save({"model": model, "ema": None}, tmp_path / "other.pt")
    with pytest.raises(InvalidArgument, match=said) as raised:
        read_pt(tmp_path / "other.pt")
    assert "detects, segments or finds poses" in raised.value.hint


def test_a_network_that_was_fused_is_refused_with_what_helps(tmp_path: Path) -> None:
    model = tiny.network("yolo11.yaml")
    model.fuse(verbose=False)
    tiny.save_pt(model, tmp_path / "fused.pt")
    with pytest.raises(InvalidArgument, match="fused") as raised:
        read_pt(tmp_path / "fused.pt")
    assert "best.pt" in raised.value.hint


@pytest.mark.parametrize(
    "change",
    [
        {"activation": "__import__('os').system('echo > {marker}')"},
        {"activation": "torch.hub.load('a/b', 'c')"},
        {"head": [[-1, 1, "torch_safe_load", ["{marker}"]]]},
        {"head": [[-1, 1, "os.system", ["echo > {marker}"]]]},
        {"nc": 4},
        {"backbone": []},
    ],
    ids=str,
)
def test_a_description_that_asks_for_anything_else_is_refused(
    change: dict[str, Any], converted: Path, tmp_path: Path
) -> None:
    marker = tmp_path / "run"
    checkpoint = read_safetensors(converted)
    changed = json.loads(json.dumps(change).replace("{marker}", str(marker)))
    about = {
        "task": "detect",
        "names": json.dumps(checkpoint.names),
        "size": "128",
        "yaml": json.dumps({**checkpoint.yaml, **changed}),
    }
    save_file(checkpoint.tensors, converted, about)
    with pytest.raises(InvalidArgument):
        read_safetensors(converted).network()
    assert not marker.exists()


@pytest.mark.parametrize("about", [None, {"task": "detect"}, {"task": "classify", "yaml": "{"}])
def test_a_file_of_somebody_elses_is_refused(about: Any, tmp_path: Path) -> None:
    save_file({"weight": torch.zeros(2)}, tmp_path / WEIGHTS, about)
    with pytest.raises(InvalidArgument, match="no YOLO model"):
        read_safetensors(tmp_path / WEIGHTS)
