"""Builds what people download: the wheel, and the plugins' archives, each with the wheel inside.

    uv run python plugins/build.py [krita|gimp] [-o dist/] [--index ADDRESS]

Each is complete: an editor needs no package besides, and installs the agent that fits it from its
own wheel, and what that needs from the public index, whose address uv or pip tells here. Beside
it lies its SHA-256. The same sources give the same bytes.
Needs uv or pip to build the wheel, and msgpack, whose pure-Python half comes along.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    options = _parser().parse_args()
    sys.path[:0] = [str(ROOT / "agent"), str(ROOT / "protocol")]
    try:
        from frisket.hosts import bundling
        from frisket_protocol.errors import FrisketError
    except ModuleNotFoundError as error:
        how = "In the clone run `uv run python plugins/build.py`."
        print(f"build: This Python has no {error.name}. {how}", file=sys.stderr)
        return 1
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        index = options.index or _public_index()
        if not index:
            print("build: Name the public index of packages with --index.", file=sys.stderr)
            return 1
        wheel = _build_wheel(options.output)
        _seal(wheel)
        for host in bundling.FOLDERS if options.host == "all" else (options.host,):
            built = bundling.bundle(host, wheel=wheel, index=index)
            file = options.output / built.archive_name
            bundling.write_archive(built, file)
            _seal(file)
    except subprocess.CalledProcessError as error:
        print(f"build: The wheel could not be built.\n{error.stderr}", file=sys.stderr)
        return 1
    except (FrisketError, OSError) as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


def _public_index() -> str:
    """The index of people who have set none, as the help of uv or pip names it; "" if it does not.

    Nothing of what is set on this machine may be in it.
    """
    uv = _uv()
    command = [uv, "help", "pip", "install"] if uv else [sys.executable, "-m", "pip", "help"]
    command += [] if uv else ["install"]
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))
    } | {"PIP_CONFIG_FILE": os.devnull}
    told = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
    named = re.search(r"default(?:\s*:)?\s+<?(https://[^\s>)]+)", told)
    return named[1] if named else ""


def _uv() -> str | None:
    return shutil.which("uv") or os.environ.get("UV")


def _build_wheel(output: Path) -> Path:
    uv = _uv()
    # A time that somebody has set for all builds would be in it.
    environ = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    with tempfile.TemporaryDirectory() as folder:
        if uv:
            command = [uv, "build", "--quiet", "--wheel", "--out-dir", folder, str(ROOT)]
        else:
            command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
            command += ["--wheel-dir", folder, str(ROOT)]
        subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
        (built,) = Path(folder).glob("*.whl")
        return Path(shutil.copyfile(built, output / built.name))


def _seal(file: Path) -> None:
    """Write its SHA-256 beside it, and say so."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    file.with_name(f"{file.name}.sha256").write_text(f"{digest}  {file.name}\n", "utf-8")
    print(f"{file}  {digest}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Build the plugins' archives.")
    parser.add_argument(
        "host", nargs="?", choices=("krita", "gimp", "all"), default="all", help="default: both"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", default=ROOT / "dist", help="default: dist"
    )
    parser.add_argument(
        "--index",
        metavar="ADDRESS",
        help="the public index of packages (default: asked of uv or pip)",
    )
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
