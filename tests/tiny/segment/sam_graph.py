"""Tiny pairs of ONNX files of SAM 2.1, EdgeTAM and SAM, in each layout that is published.

A pair of a kind is exported once, which costs seconds, and kept as long as nothing changes that has
to do with it; the other layouts are made of it with a few operators more.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import transformers
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from frisket.models.base import Unwatched
from frisket.models.exporting import sam_pairs
from frisket.models.files.cards import ModelCard

ROOT = Path(__file__).parents[2]
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "frisket-tests" / "pairs"
KINDS = {"sam2": "sam2:SegmentSam2", "edgetam": "sam2:SegmentSam2", "sam": "sam:SegmentSam"}
"""What can be exported, and what loads it with torch; "toy-…" is the same of the toy world."""
SAM2_FEATURES = ("high_res_feats_0", "high_res_feats_1", "image_embed")
MEAN = np.array([123.675, 116.28, 103.53], np.float32)
DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)


def write(folder: Path, card: ModelCard) -> None:
    """The pair that the card names, in the layout in which that is published."""
    files = [name for name in card.files if name.endswith(".onnx")]
    if card.name.startswith(("mobilesam", "slimsam")):
        layout = of_sam if card.name.startswith("mobilesam") else published
        layout("sam", folder / "pair")
    else:
        published("edgetam" if card.name.startswith("edgetam") else "sam2", folder / "pair")
    for name in card.files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    decoder, encoder = sorted(files, key=lambda name: "encoder" in name.replace("prompt_en", ""))
    for made, name in ((sam_pairs.ENCODER, encoder), (sam_pairs.DECODER, decoder)):
        onnx.save_model(
            onnx.load(folder / "pair" / made),
            folder / name,
            save_as_external_data=f"{name}_data" in card.files,
            location=f"{Path(name).name}_data",
        )
    for name in sam_pairs.SETTINGS:
        if name in card.files:
            shutil.copyfile(folder / "pair" / name, folder / name)
    shutil.rmtree(folder / "pair")


def torch_card(kind: str) -> ModelCard:
    """The card of the same weights with torch."""
    builder = f"frisket.models.segment.{KINDS[kind.removeprefix('toy-')]}"
    options = {"kind": kind} if kind == "edgetam" else {}
    return ModelCard("tiny", "segment", "", "Apache-2.0", builder, options=options)


def torch_folder(kind: str) -> Path:
    """Where these weights lie."""
    return _made(kind) / "torch"


def exported(kind: str) -> Path:
    """A folder with the pair as frisket exports it; nobody may change it."""
    return _made(kind) / "onnx"


@cache
def _made(kind: str) -> Path:
    """A folder with both, from the cache of this machine if possible."""
    kept = KEPT / _sources() / kind
    if kept.is_dir():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=kept.parent))
    card, folder, into = torch_card(kind), scratch / "torch", scratch / "onnx"
    family = KINDS[kind.removeprefix("toy-")].partition(":")[0]
    into.mkdir()
    if kind.startswith("toy-"):
        shutil.copytree(ROOT / "toyworld" / "checkpoints" / kind, folder)
    else:
        folder.mkdir()
        import_module(f"tiny.segment.{family}").write(folder, card)
    exporter = import_module(f"frisket.models.exporting.{family}")
    exporter.export(card, folder, into, Unwatched())
    try:
        scratch.rename(kept)
    except OSError:
        # Another run of the tests was faster.
        shutil.rmtree(scratch)
    return kept


@cache
def _sources() -> str:
    """A name for all that a pair depends on."""
    digest = hashlib.sha256(f"{torch.__version__} {transformers.__version__}".encode())
    digest.update(onnx.__version__.encode())
    made_by = [
        *Path(sam_pairs.__file__).parent.glob("*.py"),
        *Path(__file__).parent.glob("sam*.py"),
    ]
    for file in sorted((*made_by, *(ROOT / "toyworld" / "checkpoints").glob("toy-sam*/*"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def published(kind: str, into: Path) -> Path:
    """As transformers.js has it: three answers to everything, no mask prompt; SAM takes no box."""
    shutil.copytree(exported(kind), into)
    decoder = onnx.load(into / sam_pairs.DECODER)
    for name in ("single_masks", "single_scores"):
        _drop_output(decoder, name)
    _without_masks(decoder)
    if kind.removeprefix("toy-") == "sam":
        _fix(decoder, "input_boxes", np.zeros((1, 0, 4), np.float32))
        pads = {"a": np.zeros((1, 1, 1, 2), np.float32), "b": np.full((1, 1, 1), -1, np.int64)}
        for name, constant in zip(("input_points", "input_labels"), pads, strict=True):
            decoder.graph.initializer.append(numpy_helper.from_array(pads[constant], constant))
            _feed(decoder, name, [helper.make_node("Concat", [name, constant], ["x"], axis=2)])
    onnx.save_model(decoder, into / sam_pairs.DECODER)
    return into


def of_samexporter(kind: str, into: Path) -> Path:
    """SAM 2 as samexporter writes it: three answers, a mask prompt, masks of 256²."""
    decoder = _of_the_authors(kind, into, dict(zip(_maps(kind), SAM2_FEATURES, strict=True)))
    _give(decoder, "masks", [helper.make_node("Squeeze", ["pred_masks", "one"], ["masks"])])
    _give(decoder, "scores", [helper.make_node("Squeeze", ["iou_scores", "one"], ["scores"])])
    for name in (*sam_pairs.ANSWERS, "object_score_logits"):
        _drop_output(decoder, name)
    onnx.save_model(decoder, into / sam_pairs.DECODER)
    encoder = onnx.load(into / sam_pairs.ENCODER)
    for old, new in zip(_maps(kind), SAM2_FEATURES, strict=True):
        _give(encoder, new, [helper.make_node("Identity", [old], [new])])
        _drop_output(encoder, old)
    _rename_input(encoder, "pixel_values", "image", (1, 3, _side(encoder), _side(encoder)))
    onnx.save_model(encoder, into / sam_pairs.ENCODER)
    return into


def of_sam(kind: str, into: Path) -> Path:
    """SAM's own decoder, with four masks, beside an encoder that takes the picture as it is."""
    decoder = _of_the_authors(kind, into, {"image_embeddings": "image_embeddings"})
    places = _places(exported(kind))
    _fix(decoder, "image_positional_embeddings", places)
    for name, parts in (
        ("low_res_masks", ["single_masks", "pred_masks"]),
        ("iou_predictions", ["single_scores", "iou_scores"]),
    ):
        nodes = [
            helper.make_node("Concat", parts, [f"all_{name}"], axis=2),
            helper.make_node("Squeeze", [f"all_{name}", "one"], [name]),
        ]
        _give(decoder, name, nodes)
    for name in sam_pairs.ANSWERS:
        _drop_output(decoder, name)
    onnx.save_model(decoder, into / sam_pairs.DECODER)
    encoder = onnx.load(into / sam_pairs.ENCODER)
    _drop_output(encoder, "image_positional_embeddings")
    side = _side(encoder)
    constants: dict[str, NDArray[Any]] = {
        "mean": MEAN,
        "deviation": DEVIATION,
        "sides": np.array([side, side], np.int64),
        "before": np.zeros(6, np.int64),
        "first": np.array([0], np.int64),
        "two": np.array([2], np.int64),
    }
    encoder.graph.initializer.extend(numpy_helper.from_array(a, n) for n, a in constants.items())
    nodes = [
        helper.make_node("Sub", ["input_image", "mean"], ["centred"]),
        helper.make_node("Div", ["centred", "deviation"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["planes"], perm=[2, 0, 1]),
        helper.make_node("Unsqueeze", ["planes", "first"], ["batch"]),
        helper.make_node("Shape", ["input_image"], ["lengths"]),
        helper.make_node("Slice", ["lengths", "first", "two"], ["size"]),
        helper.make_node("Sub", ["sides", "size"], ["rest"]),
        helper.make_node("Concat", ["before", "rest"], ["around"], axis=0),
        helper.make_node("Pad", ["batch", "around"], ["x"]),
    ]
    _rename_input(encoder, "pixel_values", "input_image", ("height", "width", 3), nodes)
    onnx.save_model(encoder, into / sam_pairs.ENCODER)
    return into


# --- changing graphs ---


def _of_the_authors(kind: str, into: Path, maps: Mapping[str, str]) -> ModelProto:
    """The decoder with the inputs of segment-anything's export, the maps called as given."""
    shutil.copytree(exported(kind), into)
    decoder = onnx.load(into / sam_pairs.DECODER)
    one = numpy_helper.from_array(np.array([1], np.int64), "one")
    decoder.graph.initializer.append(one)
    _fix(decoder, "input_boxes", np.zeros((1, 0, 4), np.float32))
    shapes = {port.name: _lengths(port) for port in decoder.graph.input}
    for old, new in maps.items():
        if old != new:
            _rename_input(decoder, old, new, shapes[old])
    _rename_input(decoder, "input_masks", "mask_input", shapes["input_masks"])
    _rename_input(decoder, "has_input_masks", "has_mask_input", (1,))
    points = [helper.make_node("Unsqueeze", ["point_coords", "one"], ["x"])]
    _rename_input(decoder, "input_points", "point_coords", (1, "points", 2), points)
    labels = [
        helper.make_node("Cast", ["point_labels"], ["whole"], to=TensorProto.INT64),
        helper.make_node("Unsqueeze", ["whole", "one"], ["x"]),
    ]
    _rename_input(decoder, "input_labels", "point_labels", (1, "points"), labels)
    return decoder


def _without_masks(decoder: ModelProto) -> None:
    shapes = {port.name: _lengths(port) for port in decoder.graph.input}
    _fix(decoder, "input_masks", np.zeros(shapes["input_masks"], np.float32))
    _fix(decoder, "has_input_masks", np.zeros(1, np.float32))


def _fix(model: ModelProto, name: str, value: NDArray[Any]) -> None:
    """Let an input be a constant."""
    _drop_input(model, name)
    model.graph.initializer.append(numpy_helper.from_array(value, name))


def _feed(model: ModelProto, name: str, nodes: Sequence[NodeProto]) -> None:
    """Put nodes between the input of that name and all that takes it; they give "x"."""
    fed = f"fed_{name}"
    for node in model.graph.node:
        node.input[:] = [fed if one == name else one for one in node.input]
    for at, node in enumerate(nodes):
        node.output[:] = [fed if one == "x" else one for one in node.output]
        model.graph.node.insert(at, node)


def _rename_input(
    model: ModelProto,
    old: str,
    new: str,
    shape: Sequence[int | str],
    nodes: Sequence[NodeProto] = (),
) -> None:
    """Another float input in place of one, of which nodes make what that was."""
    _drop_input(model, old)
    model.graph.input.append(helper.make_tensor_value_info(new, TensorProto.FLOAT, list(shape)))
    _feed(model, old, nodes or [helper.make_node("Identity", [new], ["x"])])


def _give(model: ModelProto, name: str, nodes: Sequence[NodeProto]) -> None:
    """One output more, which nodes make."""
    model.graph.node.extend(nodes)
    model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))


def _drop_input(model: ModelProto, name: str) -> None:
    model.graph.input.remove(next(one for one in model.graph.input if one.name == name))


def _drop_output(model: ModelProto, name: str) -> None:
    model.graph.output.remove(next(one for one in model.graph.output if one.name == name))


def _lengths(port: Any) -> list[int | str]:
    return [one.dim_param or one.dim_value for one in port.type.tensor_type.shape.dim]


def _side(encoder: ModelProto) -> int:
    return int(_lengths(encoder.graph.input[0])[-1])


def _maps(kind: str) -> list[str]:
    return [f"image_embeddings.{level}" for level in range(3)]


def _places(pair: Path) -> NDArray[np.float32]:
    """The encoder's map of places, which no picture changes."""
    import onnxruntime

    session = onnxruntime.InferenceSession(pair / sam_pairs.ENCODER)
    (port,) = session.get_inputs()
    (found,) = session.run(
        ["image_positional_embeddings"], {port.name: np.zeros(port.shape, np.float32)}
    )
    return np.asarray(found, np.float32)
