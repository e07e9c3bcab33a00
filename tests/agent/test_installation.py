"""How this copy was installed: each way really made, and every command that its hints name run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket import installation
from frisket.installation import MARKER, NAME, Installation, quoted
from frisket_plugin.english import ENGLISH
from frisket_plugin.setup import places
from installations import EVERY, hints

BUTTONS = {ENGLISH[key].rstrip("…") for key in ("start", "getting.button.get", "shelf")}
ROOT = Path(__file__).parents[2]
HERE = """
import json, sys
from frisket import installation
there = installation.here()
print(json.dumps([there.way, there.to_list(), there.to_install("heic"),
                  there.to_make_ready(["torch"], ["sam2.1-tiny"], ["yolo-face"])]))
"""
needs_uv = pytest.mark.skipif(shutil.which("uv") is None, reason="uv makes these installations")


def commands(hint: str) -> list[list[str]]:
    return [shlex.split(command) for command in re.findall("`([^`]+)`", hint)]


@pytest.mark.parametrize("there", EVERY, ids=lambda there: f"{there.way} {there.program[0]}")
def test_every_hint_names_what_is_there(there: Installation) -> None:
    """A command starts this very frisket, or installs frisket's own name into this installation."""
    for hint in hints(there):
        assert hint.endswith(".")
        said = commands(hint)
        if there.way == "panel" and "panel" in hint:
            assert set(re.findall("“([^”]+)”", hint)) <= BUTTONS, "no such thing is in the panel"
        else:
            assert said, hint
        for words in said:
            is_frisket = tuple(words[: len(there.program)]) == there.program
            if there.way == "clone":
                assert words[:4] == ["uv", "run", "--project", there.clone], hint
                assert "frisket" in words or "hf" in words
            elif not is_frisket and tuple(words[: len(there.hub)]) != there.hub:
                assert tuple(words[: len(there.installer)]) == there.installer, hint
                rest = words[len(there.installer) :]
                assert any(re.fullmatch(rf"{NAME}\[[\w,]+\]|transformers==[\d.]+", w) for w in rest)


def test_what_a_button_gets_is_not_typed_by_who_has_the_panel() -> None:
    """No installer's command is named where “Get” does the same, and the panel knows of it."""
    panel = EVERY[0]
    for extra in ("models", "yolo", "all"):
        assert not commands(panel.to_install(extra))
        assert "“Get”" in panel.to_install(extra)
    for hint in hints(panel):
        for words in commands(hint):
            installs = words[: len(panel.installer)] == list(panel.installer)
            assert not installs or "heic" in words[-1] or "==" in words[-1], hint


def test_what_is_added_to_a_tool_takes_nothing_away() -> None:
    (with_more,) = (one for one in EVERY if one.had)
    assert with_more.installing("models")[-1] == f"{NAME}[heic,yolo,models]"
    assert with_more.installing("heic")[-1] == f"{NAME}[heic,yolo]"


def test_what_was_added_by_hand_is_noted_for_the_panels_update(tmp_path: Path) -> None:
    installation.note("models", tmp_path)
    assert not (tmp_path / MARKER).exists(), "no panel made this one"
    places.mark(tmp_path, "1.0", ("all",), {"a.whl": "1"})
    installation.note("models", tmp_path)
    installation.note("models", tmp_path)
    assert places.extras(tmp_path) == ("all", "models")
    assert (places.version(tmp_path), places.wheels(tmp_path)) == ("1.0", {"a.whl": "1"})


@given(st.lists(st.text(min_size=1).filter(lambda word: "\0" not in word and word != "<")))
def test_words_come_back_from_a_shell_as_they_were(words: list[str]) -> None:
    assert shlex.split(" ".join(quoted(word, "linux") for word in words)) == words


def test_windows_shells_know_no_single_quotes() -> None:
    assert quoted(r"C:\Users\Zoë Ann\frisket.exe", "win32") == r'"C:\Users\Zoë Ann\frisket.exe"'
    assert quoted(r"C:\frisket.exe", "win32") == r"C:\frisket.exe"
    assert quoted(f"{NAME}[models]", "win32") == f'"{NAME}[models]"'


@pytest.mark.parametrize("text", ["", "{", "[]", '{"by": "me"}', "\udcff"])
def test_a_marker_that_says_nothing_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / MARKER).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert installation.found(tmp_path, sys.executable, tmp_path, {}).way == "pip"


def test_this_copy_can_be_started_from_anywhere(tmp_path: Path) -> None:
    words = installation.command()
    assert Path(words[0]).is_absolute()
    assert _said([*words, "--version"], tmp_path).startswith("frisket ")


# --- each way, made ---


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _said(["uv", "build", "-q", "--wheel", "-o", str(folder), str(ROOT)], folder)
    (built,) = folder.glob("*.whl")
    return built


@needs_uv
def test_in_a_clone_the_commands_run_from_anywhere(tmp_path: Path) -> None:
    way, listing, heic, ready = _asked(["uv", "run", "-q", "--project", str(ROOT)], tmp_path)
    assert way == "clone"
    _follows(listing, tmp_path)
    # What the extra brings is there already, where tests run: this must find and run it all.
    _follows(heic, tmp_path)
    assert "login" in _said([*installation.here().hub, "auth", "--help"], tmp_path)
    (pull, imports) = commands(ready)
    assert pull[-4:] == ["frisket", "models", "pull", "sam2.1-tiny"]
    assert "usage: frisket models import" in _said([*imports[:-3], "--help"], tmp_path)


@needs_uv
@pytest.mark.parametrize("has_pip", [False, True], ids=["uv pip", "pip"])
def test_in_an_environment_the_wheels_own_name_adds_to_it(
    wheel: Path, tmp_path: Path, has_pip: bool
) -> None:
    place = tmp_path / "Zoë's place"
    _said(["uv", "venv", "-q", *(["--seed"] * has_pip), str(place)], tmp_path)
    python = str(place / "bin/python")
    _said(["uv", "pip", "install", "-q", "--python", python, str(wheel)], tmp_path)
    way, listing, heic, ready = _asked([], tmp_path, python)
    assert way == "pip"
    _grows(place / "bin/frisket", listing, heic, tmp_path)
    (install, pull, _) = commands(ready)
    _said([*install, "--dry-run"], tmp_path)
    assert _said([*pull[:-2], "list", "--json"], tmp_path)

    (place / MARKER).write_text(json.dumps({"by": "panel", "version": "1"}), "utf-8")
    way, listing, heic, _ = _asked([], tmp_path, python)
    assert way == "panel"
    _follows(listing, tmp_path)
    _follows(heic, tmp_path)


@needs_uv
def test_as_a_tool_of_uvs_it_grows_though_its_wheel_is_gone(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_TOOL_DIR", str(tmp_path / "tools"))
    monkeypatch.setenv("UV_TOOL_BIN_DIR", str(tmp_path / "bin"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    given_away = shutil.copy(wheel, tmp_path)
    _said(["uv", "tool", "install", "-q", str(given_away)], tmp_path)
    Path(given_away).unlink()
    way, listing, heic, _ = _asked([], tmp_path, str(tmp_path / "tools" / NAME / "bin/python"))
    assert way == "uv tool"
    assert commands(listing) == [["frisket", "models", "list"]]
    _grows(tmp_path / "bin/frisket", listing, heic, tmp_path)
    python = str(tmp_path / "tools" / NAME / "bin/python")
    code = "from frisket import installation; print(installation.here().had)"
    assert _said([python, "-c", code], tmp_path).strip() == "('heic',)"


def _grows(frisket: Path, listing: str, heic: str, folder: Path) -> None:
    """The hints of an installation without HEIC are followed, and then it has it."""
    before = json.loads(_said([str(frisket), "doctor", "--json"], folder))
    assert "not installed" in before["extra heic"]
    assert heic in before["extra heic"]
    assert before["engine"].startswith("works")
    _follows(listing, folder)
    _follows(heic, folder)
    after = json.loads(_said([str(frisket), "doctor", "--json"], folder))
    assert after["extra heic"] == "installed"


def _asked(runner: list[str], folder: Path, python: str = "python") -> list[str]:
    answer: list[str] = json.loads(_said([*runner, python, "-c", HERE], folder))
    return answer


def _follows(hint: str, folder: Path) -> None:
    for words in commands(hint):
        assert _said(words, folder) is not None


def _said(words: list[str], folder: Path) -> str:
    """What a command prints that is typed in another folder, without what uv set for this one."""
    own = ("UV_RUN_RECURSION_DEPTH", "VIRTUAL_ENV", "PYTHONPATH", "UV")
    environ = {name: value for name, value in os.environ.items() if name not in own}
    environ |= {"FRISKET_RUNTIME": str(folder / "runtime"), "PYTHONUTF8": "1"}
    done = subprocess.run(
        words, cwd=folder, env=environ, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize(
    ("packages", "extra"),
    [
        (["onnxruntime"], "light"),
        (["onnxruntime", "tokenizers"], "light"),
        (["huggingface_hub"], "light"),
        (["torch", "torchvision"], "models"),
        (["torch", "onnxruntime"], "light models"),
        (["ultralytics"], "yolo"),
        (["torch", "ultralytics"], "models yolo"),
        ([], ""),
    ],
)
def test_the_smallest_extras_that_bring_what_is_lacking(packages: list[str], extra: str) -> None:
    assert " ".join(installation.extras_for(packages)) == extra
