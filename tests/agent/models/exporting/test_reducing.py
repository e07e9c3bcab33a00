"""Graphs in fewer bits: smaller, with the same inputs and outputs, and nearly the same answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from frisket.models import graphs
from frisket.models.base import Unwatched
from frisket.models.exporting import reducing, writing
from frisket.models.place import CPU

WIDTH = 256


class Network(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)

    def forward(self, given: Tensor) -> Tensor:
        answer: Tensor = self.second(nn.functional.gelu(self.first(given)))
        return answer


@pytest.mark.parametrize(
    ("precision", "share", "off"), [("fp16", 0.55, 1e-3), ("int8", 0.35, 2e-2)]
)
@pytest.mark.parametrize("large", [1 << 30, 16])
def test_a_graph_in_fewer_bits_answers_nearly_the_same(
    precision: str,
    share: float,
    off: float,
    large: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "LARGE", large)
    file = tmp_path / "model.onnx"
    given = np.random.default_rng(0).standard_normal((4, WIDTH)).astype(np.float32)
    writing.write(Network(), {"given": torch.from_numpy(given)}, ("answer",), file)
    before = graphs.opened(file, CPU)
    expected = before.run({"given": given}, Unwatched())["answer"]
    reducing.reduce(tmp_path, precision)
    after = graphs.opened(file, CPU)
    assert after.nbytes < share * before.nbytes
    assert after.inputs == before.inputs
    assert after.outputs == before.outputs
    found = after.run({"given": given}, Unwatched())["answer"]
    assert 0 < np.abs(found - expected).max() < off
    assert len(list(tmp_path.iterdir())) == (2 if large == 16 else 1)
