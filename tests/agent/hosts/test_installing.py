"""`frisket plugins`, as a person types it, in a home folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made import find_sources

from frisket import __version__, cli
from frisket.hosts import bundling, places, swap

KRITARC = b"a=1\n\n[python]\nenable_tenbrushes=true\n"


class Said:
    """What the commands printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def by(self, *arguments: str, code: int = 0) -> str:
        """Output and errors of one command, which ends with this exit code."""
        assert cli.main(["plugins", *arguments]) == code
        captured = self._capsys.readouterr()
        return captured.out + captured.err


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.fixture
def krita(home: Path) -> Path:
    """The home of somebody who has used Krita."""
    (home / ".local/share/krita/pykrita/other").mkdir(parents=True)
    (home / ".config").mkdir()
    (home / ".config/kritarc").write_bytes(KRITARC)
    return home


@pytest.fixture
def gimp(home: Path) -> Path:
    """The home of somebody who has used two versions of GIMP."""
    for folder in (".config/GIMP/2.10", ".config/GIMP/3.0", ".config/GIMP/3.2"):
        (home / folder).mkdir(parents=True)
    return home


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- Krita ---


def test_krita_install(krita: Path, said: Said) -> None:
    text = said.by("install", "krita")
    folder = krita / ".local/share/krita"
    assert f"frisket {__version__} is in Krita: {folder}/pykrita/frisket_krita" in text
    assert (folder / "pykrita/frisket_krita/__init__.py").is_file()
    assert (folder / "pykrita/frisket_krita/_vendor/frisket_plugin/__init__.py").is_file()
    assert (folder / "pykrita/frisket_krita.desktop").is_file()
    assert (folder / "actions/frisket_krita.action").is_file()
    assert b"enable_frisket_krita=true" in (krita / ".config/kritarc").read_bytes()
    assert (krita / ".config/kritarc.before-frisket").read_bytes() == KRITARC


@pytest.mark.parametrize("host", ["krita", "gimp"])
def test_the_plugin_starts_the_frisket_that_put_it_there(
    krita: Path, gimp: Path, said: Said, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    """As it stands there, with its own packages alone, and nothing on PATH."""
    monkeypatch.setattr(bundling, "find_sources", find_sources)
    said.by("install", host)
    (vendored, *_) = krita.glob("**/_vendor")
    code = """import json, sys
sys.path.insert(0, sys.argv[1])
from frisket_plugin import agent, settings
print(json.dumps(agent.command(settings.Settings())))"""
    words = json.loads(_printed([sys.executable, "-I", "-c", code, str(vendored)], {"PATH": "/"}))
    assert words[-1] == "serve"
    assert _printed([*words[:-1], "--version"], {"PATH": "/"}) == f"frisket {__version__}\n"


def _printed(words: list[str], environ: dict[str, str]) -> str:
    return subprocess.run(words, env=environ, capture_output=True, text=True, check=True).stdout


def test_krita_install_again_replaces_what_is_there(krita: Path, said: Said) -> None:
    said.by("install", "krita")
    left = krita / ".local/share/krita/pykrita/frisket_krita/left.py"
    left.write_text("of an older version")
    settings = (krita / ".config/kritarc").read_bytes()
    said.by("install", "krita")
    assert not left.exists()
    assert (krita / ".config/kritarc").read_bytes() == settings
    assert (krita / ".config/kritarc.before-frisket").read_bytes() == KRITARC


def test_krita_uninstall_takes_all_away(krita: Path, said: Said) -> None:
    before = tree(krita)
    said.by("install", "krita")
    gone = said.by("uninstall", "krita")
    assert "Gone: " in gone
    assert "kritarc.before-frisket, Krita's settings as they were before" in gone
    after = tree(krita)
    assert b"frisket" in after.pop(".config/kritarc.before-frisket")
    assert after == before
    assert said.by("uninstall", "krita").endswith("frisket is not in Krita.\n")


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_krita_that_runs_is_not_touched(
    krita: Path, said: Said, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    before = tree(krita)
    monkeypatch.setattr(places, "krita_runs", lambda: True)
    assert "Close Krita, and run this again." in said.by(command, "krita", code=1)
    assert tree(krita) == before


def test_krita_that_was_never_used(home: Path, said: Said) -> None:
    assert "Start Krita once" in said.by("install", "krita", code=1)
    assert tree(home) == {}


def test_krita_settings_behind_a_link(krita: Path, said: Said) -> None:
    real = krita / "dotfiles"
    (krita / ".config/kritarc").rename(real)
    (krita / ".config/kritarc").symlink_to(real)
    said.by("install", "krita")
    assert (krita / ".config/kritarc").is_symlink()
    assert b"enable_frisket_krita=true" in real.read_bytes()


def test_failure_changes_nothing(krita: Path, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(krita)
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        if Path(source).name.startswith("kritarc.frisket") and "-new" in Path(source).name:
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target)

    monkeypatch.setattr(swap.os, "replace", replace)
    text = said.by("install", "krita", code=1)
    assert "kritarc cannot be changed: permission denied. Nothing was changed" in text
    assert tree(krita) == before
    assert not (krita / ".local/share/krita/actions").exists()


# --- GIMP ---


def test_gimp_install(gimp: Path, said: Said) -> None:
    said.by("install", "gimp")
    for version in ("3.0", "3.2"):
        folder = gimp / ".config/GIMP" / version / "plug-ins/frisket-gimp"
        assert (folder / "frisket-gimp.py").stat().st_mode & 0o111 == 0o111
        assert (folder / "_vendor/msgpack/fallback.py").is_file()
    assert not (gimp / ".config/GIMP/2.10/plug-ins").exists()


def test_gimp_uninstall(gimp: Path, said: Said) -> None:
    said.by("install", "gimp")
    assert said.by("uninstall", "gimp").count("Gone: ") == 2
    assert tree(gimp) == {}


def test_gimp_that_was_never_used(home: Path, said: Said) -> None:
    assert "Start GIMP once" in said.by("install", "gimp", code=1)


# --- list ---


def test_list(krita: Path, gimp: Path, said: Said) -> None:
    assert "not installed" in said.by("list")
    said.by("install", "krita")
    listed = json.loads(said.by("list", "--json"))
    assert [(each["host"], each["version"]) for each in listed] == [
        ("krita", __version__),
        ("gimp", ""),
        ("gimp", ""),
    ]
    assert (listed[0]["whole"], listed[0]["on"]) == (True, True)


def test_list_tells_what_was_changed(krita: Path, said: Said) -> None:
    said.by("install", "krita")
    (krita / ".config/kritarc").write_bytes(KRITARC)
    assert "switched off" in said.by("list")
    module = krita / ".local/share/krita/pykrita/frisket_krita"
    (module / "__init__.py").write_text("x = 1")
    assert "changed by somebody" in said.by("list")
    (module / "_vendor/contents.json").write_text("[]")
    assert "unknown" in said.by("list")


def test_list_where_nothing_is(home: Path, said: Said) -> None:
    assert said.by("list") == "Krita  was not found\nGIMP   was not found\n"
