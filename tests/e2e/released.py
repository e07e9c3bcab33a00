"""What people download, and how this machine reaches what it fetches."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from agents import ROOT

REACHING = ("UV_DEFAULT_INDEX", "PIP_INDEX_URL", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
ARCHIVE = "plugin.zip"


def build(editor: str, folder: Path) -> Path:
    """The archive of a plugin, as it is released, in this folder."""
    command = [sys.executable, str(ROOT / "plugins/build.py"), editor, "-o", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("frisket[_-]*-*.zip")
    return archive.rename(folder / ARCHIVE)


def network(folder: Path) -> dict[str, str]:
    """How this machine reaches the package index: the root knows none of it."""
    given = {name: os.environ[name] for name in REACHING if name in os.environ}
    trusted = os.environ.get("SSL_CERT_FILE")
    if trusted:
        shutil.copy(trusted, folder / "trusted.pem")
        given["SSL_CERT_FILE"] = "/mnt/trusted.pem"
    return given
