"""`frisket models`, as a person types it."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket import cli, installation
from frisket.cli import bar
from frisket.models.files import registry, weights
from frisket.models.files.card_text import written
from frisket.models.files.registry import own_card
from hub import FILES, ONE, REPOSITORY, TOKEN, WEIGHTS, Hub, digest, hub, use
from toyworld import cards as toyworld

CARD = f"""
name = "cutter"
role = "segment"
title = "A cutter"
licence = "Apache-2.0"
builder = "frisket.models.fake:FakeSegmenter"
repository = "{REPOSITORY}"
download_bytes = 3145752

[files]
"model.safetensors" = ""
"config.json" = ""
"""


class Said:
    """What the commands printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def by(self, *arguments: str, code: int = 0) -> str:
        """Output and errors of one command, which ends with this exit code."""
        assert cli.main(["models", *arguments]) == code
        captured = self._capsys.readouterr()
        return captured.out + captured.err


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub, and a user who has a card for what is on it. Nobody sits at the terminal."""
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, tmp_path, monkeypatch)
        monkeypatch.setattr("sys.stdin", io.StringIO())
        write(CARD)
        yield published


def write(text: str, name: str = "cutter") -> None:
    own_card(name).parent.mkdir(parents=True, exist_ok=True)
    own_card(name).write_text(text.replace('"cutter"', f'"{name}"', 1))


class Person(io.StringIO):
    """Somebody at a terminal who types these lines."""

    def isatty(self) -> bool:
        return True


def types(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", Person("".join(f"{line}\n" for line in lines)))


def test_list_shows_what_is_here_and_what_is_not(server: Hub, said: Said) -> None:
    table = said.by("list").splitlines()
    (line,) = [line for line in table if " cutter " in line]
    assert line.split() == ["cutter", "3.1", "MB", "Apache-2.0", "not", "fetched"]
    assert any("classic" in line and line.endswith("built in") for line in table)
    said.by("pull", "cutter", "--yes")
    assert any(" cutter " in line and line.endswith("here") for line in said.by("list").split("\n"))
    assert not server.ranges


def test_list_and_show_speak_json(server: Hub, said: Said) -> None:
    every = {one["name"]: one for one in json.loads(said.by("list", "--json"))}
    assert every["classic"]["installed"] is True
    assert every["cutter"]["installed"] is False
    assert json.loads(said.by("show", "cutter", "--json")) == every["cutter"]


def test_show_tells_licence_origin_and_files(server: Hub, said: Said) -> None:
    shown = said.by("show", "cutter")
    for expected in ("Apache-2.0", f"{server.address}/{REPOSITORY}", "not pinned", "pull cutter"):
        assert expected in shown
    assert not server.asked


@pytest.mark.parametrize("command", ["show", "pull", "remove", "verify", "pin"])
def test_a_model_that_there_is_not_is_said(server: Hub, said: Said, command: str) -> None:
    assert "No model is called 'nonsuch'" in said.by(command, "nonsuch", code=2)


def test_pull_fetches_and_says_where_and_by_which_commit(server: Hub, said: Said) -> None:
    told = said.by("pull", "cutter", "--yes")
    assert str(weights.cache()) in told
    assert ONE[:10] in told
    assert "frisket models pin cutter" in told
    assert "\x1b" not in told, "no bar where there is no terminal"
    assert "here already" in said.by("pull", "cutter")


def test_pull_and_remove_ask(server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--yes" in said.by("pull", "cutter", code=1)
    types(monkeypatch, "n")
    assert "Fetch it?" in said.by("pull", "cutter", code=130)
    types(monkeypatch)
    said.by("pull", "cutter", code=130)
    assert not server.asked
    types(monkeypatch, "y")
    said.by("pull", "cutter")
    types(monkeypatch, "no")
    said.by("remove", "cutter", code=130)
    assert weights.installed(registry.cards("installed")["cutter"])
    assert "3.1 MB freed" in said.by("remove", "cutter", "--yes")
    assert not weights.installed(registry.cards("installed")["cutter"])


def test_a_licence_that_asks_for_something_is_accepted_by_name(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(CARD.replace("Apache-2.0", "SAM License"))
    refusal = said.by("pull", "cutter", "--yes", code=1)
    assert '--accept-licence "SAM License"' in refusal
    assert f"{server.address}/{REPOSITORY}" in refusal
    types(monkeypatch, "y", "yes")
    assert "accepted by its name" in said.by("pull", "cutter", code=1)
    types(monkeypatch, "y", "SAM License")
    said.by("pull", "cutter")
    said.by("remove", "cutter", "--yes")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said.by("pull", "cutter", "--yes", "--accept-licence", "SAM License")


def test_a_gated_model_tells_the_way_in(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gated = {REPOSITORY}
    write(CARD.replace("\n\n[files]", '\ngate = "Ask Somebody for it."\n\n[files]'))
    way = "Ask Somebody for it"
    accepting = ("pull", "cutter", "--yes", "--accept-licence", "Apache-2.0")
    assert way in said.by("show", "cutter")
    refusal = said.by(*accepting, code=1)
    for expected in (way, "HF_TOKEN", "hf auth login"):
        assert expected in refusal
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    said.by(*accepting)


@pytest.mark.parametrize("by_flag", [True, False], ids=["--offline", "HF_HUB_OFFLINE"])
def test_offline_nothing_is_asked(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch, by_flag: bool
) -> None:
    if not by_flag:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    refusal = said.by("pull", "cutter", "--yes", *(["--offline"] * by_flag), code=1)
    assert "stay offline" in refusal
    assert not server.asked


def test_verify_names_what_is_damaged(server: Hub, said: Said) -> None:
    assert "No model is here" in said.by("verify")
    said.by("pull", "cutter", "--yes")
    assert said.by("verify") == "cutter: whole\n", "the first fetch has written down all of it"
    said.by("pin", "cutter")
    assert said.by("verify", "cutter", "classic") == "cutter: whole\nclassic: built in\n"
    place = weights.folder(registry.cards("installed")["cutter"])
    assert place is not None
    (place / "model.safetensors").resolve().write_bytes(WEIGHTS[::-1])
    assert "model.safetensors is damaged" in said.by("verify", code=1)


def test_pin_writes_the_card(server: Hub, said: Said) -> None:
    assert str(own_card("cutter")) in said.by("pin", "cutter")
    card = registry.cards("installed")["cutter"]
    assert card.revision == ONE
    assert card.files == {name: digest(data) for name, data in FILES.items()}
    server.asked.clear()
    said.by("pull", "cutter", "--yes")
    assert not any("/api/" in path for _, path, _ in server.asked), "the commit is known"


def test_pin_without_a_hub_says_it_once(server: Hub, said: Said) -> None:
    write(CARD, "twin")
    server.failing = 503
    assert said.by("pin", code=1).count("answers with the error 503") == 1


def test_removing_says_who_else_loses(server: Hub, said: Said) -> None:
    write(CARD, "twin")
    said.by("pull", "cutter", "--yes")
    assert "twin shares them" in said.by("remove", "cutter", code=1)
    assert "no files" in said.by("remove", "classic", "--yes", code=1)


def test_a_broken_card_of_the_users_own_disturbs_nobody(
    server: Hub, said: Said, caplog: pytest.LogCaptureFixture
) -> None:
    write("nonsense", "broken")
    said.by("list")
    assert "broken.toml is left out" in caplog.text


def test_the_bar_is_one_line_with_bytes_and_rate() -> None:
    assert bar.line("cutter", 0, 0, 0).endswith("  0%  0 B of 0 B")
    line = bar.line("cutter", 58_200_000, 156_000_000, 12_300_000)
    assert line.endswith(" 37%  58 MB of 156 MB  12 MB/s")
    assert len(line) < 80
    assert [bar.size(n) for n in (999, 5_000, 1_234_000_000)] == ["999 B", "5 kB", "1.23 GB"]


def test_the_bar_shows_itself_on_a_terminal_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Person()
    monkeypatch.setattr("sys.stderr", screen)
    with bar.Bar("cutter") as shown:
        shown.show(1, 2)
        shown.show(2, 2)
    assert "50%" in screen.getvalue()
    assert "100%" in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_doctor_says_where_models_lie(
    server: Hub, said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    said.by("pull", "cutter", "--yes")
    assert cli.main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings["model cache"] == str(weights.cache())
    assert findings["models here"] == "cutter"
    assert findings["extra models"] == "installed"
    assert findings["installed"] == installation.here().told()


def test_models_are_listed_by_what_they_are_for(server: Hub, said: Said) -> None:
    lines = said.by("list").splitlines()
    assert len([line for line in lines if line.endswith(":")]) == 3
    advised = {line.split()[1] for line in lines if line.startswith("* ")}
    assert {"grounding-dino-tiny-onnx", "sam2.1-tiny-onnx"} <= advised
    assert "sam3" not in advised, "it is not free to use"


def test_a_model_of_ones_own_that_a_recipe_names(server: Hub, said: Said) -> None:
    told = said.by("show", "yolo-face", code=2)
    assert "YOLO detection model" in told
    assert "--name yolo-face" in told


def test_what_is_not_here_is_said_to_be_not_here(server: Hub, said: Said) -> None:
    assert "No model is here" in said.by("verify")
    assert "nothing to remove" in said.by("remove", "edgetam", "--yes")


@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_what_lacks_is_said_before_the_question_and_the_licence(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch, yes: tuple[str, ...]
) -> None:
    write(CARD.replace("Apache-2.0", "SAM License"))
    found = importlib.util.find_spec
    gone = {"huggingface_hub", "onnxruntime", "tokenizers", "torch"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name in gone else found(name)
    )
    told = said.by("pull", "cutter", *yes, code=1)
    assert told.count("\n") == 1, "and nothing else"
    assert "that fetches models is not installed. Get what it needs with" in told
    assert "light" in told
    shown = said.by("show", "sam2.1-tiny-onnx")
    assert "light" in shown.splitlines()[-1]
    assert "light" in said.by("pull", "sam2.1-tiny-onnx", "grounding-dino-tiny-onnx", code=1)
    gone.discard("huggingface_hub")
    told = said.by("pull", "sam2.1-tiny-onnx", code=1)
    needs, question = told.index("To run, it needs onnxruntime"), told.index("Fetch it?")
    assert needs < question


def test_what_was_declined_is_said(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    for typed in ("", "n"):
        types(monkeypatch, typed)
        assert said.by("pull", "cutter", code=130).endswith("Nothing was fetched.\n")
    said.by("pull", "cutter", "--yes")
    for typed in ("", "n"):
        types(monkeypatch, typed)
        assert said.by("remove", "cutter", code=130).endswith("cutter stays.\n")


@pytest.mark.parametrize("name", ["classic", "closed_form", "sam2.1-tiny-onnx"])
def test_what_can_never_be_exported_needs_nothing_for_it(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    told = said.by("export", name, code=1)
    assert f"{name} runs without PyTorch already." in told
    assert "Install" not in told


@pytest.mark.parametrize("typed", ["vielleicht", "ja", "?"])
def test_what_is_neither_yes_nor_no_is_asked_again(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    types(monkeypatch, typed, "n")
    told = said.by("pull", "cutter", code=130)
    assert "Type y for yes, or n for no." in told


def test_a_model_is_exported_in_fewer_bits_and_imported_under_that_name(
    server: Hub, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(written(toyworld.cards()["toy-sam2"]), "toy-sam2")
    monkeypatch.chdir(tmp_path)
    told = said.by("export", "toy-sam2", "--precision", "int8")
    assert "toy-sam2-int8-onnx holds toy-sam2 as ONNX, 1." in told
    assert "of a mask's pixels" in told
    assert "models import toy-sam2-int8-onnx" in told
    assert "is there already" in said.by("export", "toy-sam2", "--precision", "int8", code=1)
    assert "toy-sam2-int8-onnx is a model now" in said.by("import", "toy-sam2-int8-onnx")


def test_what_cannot_be_exported_is_refused(server: Hub, said: Said) -> None:
    assert "sam2.1-tiny is not on this machine" in said.by("export", "sam2.1-tiny", code=1)
    assert "cutter cannot be exported" in said.by("export", "cutter", code=1)


@pytest.mark.parametrize("address", ["garbage", "https:/nowhere", "://"])
def test_an_address_of_a_hub_that_is_none_is_named(
    server: Hub, said: Said, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", address)
    told = said.by("pull", "cutter", "--yes", code=1)
    assert f"HF_ENDPOINT is {address.rstrip('/')}, which is no address of a hub." in told
