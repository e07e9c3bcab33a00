"""What a graph is written as: one file, or two where its weights are too many for one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

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
