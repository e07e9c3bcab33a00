"""BiRefNet exported: the same alpha as with torch, through both adapters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.exporting import birefnet
from frisket.models.files import registry
from frisket.models.matte.birefnet.adapter import MatteBiRefNet
from frisket.models.matte.subject import MatteSubject
from frisket.models.place import CPU
from tiny.matte.birefnet import write

SIDE = 128


def test_the_exported_network_sees_what_torchs_does(tmp_path: Path) -> None:
    cards = registry.cards("installed")
    lite = replace(cards["birefnet-lite"], options={"sides": [SIDE, SIDE]})
    folder, into = tmp_path / "torch", tmp_path / "onnx"
    folder.mkdir()
    into.mkdir()
    write(folder, lite)
    birefnet.export(lite, folder, into, Unwatched())
    assert birefnet.compared(lite, folder, into) == (0.0,)

    graph = replace(cards["birefnet-lite-onnx"], files={birefnet.FILE: ""})
    siblings = MatteBiRefNet.load(lite, folder, CPU), MatteSubject.load(graph, into, CPU)
    coarse = np.random.default_rng(0).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    image = np.asarray(cv2.resize(coarse, (200, 150), interpolation=cv2.INTER_CUBIC), np.uint8)
    one, other = (
        model.segment(model.embed(image, Unwatched()), [ObjectPrompt()], Unwatched())[0][0].mask
        for model in siblings
    )
    assert np.ptp(one) > 50
    assert np.abs(one.astype(int) - other).max() <= 2
