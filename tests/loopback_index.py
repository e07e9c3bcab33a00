"""A package index on the loopback that can be made to fail, and the small wheels that it serves."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from frisket_plugin.setup.machine import this_machine

THING_BYTES = 4 << 20


@dataclass
class Index:
    """files: by name. cut: after how many bytes a file's connection ends, and how often it does.

    stalled: set once a file in `stall` is being sent; it goes on after `go_on`. asked: each path,
    with the range that was asked for.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, tuple[int, int]] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)
    stall: set[str] = field(default_factory=set)
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    has_ranges: bool = True
    html: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def times(self, part: str) -> int:
        """How often something with this in its path was asked for."""
        return sum(part in path for path, _ in self.asked)

    def page(self, project: str) -> bytes:
        names = [one for one in self.files if one.split("-")[0].replace("_", "-") == project]
        shas = {name: hashlib.sha256(self.files[name]).hexdigest() for name in names}
        if self.html:
            links = [
                f'<a data-core-metadata="true" href="../../files/{one}#sha256={sha}">{one}</a>'
                for one, sha in shas.items()
            ]
            return f"<!DOCTYPE html><html><body>{' '.join(links)}</body></html>".encode()
        files = [
            {
                "filename": name,
                "url": f"{self.address}/files/{name}",
                "hashes": {"sha256": shas[name]},
                "size": len(self.files[name]),
                "core-metadata": True,
            }
            for name in names
        ]
        told = {"meta": {"api-version": "1.1"}, "name": project, "files": files}
        return json.dumps(told | {"versions": ["1.0"]}).encode()


@contextmanager
def serving(index: Index) -> Iterator[Index]:
    """Served, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(False)

        def do_GET(self) -> None:
            self._answer(True)

        def _answer(self, with_body: bool) -> None:
            wanted = self.headers.get("Range", "")
            index.asked.append((self.path, wanted))
            folder, _, name = self.path.strip("/").partition("/")
            if folder == "simple":
                body, kind = index.page(name.strip("/")), "application/vnd.pypi.simple.v1+json"
                if name.strip("/") not in {n.split("-")[0].replace("_", "-") for n in index.files}:
                    self._head(404, 0, "text/plain")
                    return
                self._head(200, len(body), "text/html" if index.html else kind)
                self.wfile.write(body if with_body else b"")
            elif name in index.files:
                self._file(name, wanted, with_body)
            elif name.removesuffix(".metadata") in index.files:
                body = _metadata(index.files[name.removesuffix(".metadata")])
                self._head(200, len(body), "text/plain")
                self.wfile.write(body if with_body else b"")
            else:
                self._head(404, 0, "text/plain")

        def _head(self, code: int, length: int, kind: str, more: str = "") -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(length))
            if more:
                self.send_header("Content-Range", more)
            self.end_headers()

        def _file(self, name: str, wanted: str, with_body: bool) -> None:
            whole = index.files[name]
            if name in index.altered:
                whole = whole[:-1] + bytes([whole[-1] ^ 1])
            first, last = 0, len(whole) - 1
            if wanted and index.has_ranges:
                start, _, end = wanted.removeprefix("bytes=").partition("-")
                first = int(start) if start else len(whole) - int(end)
                last = int(end) if start and end else last
            body = whole[first : last + 1]
            code = 206 if wanted and index.has_ranges else 200
            told = f"bytes {first}-{last}/{len(whole)}" if code == 206 else ""
            self._head(code, len(body), "application/octet-stream", told)
            if not with_body:
                return
            limit, left = index.cut.get(name, (0, 0))
            if left and len(body) > limit:
                index.cut[name] = (limit, left - 1)
                self.wfile.write(body[:limit])
                self.close_connection = True
                return
            if name in index.stall and len(body) > 100_000:
                self.wfile.write(body[:100_000])
                self.wfile.flush()
                index.stalled.set()
                index.go_on.wait(60)
                body = body[100_000:]
            self.wfile.write(body)

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # whoever asked may have gone
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    index.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield index
    finally:
        index.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _metadata(packed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        return archive.read(name)


def uv_program() -> Path:
    """The real one of this machine, which may stand behind a script that chooses it."""
    named = [os.environ.get("UV"), shutil.which("uv"), f"{sys.base_prefix}/bin/uv"]
    for file in (Path(name) for name in named if name):
        if file.is_file() and not file.read_bytes().startswith(b"#!"):
            return file
    raise RuntimeError("The tests of setting up need uv.")


def uv_wheel() -> tuple[str, bytes]:
    """As it is published for this machine, with this machine's own uv in it."""
    on = this_machine()
    name = f"uv-99.0-py3-none-manylinux_2_17_{on.architecture}.whl"
    return name, wheel({"uv-99.0.data/scripts/uv": uv_program().read_bytes()}, "uv", "99.0")


def agent_wheel(version: str = "1.0", doctor: str = "raise SystemExit(0)") -> tuple[str, bytes]:
    """Installs a `frisket` that does `doctor` when it is asked how it is; it needs `thing`."""
    code = f"import sys\ndef main():\n    if sys.argv[1:] == ['doctor']:\n        {doctor}\n"
    code += f"    print('agent {version}')\n"
    files = {
        "frisket_small/__init__.py": code.encode(),
        f"frisket_masks-{version}.dist-info/entry_points.txt": (
            b"[console_scripts]\nfrisket = frisket_small:main\n"
        ),
    }
    name = f"frisket_masks-{version}-py3-none-any.whl"
    more = "Requires-Dist: thing\n"
    more += "Provides-Extra: light\nRequires-Dist: onnxruntime ; extra == 'light'\n"
    for extra in ("models", "all"):
        more += f"Provides-Extra: {extra}\nRequires-Dist: torch ; extra == '{extra}'\n"
    return name, wheel(files, "frisket_masks", version, more)


def torch_wheel(code: str = "") -> tuple[str, bytes]:
    """Stands for PyTorch: a megabyte, and what happens when it is imported."""
    files = {"torch/__init__.py": code.encode(), "torch/lib.bin": _noise(1 << 20)}
    return "torch-2.6-py3-none-any.whl", wheel(files, "torch", "2.6")


def thing_wheel() -> tuple[str, bytes]:
    """Something large that the agent needs; its bytes cannot be packed."""
    return "thing-1.0-py3-none-any.whl", wheel({"thing.bin": _noise(THING_BYTES)}, "thing", "1.0")


def _noise(length: int) -> bytes:
    return b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(length // 32))


def wheel(files: dict[str, bytes], name: str, version: str, more: str = "") -> bytes:
    """A wheel for every machine."""
    info = f"{name}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n{more}"
    kind = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    all_files = {**files, f"{info}/METADATA": about.encode(), f"{info}/WHEEL": kind.encode()}
    record = "".join(f"{path},,\n" for path in [*all_files, f"{info}/RECORD"])

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path, data in [*all_files.items(), (f"{info}/RECORD", record.encode())]:
            archive.writestr(path, data)
    return packed.getvalue()
