"""The certificates that GIMP's own Python comes with, for a system that has none to be found.

Python on Windows asks the system, and on Linux they lie where `network` looks; what is left are the
bundles for macOS and Windows, which bring a file of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import util
from pathlib import Path

IN_BUNDLE = (
    "etc/ssl/cert.pem",
    "etc/ssl/certs/ca-bundle.crt",
    "etc/ssl/certs/ca-certificates.crt",
    "share/curl/curl-ca-bundle.crt",
)
"""Below the folder into which GIMP was installed."""


def trusted() -> str:
    """Those of GIMP's own bundle as PEM; "" where it brings none."""
    return first_of(_places())


def first_of(places: Iterable[Path]) -> str:
    """What stands in the first of these files that holds certificates; "" where none does."""
    for place in places:
        try:
            text = place.read_text("ascii", "ignore")
        except OSError:
            continue
        if "BEGIN CERTIFICATE" in text:
            return text
    return ""


def _places() -> Iterator[Path]:
    from gi.repository import Gimp  # the rest of this file is tested without GIMP

    found = util.find_spec("certifi")
    for folder in (found.submodule_search_locations or ()) if found else ():
        yield Path(folder) / "cacert.pem"
    for name in IN_BUNDLE:
        yield Path(Gimp.installation_directory()) / name
