"""Files of YOLO models: read without running what is in them, converted once, made into a model.

A safetensors file of ours has the tensors of the unfused network by ultralytics' own names, and
beside them, as text:
    task    "detect", "segment" or "pose": which of its networks it is; only boxes are asked of it
    yaml    the network's description, a JSON object
    names   what the classes are called, a JSON list in the order of their numbers
    size    the side in pixels of the pictures that it was trained with
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from frisket import installation
from frisket_protocol.errors import FrisketError, InvalidArgument

from .cards import ModelCard
from .yolo_library import DetectionModel, PoseModel, SegmentationModel, torch_safe_load

NETWORKS: dict[str, type[DetectionModel]] = {
    "detect": DetectionModel,
    "segment": SegmentationModel,
    "pose": PoseModel,
}
OTHERS = {
    "ClassificationModel": "says what a whole picture shows (classify)",
    "DepthModel": "measures depth",
    "OBBModel": "finds turned boxes (OBB)",
    "RTDETRDetectionModel": "is an RT-DETR",
    "SemanticSegmentationModel": "names the class of every pixel (semantic)",
    "WorldModel": "takes words of its own (YOLO-World)",
    "YOLOEModel": "takes words of its own (YOLOE)",
    "YOLOESegModel": "takes words of its own (YOLOE)",
}
"""ultralytics' other networks, and what each does."""
SIZE = 640
"""What ultralytics trains with unless told otherwise."""
WEIGHTS = "model.safetensors"
WORKING_BYTES = 256
"""Memory that calculating takes for each pixel shown; YOLO11m was measured to take 207."""


@dataclass(frozen=True, eq=False)
class YoloCheckpoint:
    """All that makes a model; the fields as in the file."""

    task: str
    yaml: dict[str, object]
    names: tuple[str, ...]
    size: int
    tensors: dict[str, Tensor]

    def network(self) -> DetectionModel:
        """The network in evaluation mode, unfused. Raises InvalidArgument when parts do not fit."""
        try:
            network = NETWORKS[self.task](deepcopy(self.yaml), verbose=False)
            network.load_state_dict(self.tensors, strict=True)
        except Exception as error:
            # A description is data from strangers: it may fail in any way, and does nothing else.
            raise InvalidArgument(
                "The YOLO model's weights do not fit its description.",
                detail="checkpoint",
                hint="Import the .pt file again, with an up-to-date frisket.",
            ) from error
        network.names = dict(enumerate(self.names))
        return network.eval()


def convert_yolo(source: Path, target: Path) -> None:
    """Write the model of a `.pt` file that ultralytics trained as a safetensors file.

    Nothing that the file holds is run. Raises InvalidArgument when it is no such model; `target` is
    then not there, or as it was.
    """
    checkpoint = read_pt(source)
    checkpoint.network()
    about = {
        "task": checkpoint.task,
        "yaml": json.dumps(checkpoint.yaml),
        "names": json.dumps(checkpoint.names),
        "size": str(checkpoint.size),
    }
    partial = target.with_name(target.name + ".part")
    try:
        save_file(checkpoint.tensors, partial, about)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def yolo_card(name: str, folder: Path, licence: str = "AGPL-3.0") -> ModelCard:
    """The card of the model that lies in `folder` as WEIGHTS, put there by `convert_yolo`."""
    file = folder / WEIGHTS
    checkpoint = read_safetensors(file)
    parameters = sum(parameter.numel() for parameter in checkpoint.network().parameters())
    return ModelCard(
        name=name,
        role="detect",
        title=f"YOLO: {', '.join(checkpoint.names[:3])}{', …' * (len(checkpoint.names) > 3)}",
        licence=licence,
        builder="frisket.models.detect.yolo:DetectYolo",
        path=str(folder),
        parameters=parameters,
        memory_bytes=4 * parameters + WORKING_BYTES * checkpoint.size**2,
        needs=("torch", "torchvision", "safetensors", "ultralytics"),
        files={WEIGHTS: hashlib.sha256(file.read_bytes()).hexdigest()},
        options={
            # `conf` and `iou` in ultralytics/cfg/default.yaml and its `predict`.
            "conf": 0.25,
            "iou": 0.7,
            "size": checkpoint.size,
            "dtypes": {"cuda": "float32", "xpu": "float32"},
        },
    )


def read_pt(file: Path) -> YoloCheckpoint:
    """A checkpoint of ultralytics', unpickled with tensors and its own classes of networks alone.

    Raises InvalidArgument.
    """
    with tempfile.TemporaryDirectory(prefix="frisket-yolo-") as folder:
        # Under a name of ours: ultralytics renames some names, and looks for what is not there.
        copy = Path(folder) / "checkpoint.pt"
        shutil.copyfile(file, copy)
        try:
            found, _ = torch_safe_load(copy, safe_only=True)  # type: ignore[no-untyped-call]
            model = found.get("ema") or found["model"]
            _refuse_others(file, model)
            task = next(task for task, kind in NETWORKS.items() if type(model) is kind)
            arguments = found.get("train_args") or {}
            tensors = {key: tensor.contiguous() for key, tensor in model.state_dict().items()}
            names = tuple(str(model.names[number]) for number in range(model.yaml["nc"]))
            size = int(arguments.get("imgsz") or SIZE)
            # The name of the file it was trained from is a path of whoever trained it.
            yaml = {key: value for key, value in model.yaml.items() if key != "yaml_file"}
            json.dumps(yaml)
        except FrisketError:
            raise
        except Exception as error:
            # Unpickling fails in any way that a stranger likes.
            raise InvalidArgument(
                f"The file {file.name} is no YOLO model that can be loaded safely.",
                detail="checkpoint",
                hint="Models that ultralytics trained to detect, segment or find poses can be.",
            ) from error
    return YoloCheckpoint(task, yaml, names, size, tensors)


def _refuse_others(file: Path, model: object) -> None:
    """Raise InvalidArgument for a network that cannot be used here, and say which it is."""
    kind = type(model).__name__
    if kind in OTHERS:
        raise InvalidArgument(
            f"{file.name} is a YOLO that {OTHERS[kind]}: none that can be used here.",
            detail="checkpoint",
            hint="Take one of the same size that detects, segments or finds poses.",
        )
    names = model.state_dict().keys() if isinstance(model, DetectionModel) else ()
    if names and not any(".bn." in name for name in names):
        raise InvalidArgument(
            f"{file.name} is a YOLO that was fused for speed: its norms are gone, and it does not "
            "fit its own description any more.",
            detail="checkpoint",
            hint="Take the .pt file as training saved it (best.pt or last.pt), before `fuse()` or "
            "an export.",
        )


def read_safetensors(file: Path) -> YoloCheckpoint:
    """A file that `convert_yolo` wrote. Raises InvalidArgument."""
    try:
        with safe_open(file, "pt") as opened:
            about = opened.metadata()
        return YoloCheckpoint(
            about["task"],
            json.loads(about["yaml"]),
            tuple(json.loads(about["names"])),
            int(about["size"]),
            load_file(file),
        )
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise InvalidArgument(
            f"The file {file.name} is no YOLO model of frisket's.",
            detail="checkpoint",
            hint="Import the model's .pt file with "
            f"{installation.here().frisket('models', 'import', 'FILE')}.",
        ) from error
