"""What can be imported from where."""

from __future__ import annotations

import pytest

import frisket.pictures
import frisket_protocol


@pytest.mark.parametrize("package", [frisket_protocol, frisket.pictures])
def test_all_names_exist_and_are_sorted(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert sorted(names) == names
    assert all(hasattr(package, name) for name in names)


def test_the_public_names_of_the_protocol() -> None:
    assert set(frisket_protocol.__all__) == {
        "Answer",
        "Box",
        "Client",
        "Exemplar",
        "Finish",
        "Frame",
        "FrisketError",
        "Layer",
        "Mask",
        "Operations",
        "Point",
        "Prompt",
        "Raster",
        "Size",
        "Software",
        "Source",
        "Watch",
    }
