"""The archives that people download: what is in them, and that it runs without any package."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from made import FILES, sources

from frisket import __version__
from frisket.hosts import bundling
from frisket.hosts.bundling import CONTENTS, FOLDERS, Bundle, Host, Sources, bundle, write_archive
from frisket_protocol.errors import FailedPrecondition

ROOT = Path(__file__).parents[3]
HOSTS: tuple[Host, ...] = ("krita", "gimp")
TALK = """
import sys
sys.path.insert(0, sys.argv[1])
import frisket_plugin, frisket_protocol, msgpack
from frisket_protocol import codec, messages
assert all(sys.argv[1] in module.__file__ for module in (frisket_plugin, frisket_protocol, msgpack))
print(msgpack.Packer.__module__, msgpack.unpackb(msgpack.packb({"a": [1, b"2"]})))
"""


@pytest.fixture
def made(tmp_path: Path) -> Sources:
    return sources(tmp_path / "sources")


def extracted(bundled: Bundle, folder: Path) -> Path:
    """The plugin's own folder, as an editor has it."""
    file = folder / bundled.archive_name
    write_archive(bundled, file)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "there")
    return folder / "there" / FOLDERS[bundled.host]


def entries(bundled: Bundle, folder: Path) -> dict[str, zipfile.ZipInfo]:
    file = folder / "it.zip"
    write_archive(bundled, file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {entry.filename: entry for entry in archive.infolist()}


def pythons() -> list[str]:
    """This one, and the oldest that an editor may carry, where one is to be had."""
    versions = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    older = sorted(versions.glob("3.10.*/bin/python"))
    return [sys.executable, *map(str, older[-1:])]


# --- Krita ---


def test_files_lie_where_kritas_importer_looks(made: Sources, tmp_path: Path) -> None:
    there = entries(bundle("krita", made), tmp_path)
    assert {"frisket_krita.desktop", "frisket_krita.action", "frisket_krita/"} < set(there)
    assert "frisket_krita/__init__.py" in there


@pytest.mark.parametrize("host", HOSTS)
def test_every_folder_has_an_entry(made: Sources, tmp_path: Path, host: Host) -> None:
    there = entries(bundle(host, made), tmp_path)
    files = [Path(name) for name in there if not name.endswith("/")]
    folders = {f"{parent.as_posix()}/" for file in files for parent in file.parents if parent.name}
    assert {name for name in there if name.endswith("/")} == folders


# --- GIMP ---


def test_gimps_program_is_named_as_its_folder_and_is_executable(
    made: Sources, tmp_path: Path
) -> None:
    there = entries(bundle("gimp", made), tmp_path)
    modes = {name: entry.external_attr >> 16 for name, entry in there.items() if not entry.is_dir()}
    assert modes.pop("frisket-gimp/frisket-gimp.py") == 0o100755
    assert set(modes.values()) == {0o100644}


# --- both ---


@pytest.mark.parametrize("host", HOSTS)
def test_what_comes_along(made: Sources, host: Host) -> None:
    files = bundle(host, made).files
    vendor = f"{FOLDERS[host]}/_vendor/"
    brought = {path.removeprefix(vendor) for path in files if path.startswith(vendor)}
    msgpack = {path for path in brought if path.startswith("msgpack/")}
    names = ("__init__.py", "exceptions.py", "ext.py", "fallback.py", "LICENSE")
    assert msgpack == {f"msgpack/{name}" for name in names}
    assert {"frisket_protocol/client.py", "frisket_plugin/translations/de.json"} < brought
    assert b"Apache License" in files[f"{FOLDERS[host]}/LICENSE"]


@pytest.mark.parametrize("host", HOSTS)
def test_what_is_left_out(made: Sources, host: Host) -> None:
    left = [path for path in bundle(host, made).files if "left" in path or "__pycache__" in path]
    assert left == []


@pytest.mark.parametrize("host", HOSTS)
def test_contents_say_version_and_hashes(made: Sources, host: Host) -> None:
    built = bundle(host, made)
    path = f"{FOLDERS[host]}/{CONTENTS}"
    contents = json.loads(built.files[path])
    assert (contents["plugin"], contents["version"]) == (host, __version__)
    assert contents["files"] == {
        name: hashlib.sha256(data).hexdigest() for name, data in built.files.items() if name != path
    }


@pytest.mark.parametrize("host", HOSTS)
def test_archive_is_the_same_every_time(made: Sources, tmp_path: Path, host: Host) -> None:
    archives = []
    for name in ("one.zip", "two.zip"):
        write_archive(bundle(host, made), tmp_path / name)
        archives.append((tmp_path / name).read_bytes())
        for file in (tmp_path / "sources").rglob("*.py"):
            os.utime(file, (0, 0))
    assert archives[0] == archives[1]


@pytest.mark.parametrize("python", pythons())
@pytest.mark.parametrize("host", HOSTS)
def test_what_comes_along_runs_without_any_package(
    made: Sources, tmp_path: Path, host: Host, python: str
) -> None:
    vendor = extracted(bundle(host, made), tmp_path) / "_vendor"
    command = [python, "-I", "-S", "-B", "-c", TALK, str(vendor)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.stderr == ""
    assert done.stdout == "msgpack.fallback {'a': [1, b'2']}\n"


def test_everything_is_python_3_10(tmp_path: Path) -> None:
    for path, data in bundle("krita").files.items():
        if path.endswith(".py"):
            ast.parse(data, path, feature_version=(3, 10))


@pytest.mark.parametrize(
    "missing", ["krita/frisket_krita.desktop", "krita/frisket_krita", "shared/frisket_plugin"]
)
def test_incomplete_sources_are_a_sentence(made: Sources, missing: str) -> None:
    gone = [made.plugins / path for path in FILES if path.startswith(missing)]
    for file in gone:
        file.unlink()
    with pytest.raises(FailedPrecondition, match=Path(missing).name):
        bundle("krita", made)


def test_installed_package_brings_its_own_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "frisket"
    (package / "plugins" / "shared").mkdir(parents=True)
    monkeypatch.setattr(bundling, "__file__", str(package / "hosts" / "bundling.py"))
    assert bundling.find_sources().plugins == package / "plugins"


def test_one_command_builds_the_same_bytes_twice(tmp_path: Path) -> None:
    """The wheel, and both archives with the wheel inside; each has its hash beside it."""
    told = [_build(tmp_path / again) for again in ("once", "twice")]
    once, twice = (sorted(folder.iterdir()) for folder in (tmp_path / "once", tmp_path / "twice"))
    assert [file.name for file in once] == [file.name for file in twice]
    assert [file.read_bytes() for file in once] == [file.read_bytes() for file in twice]
    made = [file for file in once if file.suffix != ".sha256"]
    assert len(made) == 3
    for file in made:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert file.with_name(f"{file.name}.sha256").read_text() == f"{digest}  {file.name}\n"
        assert digest in told[0]
    name = f"frisket_masks-{__version__}-py3-none-any.whl"
    wheel = (tmp_path / "once" / name).read_bytes()
    # A quarter of it is the example photographs; what else could make it grow much is a mistake.
    assert len(wheel) < 3 << 19
    for host in HOSTS:
        with zipfile.ZipFile(tmp_path / "once" / f"{FOLDERS[host]}-{__version__}.zip") as archive:
            assert archive.read(f"{FOLDERS[host]}/wheel/{name}") == wheel
            index = archive.read(f"{FOLDERS[host]}/wheel/index.txt").decode()
            assert re.fullmatch(r"https://[\w.]+/simple\n", index)
            assert "@" not in index


def _build(folder: Path) -> str:
    command = [sys.executable, str(ROOT / "plugins/build.py"), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
