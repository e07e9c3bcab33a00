"""The certificates that a bundle of GIMP brings."""

from __future__ import annotations

from pathlib import Path

from frisket_gimp.setting_up.certificates import first_of

PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def test_the_first_file_that_holds_some_is_taken(tmp_path: Path) -> None:
    empty, folder, good, other = (tmp_path / name for name in ("empty", "folder", "good", "other"))
    empty.write_text("")
    folder.mkdir()
    good.write_text(f"# Größe\n{PEM}", "utf-8")
    other.write_text(PEM * 2)
    assert first_of([tmp_path / "none", folder, empty, good, other]).count("BEGIN") == 1
    assert first_of([tmp_path / "none", folder, empty]) == ""
