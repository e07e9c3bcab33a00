"""What a graph is written as: one file, or two where its weights are too many for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import Tensor, nn

from frisket.models import graphs
from frisket.models.base import Unwatched
from frisket.models.exporting import writing
from frisket.models.place import CPU

GIVEN = {"input": torch.ones(1, 8)}


@pytest.mark.parametrize(("large", "files"), [(1 << 30, 1), (16, 2)])
def test_weights_lie_beside_where_they_are_too_many(
    large: int, files: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGE", large)
    network = nn.Linear(8, 300)
    file = tmp_path / "onnx" / "model.onnx"
    writing.write(network, GIVEN, ("output",), file, {"input": {0: "count"}})
    assert len(list(file.parent.iterdir())) == files
    graph = graphs.opened(file, CPU)
    assert graph.nbytes > 300 * 8 * 4
    found = graph.run({"input": np.ones((3, 8))}, Unwatched())["output"]
    with torch.no_grad():
        assert np.allclose(found, network(torch.ones(3, 8)).numpy(), atol=1e-6)


def test_what_is_known_beforehand_is_worked_out_beforehand(tmp_path: Path) -> None:
    class Halved(nn.Module):
        def forward(self, given: Tensor) -> Tensor:
            return given.reshape(2, given.shape[0] * given.shape[1] // 2).sum(0)

    file = tmp_path / "model.onnx"
    writing.write(Halved(), {"given": torch.ones(4, 4)}, ("answer",), file)
    model = onnx.load(file)
    assert {node.op_type for node in model.graph.node} <= {"Reshape", "ReduceSum"}
    assert [one.domain for one in model.opset_import] == [""]
