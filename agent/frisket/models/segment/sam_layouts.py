"""Pairs of ONNX files of the Segment Anything family: how each wants to be asked.

Two families of decoders are published, each with encoders of SAM and of SAM 2:

*Prompts*, from transformers' classes (Optimum, transformers.js): `input_points` 1x1xPx2,
`input_labels` 1x1xP, for SAM 2, EdgeTAM and SAM 3 also `input_boxes` 1xMx4; `pred_masks` 1x1x3xhxw,
`iou_scores` 1x1x3, perhaps `object_score_logits` 1x1x1. Decoders that take boxes add no point that
pads, those that take none do. Those that frisket exports also have `input_masks` 1x1xhxw with
`has_input_masks` 1, and for all that is clear `single_masks` 1x1x1xhxw and `single_scores` 1x1x1.

*Corners*, from the authors' classes (segment-anything's export, samexporter): `point_coords` 1xPx2,
`point_labels` 1xP, in which 2 and 3 are the corners of a box and -1 is a point that pads;
`mask_input` 1x1xhxw, `has_mask_input` 1, perhaps `orig_im_size` 2, the size that masks get.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frisket.models.graphs import Graph, Port

from .sam_prompts import Arrays

Floats = NDArray[np.float32]
Inputs = dict[str, NDArray[Any]]
Outputs = Mapping[str, NDArray[Any]]

USUAL_SIDE = 1024
"""Of the square that the encoder looks at, where its file leaves the size open."""
MASKS = ("low_res_masks", "masks")
SCORES = ("iou_predictions", "iou_scores", "scores")
"""What decoders of the authors call their outputs, the best first."""
ON, OFF, TOP_LEFT, BOTTOM_RIGHT, PADDING = 1, 0, 2, 3, -1
"""What a point is."""


@dataclass(frozen=True)
class Layout(ABC):
    """How a pair is shown a picture; its kinds know how it is asked.

    shown: the encoder's input. maps: what the decoder takes of the encoder, as it names them and as
    the encoder does. side: of the square that is looked at; mask_side: of mask prompts. is_padded:
    the picture's long side fills the square, else it is stretched. is_raw: the encoder takes the
    scaled picture as it is, HxWx3 from 0 to 255, and does the rest.
    """

    shown: str
    maps: Mapping[str, str]
    side: int
    mask_side: int
    is_padded: bool
    is_raw: bool = False
    takes: frozenset[str] = field(default=frozenset(), repr=False)
    gives: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def knows_boxes(self) -> bool:
        """Whether it can be asked with a box."""
        return True

    @abstractmethod
    def inputs(self, asked: Arrays) -> Inputs:
        """What the decoder takes for one object."""

    @abstractmethod
    def wanted(self, several: bool) -> list[str]:
        """The outputs that are needed for several answers, or for one."""

    @abstractmethod
    def answers(self, outputs: Outputs, several: bool) -> tuple[Floats, Floats]:
        """Mask logits Mxhxw and scores M of that object: the several answers, or those of which
        the best is the one.
        """


class Prompts(Layout):
    """Decoders from transformers' classes."""

    @property
    def knows_boxes(self) -> bool:
        return "input_boxes" in self.takes

    def inputs(self, asked: Arrays) -> Inputs:
        points, labels = _points(asked)
        boxes = np.zeros((0, 4), np.float32) if asked.boxes is None else asked.boxes
        if self.knows_boxes and not len(boxes):
            points, labels = _padded(points, labels)
        found: Inputs = {"input_points": points[None, None], "input_labels": labels[None, None]}
        if self.knows_boxes:
            found["input_boxes"] = boxes[None]
        if "input_masks" in self.takes:
            found["input_masks"], found["has_input_masks"] = _mask(asked, self.mask_side)
        return found

    def wanted(self, several: bool) -> list[str]:
        one = not several and "single_masks" in self.gives
        names = ["single_masks", "single_scores"] if one else ["pred_masks", "iou_scores"]
        return [*names, *self.gives.intersection(["object_score_logits"])]

    def answers(self, outputs: Outputs, several: bool) -> tuple[Floats, Floats]:
        masks, scores, *_ = (outputs[name][0, 0] for name in self.wanted(several))
        if "object_score_logits" not in outputs:
            return masks, scores
        there = 1 / (1 + np.exp(-outputs["object_score_logits"][0, 0]))
        return masks, (np.clip(scores, 0, 1) * there).astype(np.float32)


class Corners(Layout):
    """Decoders from the authors' classes."""

    def inputs(self, asked: Arrays) -> Inputs:
        points, labels = _points(asked)
        if asked.boxes is not None:
            points = np.concatenate([points, asked.boxes.reshape(2, 2)])
            labels = np.append(labels, [TOP_LEFT, BOTTOM_RIGHT])
        # SAM was trained with a point that pads where there is no box, SAM 2 always.
        if asked.boxes is None or not self.is_padded:
            points, labels = _padded(points, labels)
        mask, has_mask = _mask(asked, self.mask_side)
        found: Inputs = {
            "point_coords": points[None],
            "point_labels": labels[None],
            "mask_input": mask,
            "has_mask_input": has_mask,
        }
        if "orig_im_size" in self.takes:
            # All of the square: what of it is the picture, and how large that is, is known here.
            found["orig_im_size"] = np.array([self.mask_side, self.mask_side])
        return found

    def wanted(self, several: bool) -> list[str]:
        return [*_first(MASKS, self.gives), *_first(SCORES, self.gives)]

    def answers(self, outputs: Outputs, several: bool) -> tuple[Floats, Floats]:
        masks, scores = (outputs[name][0] for name in self.wanted(several))
        if len(masks) == 4:
            # The first was trained to answer what is clear, the others what is not.
            chosen = slice(1, None) if several else slice(1)
            return masks[chosen], scores[chosen]
        return masks, scores


def layout_of(encoder: Graph, decoder: Graph) -> Layout | None:
    """How that pair is asked; None where it is none, or one of a layout that is not known."""
    if len(encoder.inputs) != 1:
        return None
    takes, gives = frozenset(decoder.inputs), frozenset(decoder.outputs)
    kind: type[Layout]
    if {"input_points", "input_labels"} <= takes and {"pred_masks", "iou_scores"} <= gives:
        kind = Prompts
        prompts = {"input_points", "input_labels", "input_boxes", "input_masks", "has_input_masks"}
    elif {"point_coords", "point_labels", "mask_input", "has_mask_input"} <= takes:
        if not (_first(MASKS, gives) and _first(SCORES, gives)):
            return None
        kind = Corners
        prompts = {"point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"}
    else:
        return None
    maps = _maps(sorted(takes - prompts), list(encoder.outputs))
    if not maps:
        return None
    (shown,) = encoder.inputs.values()
    is_raw = len(shown.shape) == 3
    masks = decoder.inputs.get("mask_input") or decoder.inputs.get("input_masks")
    side = _side(shown) or 4 * (_side(masks) or USUAL_SIDE // 4)
    return kind(
        shown=shown.name,
        maps=maps,
        side=side,
        mask_side=_side(masks) or side // 4,
        # SAM has one map of the picture, SAM 2 three.
        is_padded=len(set(maps) - {"image_positional_embeddings"}) == 1,
        is_raw=is_raw,
        takes=takes,
        gives=gives,
    )


def _maps(taken: list[str], given: list[str]) -> dict[str, str]:
    """Which output of the encoder each map of the decoder is; empty where one is not there."""
    if set(taken) <= set(given):
        return {name: name for name in taken}
    # Encoders beside SAM's own decoder call their one output as they like.
    return {taken[0]: given[0]} if len(taken) == len(given) == 1 else {}


def _points(asked: Arrays) -> tuple[Floats, NDArray[np.int64]]:
    """The points of the one object, Px2, and their labels; P may be 0."""
    if asked.points is None or asked.labels is None:
        return np.zeros((0, 2), np.float32), np.zeros(0, np.int64)
    return asked.points[0], asked.labels[0]


def _padded(points: Floats, labels: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    return np.concatenate([points, np.zeros((1, 2), np.float32)]), np.append(labels, PADDING)


def _mask(asked: Arrays, side: int) -> tuple[Floats, Floats]:
    """The mask prompt 1x1xside×side, and whether there is one."""
    if asked.masks is None:
        return np.zeros((1, 1, side, side), np.float32), np.zeros(1, np.float32)
    return asked.masks[:1, None], np.ones(1, np.float32)


def _first(names: tuple[str, ...], there: frozenset[str]) -> list[str]:
    """The first of `names` that is there, if any."""
    return [name for name in names if name in there][:1]


def _side(port: Port | None) -> int | None:
    """The side of the squares that an input takes; None where it leaves that open."""
    return port.shape[-1] if port is not None and len(port.shape) == 4 else None
