"""SAM 2.1 and EdgeTAM: what is theirs alone; `test_sam_family` has what they answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from frisket.models.place import CPU
from frisket_protocol.errors import FailedPrecondition

from .sam_family import Family, family


@pytest.fixture(scope="module", params=("sam2", "edgetam"))
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Family:
    return family(request.param, tmp_path_factory.mktemp(request.param))


def test_files_that_lack_a_part_are_refused(model: Family, tmp_path: Path) -> None:
    for file in model.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    weights = load_file(tmp_path / "model.safetensors")
    del weights["mask_decoder.iou_token.weight"]
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(FailedPrecondition, match="iou_token") as refused:
        model.card.build(tmp_path, CPU)
    assert refused.value.detail == "model_files"
