"""What editors leak into the programs that they start, by the kind of bundle."""

from __future__ import annotations

import pytest

from frisket_plugin.surroundings import LIBRARIES, PYTHONS_OWN, cleaned, is_sandboxed

APPIMAGE = "/tmp/.mount_krita1"


@pytest.mark.parametrize("name", PYTHONS_OWN)
def test_nothing_of_the_editors_python_is_left(name: str) -> None:
    assert name not in cleaned({name: "/x", "HOME": "/home/me"})


@pytest.mark.parametrize("name", LIBRARIES)
def test_libraries_are_left_out_of_bundles_alone(name: str) -> None:
    assert name not in cleaned({name: "/x", "APPDIR": APPIMAGE})
    assert cleaned({name: "/opt/cuda/lib"})[name] == "/opt/cuda/lib"


def test_folders_of_an_appimage_are_not_searched() -> None:
    given = {
        "APPDIR": APPIMAGE,
        "PATH": f"{APPIMAGE}/usr/bin:/usr/bin:{APPIMAGE}:/tmp/.mount_krita12/bin",
        "SSL_CERT_FILE": f"{APPIMAGE}/usr/cert.pem",
    }
    found = cleaned(given, ":")
    assert found["PATH"] == "/usr/bin:/tmp/.mount_krita12/bin"
    assert "SSL_CERT_FILE" not in found


def test_the_rest_stays_and_text_is_utf_8() -> None:
    given = {"HOME": "/home/Jörg", "LC_ALL": "C", "HTTPS_PROXY": "http://x:1"}
    assert cleaned(given) == {**given, "PYTHONUTF8": "1"}


@pytest.mark.parametrize(
    ("given", "flatpak", "sandboxed"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"FLATPAK_ID": "org.kde.krita"}, False, True),
        ({"SNAP": "/snap/krita/1"}, False, True),
        ({"APPDIR": APPIMAGE}, False, False),
    ],
)
def test_whose_python_does_not_stay(given: dict[str, str], flatpak: bool, sandboxed: bool) -> None:
    assert is_sandboxed(given, flatpak) is sandboxed
