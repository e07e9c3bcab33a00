"""`frisket setup`, as a person types it: real commands are run, against a hub on loopback."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from frisket import __version__, cli, installation
from frisket.cli import doctor, setup
from frisket.hosts import installing
from frisket.installation import Installation
from frisket.models.files import registry, weights
from frisket.models.files.registry import own_card
from frisket_plugin.setup import places
from frisket_protocol import locking
from hub import FILES, ONE, REPOSITORY, Hub, hub, use

CARD = f"""
name = "cutter"
role = "segment"
title = "A cutter"
licence = "Apache-2.0"
builder = "frisket.models.fake:FakeSegmenter"
repository = "{REPOSITORY}"
revision = "{ONE}"
download_bytes = 3145752
files = {{"model.safetensors" = "", "config.json" = ""}}
"""
RECIPE = """
name = "words"
title = "Words"
about = "For this test."
understands = ["words"]
segment = "cutter"
matte = "closed_form"
"""
RECORD = "import json, sys; open(sys.argv[1], 'w').write(json.dumps(sys.argv[2:]))"
Said = Callable[..., str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person who has started GIMP, and never Krita."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "GIMP3_DIRECTORY", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    gimp = tmp_path / ".config/GIMP/3.0"
    gimp.mkdir(parents=True)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that has the one model that words need."""
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, home, monkeypatch)
        own_card("cutter").parent.mkdir(parents=True, exist_ok=True)
        own_card("cutter").write_text(CARD)
        recipes = own_card("").parent.parent / "recipes"
        recipes.mkdir()
        (recipes / "words.toml").write_text(RECIPE)
        yield published


@pytest.fixture
def said(capfd: pytest.CaptureFixture[str]) -> Said:
    """What setting up prints, and what the commands that it runs print."""

    def by(*arguments: str, code: int = 0) -> str:
        assert cli.main(["setup", *arguments]) == code
        captured = capfd.readouterr()
        return captured.out + captured.err

    return by


class Person(io.StringIO):
    def isatty(self) -> bool:
        return True


def types(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Person("".join(f"{line}\n" for line in lines)))


def test_with_nobody_there_it_says_what_is_missing_and_touches_nothing(
    server: Hub, home: Path, said: Said
) -> None:
    before = sorted(home.rglob("*"))
    told = said()
    assert "Krita        was not found" in told
    assert "Missing: Put frisket into GIMP." in told
    assert "setup --plugins --yes" in told
    assert "Missing: Fetch cutter, which find what words name (3.1 MB, Apache-2.0)." in told
    assert sorted(home.rglob("*")) == before
    assert not server.asked


def test_who_says_no_gets_nothing(
    server: Hub, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "n", "")
    told = said()
    assert "Put frisket into GIMP? [y/N]" in told
    assert "(3.1 MB, Apache-2.0)? [y/N]" in told
    assert not any(one.version for one in installing.installed("gimp"))
    assert not server.asked


def test_who_says_yes_to_one_gets_that_one(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "y", "n")
    told = said()
    assert [one.version for one in installing.installed("gimp")] == [__version__]
    assert "models try" in told
    assert not server.asked


def test_a_step_that_is_named_is_the_only_one(server: Hub, said: Said) -> None:
    told = said("--plugins", "--yes")
    assert f"frisket {__version__} is in GIMP" in told
    assert not server.asked
    assert "Nothing is missing." in said("--plugins", "--yes")


def test_without_a_yes_a_named_step_is_refused(server: Hub, said: Said) -> None:
    assert "Add --yes." in said("--words", code=1)
    assert not server.asked


def test_words_are_fetched_by_a_command_that_is_shown(server: Hub, said: Said) -> None:
    shown = said("--words", "--yes")
    assert "models pull cutter --yes`" in shown
    assert "cutter is in " in shown, "what the command itself prints"
    assert weights.installed(registry.cards("installed")["cutter"])
    assert "Nothing is missing." in said("--words", "--yes")


def test_a_command_that_fails_is_said_and_what_came_is_kept(server: Hub, said: Said) -> None:
    server.failing = 503
    told = said("--words", "--yes", code=1)
    assert "That did not work; the lines above say why. What it got so far is kept" in told


@pytest.fixture
def recorded(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy without PyTorch, whose installer writes down what it was told to install."""
    file = home / "recorded.json"
    installer = (sys.executable, "-c", RECORD, str(file))
    copy = replace(Installation("pip", ("frisket",)), installer=installer)
    monkeypatch.setattr(installation, "here", lambda: copy)
    monkeypatch.setitem(doctor.EXTRAS, "models", ("torch_that_is_not_here",))  # type: ignore[arg-type]
    monkeypatch.setitem(doctor.EXTRAS, "light", ("onnx_that_is_not_here",))  # type: ignore[arg-type]
    return file


def test_packages_come_by_the_command_of_this_very_copy(
    recorded: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    types(monkeypatch, "y")
    told = said("--models", code=1)
    assert "(about 3 GB are fetched, 6 GB on the disk)? [y/N]" in told
    assert "This runs `" in told
    assert json.loads(recorded.read_text()) == [f"{installation.NAME}[models]"]
    # The installer that only writes down has installed nothing, and that is seen.
    assert "torch_that_is_not_here cannot be found all the same" in told


def test_nothing_is_installed_while_a_panel_changes_the_same_copy(
    recorded: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = recorded.parent / installation.LOCK
    monkeypatch.setattr(installation, "lock", lambda: file)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        assert locking.taken(descriptor)
        assert "An editor is just setting frisket up" in said("--models", "--yes", code=1)
        assert not recorded.exists()
    finally:
        os.close(descriptor)
    said("--models", "--yes", code=1)
    assert recorded.exists(), "whoever held it is through"


def test_a_lock_that_cannot_be_opened_is_a_sentence(
    recorded: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "lock", lambda: recorded.parent / "gone" / installation.LOCK)
    assert "setup.lock cannot be opened" in said("--models", "--yes", code=1)
    assert not recorded.exists()


def test_the_lock_is_the_panels(tmp_path: Path) -> None:
    environment = places.Places(tmp_path).environment
    environment.mkdir()
    assert installation.lock(environment) is None, "no panel has made it"
    places.mark(environment, "1.0")
    assert installation.lock(environment) == places.Places(tmp_path).lock


def test_a_program_that_is_not_there_is_a_sentence(
    recorded: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(installation.here(), installer=("no-such-uv", "pip", "install"))
    monkeypatch.setattr(installation, "here", lambda: gone)
    assert "no-such-uv cannot be started" in said("--models", "--yes", code=1)
    assert not recorded.exists()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A copy without any extra, and the commands that it is told to run, of which one works."""
    found = importlib.util.find_spec
    gone = {name for names in installation.EXTRAS.values() for name in names}

    def spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in gone else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", spec)
    monkeypatch.setattr(doctor, "find_spec", spec)
    monkeypatch.setattr(installation, "here", lambda: Installation("pip", ("frisket",), ("pip",)))
    ran = list[list[str]]()

    def run(words: Sequence[str]) -> None:
        ran.append(list(words))
        if words[-1].endswith("[light]"):
            gone.difference_update(installation.EXTRAS["light"])

    monkeypatch.setattr(setup, "_run", run)
    return ran


def test_a_copy_with_nothing_is_offered_the_small_runtime_first(
    bare: list[list[str]], said: Said
) -> None:
    told = said()
    assert "ONNX Runtime not installed" in told
    missing = [line for line in told.splitlines() if line.startswith("Missing: ")]
    small, words, large = missing[-3:]
    assert "Install ONNX Runtime" in small
    assert "40 MB" in small
    assert "setup --light --yes" in small
    assert "grounding-dino-tiny-onnx and sam2.1-tiny-onnx" in words
    assert "with ONNX Runtime, about 40 MB" in words
    assert "PyTorch" not in words
    assert "Install PyTorch" in large


def test_words_alone_bring_what_they_need_with_them(bare: list[list[str]], said: Said) -> None:
    said("--words", "--yes")
    install, pull = bare
    assert install[-1] == f"{installation.NAME}[light]"
    assert pull[-4:] == ["pull", "grounding-dino-tiny-onnx", "sam2.1-tiny-onnx", "--yes"]


@pytest.mark.parametrize("way", ["clone", "pip"])
def test_what_is_run_is_what_the_hints_name(way: str) -> None:
    there = Installation(
        "clone" if way == "clone" else "pip",
        ("frisket",),
        ("python", "-m", "pip", "install"),
        clone="/clone" if way == "clone" else "",
    )
    for extra in ("light", "models", "yolo", "heic", "all"):
        assert there.typed(there.installing(extra)) in there.to_install(extra)
    assert setup.STEPS == ("plugins", "light", "words", "models")
