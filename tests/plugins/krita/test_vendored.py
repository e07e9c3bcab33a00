"""Where the plugin for Krita finds the packages that it brings along."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from frisket_krita import vendored

PACKAGES = ("frisket_plugin", "frisket_protocol")


def test_what_comes_along_is_found_in_a_checkout() -> None:
    places = vendored.places()
    assert [(place / name).is_dir() for place, name in zip(places, PACKAGES, strict=True)] == [
        True,
        True,
    ]


def test_what_comes_along_is_found_in_a_built_plugin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_vendor").mkdir()
    monkeypatch.setattr(vendored, "HERE", tmp_path)
    monkeypatch.setattr(sys, "path", ["elsewhere"])
    vendored.make_importable()
    vendored.make_importable()
    assert sys.path == [str(tmp_path / "_vendor"), "elsewhere"]
