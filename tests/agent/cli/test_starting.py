"""From a command's start to its exit code: encodings, interrupts, outputs that go nowhere."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket.cli import exit_codes
from frisket.cli.arguments import parsers

COMMAND = [sys.executable, "-m", "frisket"]
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and names of bytes are POSIX's")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    drawn(tmp_path)
    return tmp_path


def drawn(folder: Path) -> None:
    pixels = np.full((60, 80, 3), 110, np.uint8)
    pixels[20:40, 20:60] = (200, 60, 40)
    Image.fromarray(pixels).save(folder / "a.png")


def ran(
    folder: Path, *arguments: str | bytes, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    variables = os.environ | {"PYTHONIOENCODING": encoding}
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, cwd=folder, env=variables, timeout=60
    )


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "cp437", "ascii", "shift-jis"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("mask", "--help"),
        ("serve", "--help"),
        ("recipes",),
        ("models", "list"),
        ("doctor",),
        ("plugins", "list"),
    ],
    ids=" ".join,
)
def test_everything_that_is_printed_survives_any_encoding(
    folder: Path, encoding: str, arguments: tuple[str, ...]
) -> None:
    done = ran(folder, *arguments, encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "cp437", "ascii", "utf-8"])
def test_a_name_that_cannot_be_printed_does_not_end_a_batch(folder: Path, encoding: str) -> None:
    first = folder / "1-日本 ł é.png"
    (folder / "a.png").rename(first)
    (folder / "2.png").write_bytes(first.read_bytes())
    done = ran(
        folder, "mask", "--no-agent", first.name, "2.png", "--box", "18,18,62,42", encoding=encoding
    )
    assert done.returncode == 0, done.stderr
    assert len(list(folder.glob("*-mask.png"))) == 2
    assert b"2-mask.png" in done.stdout


@POSIX
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_name_that_is_not_text(folder: Path, more: tuple[str, ...]) -> None:
    name = os.fsencode(folder) + b"/\xff\xe9.png"
    try:
        os.rename(folder / "a.png", name)
    except OSError:
        pytest.skip("this file system takes text alone")
    done = ran(folder, "mask", "--no-agent", name, "missing.png", "--box", "18,18,62,42", *more)
    assert done.returncode == 1, done.stderr
    assert os.path.exists(os.fsencode(folder) + b"/\xff\xe9-mask.png")
    assert b"Traceback" not in done.stderr


@POSIX
@pytest.mark.parametrize("module", ["argparse", "numpy", "cv2", "PIL.Image", "tomllib", "scipy"])
def test_an_interrupt_while_it_starts(folder: Path, module: str) -> None:
    """The interpreter tells which module was imported; the interrupt comes right after."""
    watched = [sys.executable, "-X", "importtime", "-m", "frisket", "mask", "--no-agent", "a.png"]
    with subprocess.Popen(
        watched,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        text=True,
        # Whoever runs the tests in the background has it ignored, which is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.rpartition("|")[2].strip() == module:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "Cancelled." in rest
    assert "Traceback" not in rest


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has such a device")
def test_an_output_that_is_full(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "models", "list"], stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 1
    assert b"The output cannot be written: no space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@POSIX
def test_an_output_that_nobody_reads(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "models", "list"], stdout=writing, stderr=subprocess.PIPE, timeout=60
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another user")
@pytest.mark.parametrize("home", [None, "", "/nonexistent", "elsewhere"])
def test_a_user_who_stands_in_no_database(home: str | None) -> None:
    """Without a home, and with somebody else's, which may not be looked into."""
    prompt = ["--no-agent", "a.png", "--box", "18,18,62,42", "-o"]
    commands = [
        ["mask", *prompt, "b.png"],
        ["doctor"],
        ["recipes"],
        ["models", "list"],
        ["plugins", "list"],
        ["status"],
    ]
    # The first round, as root, imports all; the user may perhaps not look where Python lies.
    code = (
        "import json, os, sys; from frisket.cli import main; every = json.loads(sys.argv[1])\n"
        "for each in every: main(each)\n"
        "os.remove('b.png'); os.setuid(54321); sys.stderr.write('now ')\n"
        "sys.stderr.write(str([main(each) for each in every]))"
    )
    kept = {name: value for name, value in os.environ.items() if "FRISKET" not in name}
    variables = {name: value for name, value in kept.items() if name not in ("HOME", "HF_HOME")}
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o777)
        (Path(place) / "elsewhere").mkdir(mode=0o700)
        drawn(Path(place))
        if home is not None:
            variables["HOME"] = f"{place}/{home}" if home == "elsewhere" else home
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(commands)],
            capture_output=True, cwd=place, env=variables, timeout=120, text=True,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        assert done.stderr.endswith("[0, 0, 0, 0, 0, 1]"), done.stderr
        assert (Path(place) / "b.png").is_file()
    assert done.stdout.count("engine                   works") == 2


@POSIX
@pytest.mark.parametrize("closed", ["1", "2"])
def test_an_output_that_is_closed(folder: Path, closed: str) -> None:
    """As `>&-` leaves it."""
    typed = f'"$@" {closed}>&-'
    command = [*COMMAND, "mask", "--no-agent", "a.png", "--box", "18,18,62,42"]
    done = subprocess.run(
        ["sh", "-c", typed, "sh", *command], capture_output=True, cwd=folder, timeout=60
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert (folder / "a-mask.png").is_file()
    piped = ["sh", "-c", '"$@" >&-', "sh", *command, "-o", "-"]
    done = subprocess.run(piped, capture_output=True, cwd=folder, timeout=60)
    assert (done.returncode, b"Standard output is closed" in done.stderr) == (2, True)


@POSIX
@pytest.mark.parametrize(("number", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_being_told_to_end_leaves_nothing_half_written(
    folder: Path, number: str, code: int
) -> None:
    """The mask is held up while it is written, until the command was told to end."""
    held_up = (
        "import sys, os, signal; from frisket.pictures import png\n"
        "def held_up(*_): print('writing', flush=True); signal.pause()\n"
        "png._rows = held_up\n"
        "from frisket.cli import main\n"
        "sys.exit(main(['mask', '--no-agent', 'a.png', '--box', '18,18,62,42']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held_up],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(getattr(signal, number))
        said = process.stderr.read()
    assert (process.returncode, "Traceback" in said) == (code, False)
    assert [each.name for each in folder.iterdir()] == ["a.png"]


@POSIX
@pytest.mark.parametrize("command", ["mask", "serve"])
def test_a_terminal_that_is_closed_leaves_nothing_behind(
    folder: Path, runtime: Path, command: str
) -> None:
    """A real one, whose other end goes: then nothing can be written to it any more either."""
    masking = (
        "from frisket.pictures import png; import signal, sys\n"
        "def held_up(*_): sys.stderr.write('ready'); signal.pause()\n"
        "png._rows = held_up\n"
    )
    arguments = ["serve", "--models", "fake"]
    if command == "mask":
        arguments = ["mask", "--no-agent", "a.png", "--box", "18,18,62,42"]
    code = (
        "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
        f"{masking if command == 'mask' else ''}"
        f"from frisket.cli import main; sys.exit(main({arguments}))"
    )
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"ready" not in shown:
            shown += os.read(ours, 4096)
        os.close(ours)
    assert process.returncode == (129 if command == "mask" else 0)
    assert not (runtime / "agent.json").exists()
    assert not (folder / "a-mask.png").exists()


@POSIX
def test_an_agent_that_is_to_outlive_its_terminal_does(runtime: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--models", "fake"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # as `nohup` does
    ) as process:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_help_and_readme_say_the_same_of_exit_codes() -> None:
    codes = {value for name, value in vars(exit_codes).items() if isinstance(value, int)}
    assert set(parsers.MEANINGS) == codes
    readme = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    told = re.search(r"Exit codes: (.*?);", re.sub(r"\s+\([^)]*\)", "", readme), re.DOTALL)
    for text in (told[1] if told else "", parsers.EPILOG):
        for code, meaning in parsers.MEANINGS.items():
            assert f"{code} {meaning}" in re.sub(r"\s+", " ", text)


def test_where_a_second_agent_goes_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--help"])
    assert "FRISKET_RUNTIME" in capsys.readouterr().out
