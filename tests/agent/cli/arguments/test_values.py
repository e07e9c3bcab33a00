"""What options take: every option of every command is given what makes no sense."""

from __future__ import annotations

import argparse
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket import cli
from frisket.cli import arguments
from frisket.cli.arguments import values
from frisket.cli.arguments.guessing import joined


def refusal(capsys: pytest.CaptureFixture[str], *given: str) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.main(given)
    assert ended.value.code == 2
    return capsys.readouterr().err


NUMBERS = [
    *(("mask", "a.png", option) for option in ("--limit", "--candidates", "--crop")),
    *(("mask", "a.png", option) for option in ("--fill-holes", "--drop-specks", "--smooth")),
    *(("mask", "a.png", option) for option in ("--grow", "--feather")),
    *(("serve", option) for option in ("--port", "--memory", "--idle-exit", "--unload-after")),
]
PLACES = [("mask", "a.png", option) for option in ("--box", "--point", "--not", "--like")]
TEXTS = [
    *(("mask", "a.png", option) for option in ("--words", "--scribble", "--mask", "--recipe")),
    *(("mask", "a.png", option) for option in ("--output", "--cutout", "--overlay", "--path")),
    ("mask", "a.png", "--background"),
    ("serve", "--device"),
    ("models", "import", "a.pt", "--name"),
    ("models", "import", "a.pt", "--as"),
    ("try", "--output"),
]


@pytest.mark.parametrize("command", [*NUMBERS, *PLACES], ids=lambda command: command[-1])
@pytest.mark.parametrize("value", ["nan", "-inf", "inf", "1e400", "", " ", "x", "1,", "0x10"])
def test_what_is_no_number_is_refused(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...], value: str
) -> None:
    assert command[-1] in refusal(capsys, *command[:-1], f"{command[-1]}={value}")


@pytest.mark.parametrize("command", NUMBERS, ids=lambda command: command[-1])
def test_a_negative_number_is_refused_where_none_makes_sense(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    if command[-1] != "--grow":
        assert "not '-3'" in refusal(capsys, *command, "-3")


@pytest.mark.parametrize(
    "given",
    [
        ("serve", "--port", "65536"),
        ("serve", "--port", "99999"),
        ("serve", "--memory", "0"),
        ("serve", "--memory", "1e9"),
        ("serve", "--idle-exit", "0"),
        ("serve", "--device", "banana"),
        ("serve", "--device", "cuda:"),
        ("serve", "--device", "cuda:x"),
        ("serve", "--device", "CUDA"),
        ("mask", "a.png", "--limit", "0"),
        ("mask", "a.png", "--candidates", "4"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], given: tuple[str, ...]
) -> None:
    assert given[-2] in refusal(capsys, *given)


@pytest.mark.parametrize("command", TEXTS, ids=" ".join)
@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_text_is_refused(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...], value: str
) -> None:
    assert command[-1] in refusal(capsys, *command, value)


def test_a_picture_without_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert "PICTURE" in refusal(capsys, "mask", "")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (("msak", "a.png"), "mask"),
        (("mask", "a.png", "--pont", "1,1"), "--point"),
        (("mask", "a.png", "--edegs=soft"), "--edges"),
        (("mask", "a.png", "--edges", "sotf"), "soft"),
        (("models", "pul", "x"), "pull"),
        (("models", "pull", "x", "--ofline"), "--offline"),
        (("serve", "--prot", "1"), "--port"),
        (("plugins", "install", "kirta"), "krita"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else given,
)
def test_what_was_probably_meant(
    capsys: pytest.CaptureFixture[str], given: tuple[str, ...], meant: str
) -> None:
    assert f"Did you mean {meant}?" in refusal(capsys, *given)


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4),
    st.sampled_from([",", ", "]),
)
def test_negative_coordinates_need_no_equals_sign(numbers: list[float], comma: str) -> None:
    text = comma.join(f"{number!r}" for number in numbers)
    apart = arguments.read(["mask", "a.png", "--box", text])
    together = arguments.read(["mask", "a.png", f"--box={text}"])
    assert apart.box == together.box == [tuple(numbers)]


def test_what_stands_behind_two_dashes_is_left_alone() -> None:
    assert joined(["mask", "--", "--box", "-5,1"]) == ["mask", "--", "--box", "-5,1"]
    assert joined(["mask", "--subject", "-a.png"]) == ["mask", "--subject", "-a.png"]


@given(st.text())
def test_a_reader_takes_it_or_refuses_it(text: str) -> None:
    for read in (values.number(0, 9), values.count(0, 9), values.numbers(2), values.device):
        with contextlib.suppress(argparse.ArgumentTypeError):
            read(text)
