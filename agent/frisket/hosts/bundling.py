"""What a plugin consists of, complete: its own files and those of the packages that it brings.

    frisket_krita.desktop  frisket_krita.action  frisket_krita/…                    (Krita)
    frisket-gimp/frisket-gimp.py  frisket-gimp/frisket_gimp/…                       (GIMP)
    <plugin>/_vendor/  frisket_protocol/  frisket_plugin/  msgpack/  contents.json
    <plugin>/wheel/  the agent that fits it, in what people download: "Set up" installs it

`contents.json` says the version and the hash of every other file of the plugin. Editors bring a
Python of their own and no packages, so msgpack comes along without its compiled half.
Standard library only; the sources are those of the checkout or of the installed frisket.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Literal

from frisket import __version__
from frisket_protocol.errors import FailedPrecondition

Host = Literal["krita", "gimp"]
FOLDERS: Mapping[Host, str] = {"krita": "frisket_krita", "gimp": "frisket-gimp"}
"""The plugin's own folder: Krita's module; GIMP wants it named as the file that it runs."""
BESIDE: Mapping[Host, tuple[str, ...]] = {
    "krita": ("frisket_krita.desktop", "frisket_krita.action"),
    "gimp": (),
}
PROGRAM = "frisket-gimp/frisket-gimp.py"
"""What GIMP starts; it has to be executable."""
CONTENTS = "_vendor/contents.json"
WHEEL = "wheel"
"""The folder in the plugin's own for the agent's wheel."""
INDEX = "index.txt"
"""Beside the wheel: the index of packages for people who have set no other."""
MSGPACK = ("__init__.py", "exceptions.py", "ext.py", "fallback.py")
_LEFT_OUT = ("__pycache__", "_vendor", "tests")
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sources:
    """The folder `plugins`, the packages that come along, and the licences of all that."""

    plugins: Path
    protocol: Path
    msgpack: Path
    licence: Path
    msgpack_licence: Path


@dataclass(frozen=True)
class Bundle:
    """A complete plugin. `files`: paths with slashes, sorted, and what is in them."""

    host: Host
    version: str
    files: Mapping[str, bytes]

    @property
    def archive_name(self) -> str:
        return f"{FOLDERS[self.host]}-{self.version}.zip"

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder that holds a file, parents first."""
        found = {parent for file in self.files for parent in Path(file).parents}
        return tuple(sorted(folder.as_posix() for folder in found if folder.name))


def is_executable(path: str) -> bool:
    """Whether the host starts this file as a program."""
    return path == PROGRAM


def bundle(
    host: Host, sources: Sources | None = None, wheel: Path | None = None, index: str = ""
) -> Bundle:
    """The plugin for this host, with the agent's wheel where one is given.

    index: the address of the packages that the wheel needs, without which only people who have
    set one for pip or uv can install it. Raises FailedPrecondition when the sources are not all
    there.
    """
    given = sources or find_sources()
    folder = FOLDERS[host]
    try:
        own = dict(_own_files(host, given.plugins / host))
        vendored = dict(_vendored(given))
    except OSError as error:
        raise _incomplete(str(error.filename or error)) from error
    files = own | {f"{folder}/_vendor/{path}": data for path, data in vendored.items()}
    if wheel is not None:
        files[f"{folder}/{WHEEL}/{wheel.name}"] = wheel.read_bytes()
        if index:
            files[f"{folder}/{WHEEL}/{INDEX}"] = f"{index}\n".encode()
    files[f"{folder}/LICENSE"] = given.licence.read_bytes()
    files[f"{folder}/{CONTENTS}"] = _contents(host, files)
    return Bundle(host, __version__, dict(sorted(files.items())))


def write_archive(bundled: Bundle, file: Path) -> None:
    """A zip that is the same, byte for byte, whenever and wherever it is made of the same files.

    Folders have entries of their own, without which Krita's importer finds no plugin. Nothing is
    packed: compressors differ between machines, and all this is small.
    """
    entries = {f"{folder}/": b"" for folder in bundled.folders} | dict(bundled.files)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(entries.items()):
            entry = zipfile.ZipInfo(path, _TIME)
            entry.create_system = 3  # Unix, wherever this runs: the upper half holds the mode
            if path.endswith("/"):
                entry.external_attr = (0o40755 << 16) | 0x10
            else:
                entry.external_attr = (0o100755 if is_executable(path) else 0o100644) << 16
            archive.writestr(entry, data)


def find_sources(plugins: Path | None = None) -> Sources:
    """The folder `plugins` is that of the checkout that this file lies in, or of the installed
    frisket, unless it is given; beside it lies the licence."""
    package = Path(__file__).resolve().parents[1]
    places = (package / "plugins", package.parents[1] / "plugins")
    plugins = plugins or next((place for place in places if (place / "shared").is_dir()), None)
    if plugins is None:
        raise _incomplete("the folder plugins")
    return Sources(
        plugins,
        _package("frisket_protocol"),
        _package("msgpack"),
        plugins.parent / "LICENSE",
        _licence("msgpack"),
    )


def _own_files(host: Host, folder: Path) -> Iterator[tuple[str, bytes]]:
    for name in BESIDE[host]:
        yield name, (folder / name).read_bytes()
    for path, data in _tree(folder / FOLDERS[host]):
        yield f"{FOLDERS[host]}/{path}", data


def _vendored(sources: Sources) -> Iterator[tuple[str, bytes]]:
    for path, data in _tree(sources.plugins / "shared" / "frisket_plugin"):
        yield f"frisket_plugin/{path}", data
    for path, data in _tree(sources.protocol):
        yield f"frisket_protocol/{path}", data
    for name in MSGPACK:
        yield f"msgpack/{name}", (sources.msgpack / name).read_bytes()
    yield "msgpack/LICENSE", sources.msgpack_licence.read_bytes()


def _tree(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file that belongs to the source, by its path in the folder."""
    found = [
        file
        for file in folder.rglob("*")
        if file.is_file()
        and file.suffix != ".pyc"
        and not any(
            part in _LEFT_OUT or part.startswith(".") for part in file.relative_to(folder).parts
        )
    ]
    if not found:
        raise FileNotFoundError(2, "nothing there", str(folder))
    for file in found:
        yield file.relative_to(folder).as_posix(), file.read_bytes()


def _contents(host: Host, files: Mapping[str, bytes]) -> bytes:
    hashes = {path: hashlib.sha256(data).hexdigest() for path, data in sorted(files.items())}
    told = "".join(f"{digest}  {path}\n" for path, digest in hashes.items())
    contents = {
        "plugin": host,
        "version": __version__,
        "sha256": hashlib.sha256(told.encode()).hexdigest(),
        "files": hashes,
    }
    return (json.dumps(contents, indent=1) + "\n").encode()


def _package(name: str) -> Path:
    found = util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise _incomplete(f"the package {name}")
    return Path(found.submodule_search_locations[0])


def _licence(distribution: str) -> Path:
    for file in metadata.files(distribution) or ():
        if file.name in ("COPYING", "LICENSE", "LICENSE.txt"):
            return Path(str(file.locate()))
    raise _incomplete(f"the licence of {distribution}")


def _incomplete(what: str) -> FailedPrecondition:
    return FailedPrecondition(
        f"The plugin's sources are not complete: {what} is missing.",
        detail="plugin_sources",
        hint="Install frisket anew.",
    )
