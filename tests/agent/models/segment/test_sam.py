"""SAM and HQ-SAM: what is theirs alone; `test_sam_family` has what they answer."""

from __future__ import annotations

import pytest

from .sam_family import HEIGHT, WIDTH, Family, family, picture


@pytest.fixture(scope="module", params=("sam", "hq"))
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Family:
    return family(request.param, tmp_path_factory.mktemp(request.param))


@pytest.mark.parametrize("size", [(HEIGHT, WIDTH), (50, 200), (200, 50), (1, 1), (3, 2)], ids=str)
def test_the_picture_fills_what_the_processor_fills(model: Family, size: tuple[int, int]) -> None:
    shown = model.processor.image_processor
    given = shown(picture(*size), input_data_format="channels_last", return_tensors="pt")
    canvas = model.canvas(*size)
    assert given["reshaped_input_sizes"].tolist() == [[canvas.shown_height, canvas.shown_width]]
