"""The smallest plugins that can be bundled, with the real packages that come along."""

from __future__ import annotations

from pathlib import Path

from frisket.hosts.bundling import Sources, find_sources

DESKTOP = """[Desktop Entry]
Type=Service
ServiceTypes=Krita/PythonPlugin
X-KDE-Library=frisket_krita
X-Python-2-Compatible=false
Name=frisket
Comment=Masks
"""
FILES = {
    "../LICENSE": "Apache License\n",
    "krita/frisket_krita.desktop": DESKTOP,
    "krita/frisket_krita.action": "<ActionCollection/>\n",
    "krita/frisket_krita/__init__.py": "",
    "krita/frisket_krita/Manual.html": "<p>How to.</p>\n",
    "krita/frisket_krita/__pycache__/left.cpython-311.pyc": "not source",
    "krita/frisket_krita/_vendor/left.py": "from an older build",
    "gimp/frisket-gimp/frisket-gimp.py": "#!/usr/bin/env python3\n",
    "gimp/frisket-gimp/frisket_gimp/__init__.py": "",
    "shared/frisket_plugin/__init__.py": "",
    "shared/frisket_plugin/translations/de.json": "{}\n",
}


def sources(folder: Path) -> Sources:
    """Sources whose own files stand in `folder`."""
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for path, text in FILES.items():
        file = plugins / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return find_sources(plugins)
