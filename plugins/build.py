"""Builds what people download: the wheel, and the plugins' archives, each with the wheel inside.

    uv run python plugins/build.py [krita|gimp] [-o dist/]

Each is complete: an editor needs no package besides, and installs the agent that fits it from its
own wheel. Beside it lies its SHA-256. The same sources give the same bytes.
Needs uv or pip to build the wheel, and msgpack, whose pure-Python half comes along.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import hashlib
import os
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
        print(f"This Python has no {error.name}; install it with pip.", file=sys.stderr)
        return 1
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        wheel = _build_wheel(options.output)
        _seal(wheel)
        for host in bundling.FOLDERS if options.host == "all" else (options.host,):
            built = bundling.bundle(host, wheel=wheel)
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


def _build_wheel(output: Path) -> Path:
    uv = shutil.which("uv") or os.environ.get("UV")
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
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
