"""BiRefNet: `keys.json` in its tests lists every tensor of the published files, large and lite."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor

from frisket.models.matte.birefnet.checkpoint import UNUSED
from frisket.models.matte.birefnet.network import LARGE, LITE, BiRefNet

_TESTS = Path(__file__).parents[2] / "agent/models/matte/birefnet"
KEYS = json.loads((_TESTS / "keys.json").read_text("utf-8"))
SIZES = {
    "birefnet-general": ("large", LARGE),
    "birefnet-matting": ("large", LARGE),
    "birefnet-portrait": ("large", LARGE),
    "birefnet-hr": ("large", LARGE),
    "birefnet-hr-matting": ("large", LARGE),
    "birefnet-dynamic": ("large", LARGE),
    "birefnet-dynamic-matting": ("large", LARGE),
    "birefnet-lite": ("lite", LITE),
}
HALF = (
    "birefnet-general",
    "birefnet-hr",
    "birefnet-hr-matting",
    "birefnet-dynamic",
    "birefnet-dynamic-matting",
)
"""BiRefNet itself since the commit that its card names; its older file of 885 MB had float32."""


def network(name: str) -> BiRefNet:
    """See `published`."""
    return BiRefNet(SIZES[name][1])


def unused(name: str) -> dict[str, Tensor]:
    """The heads that training alone looks at, and tables that can be worked out."""
    beside = {
        name: shape
        for name, shape in KEYS[SIZES[name][0]].items()
        if any(part in name for part in UNUSED)
    }
    return {
        name: torch.empty(
            shape,
            dtype=torch.int64 if name.endswith("index") else torch.float32,
            device="meta",
        )
        for name, shape in beside.items()
    }


def write_beside(folder: Path, name: str) -> None:
    """Nothing: its one file says all."""
