"""Builds the archives that people download.

    python plugins/build.py [krita|gimp] [-o dist/]

Each is complete: an editor needs no package besides. Beside it lies its SHA-256.
Needs a Python that has msgpack, whose pure-Python half comes along; nothing else.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import hashlib
import sys
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
        for host in bundling.FOLDERS if options.host == "all" else (options.host,):
            built = bundling.bundle(host)
            options.output.mkdir(parents=True, exist_ok=True)
            file = options.output / built.archive_name
            bundling.write_archive(built, file)
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            file.with_name(f"{file.name}.sha256").write_text(f"{digest}  {file.name}\n", "utf-8")
            print(f"{file}  {digest}")
    except (FrisketError, OSError) as error:
        print(f"build: {error}", file=sys.stderr)
        return 1
    return 0


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
