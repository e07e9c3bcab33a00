"""A small hub of models on loopback: the addresses and headers that fetching a file needs.

GET  /api/models/{repository}/revision/{revision}     the commit and what it holds
HEAD, GET  /{repository}/resolve/{revision}/{file}    a file; large ones lie elsewhere, behind
GET  /elsewhere/{sha256}                              a redirection, as on the real one
GET  /api/whoami-v2                                   whose token it is
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from frisket.models.files.cards import ModelCard

TOKEN = "hf_test"
ONE, TWO = "1" * 40, "2" * 40
"""Commits."""
REPOSITORY = "somebody/cutter"
WEIGHTS = random.Random(7).randbytes(3 << 20)
CONFIG = b'{"model_type": "cutter"}'
FILES = {"model.safetensors": WEIGHTS, "config.json": CONFIG}
"""What tests publish."""
SIZE = len(WEIGHTS) + len(CONFIG)
LARGE = 4096
"""Bytes from which a file is "large": announced by its sha256 and kept elsewhere."""


@dataclass
class Hub:
    """What is published, and what has been asked. `commits` is (repository, commit) → files."""

    address: str = ""
    store: str = ""
    """The address of the hub that keeps the large files; itself, unless said."""
    commits: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    lies: dict[str, bytes] = field(default_factory=dict)
    """sha256 of a file → the bytes that come in its place."""
    cuts: list[int] = field(default_factory=list)
    """After how many bytes each of the next large answers breaks off."""
    ignores_ranges: bool = False
    gate: threading.Event | None = None
    """Where every large answer waits in its middle, for as long as it is not set."""
    waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released by each answer that waits there."""
    failing: int = 0
    """A status that answers everything."""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """(method, path, range) of every request, in their order."""
    tokens: list[tuple[str, str]] = field(default_factory=list)
    """(path, token) of those that came with one."""

    def publish(self, repository: str, commit: str, files: dict[str, bytes]) -> None:
        """Put a commit on the branch main."""
        self.commits[repository, commit] = files
        self.branches[repository] = commit

    @property
    def ranges(self) -> list[str]:
        return [given for method, _, given in self.asked if method == "GET" and given]

    @property
    def downloads(self) -> list[str]:
        """Paths whose bytes were asked for."""
        return [path for method, path, _ in self.asked if method == "GET" and "/api/" not in path]


def digest(data: bytes) -> str:
    """The sha256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


CARD = ModelCard(
    "cutter",
    "segment",
    "A cutter",
    "Apache-2.0",
    "frisket.models.fake:FakeSegmenter",
    repository=REPOSITORY,
    revision=ONE,
    download_bytes=SIZE,
    files={name: digest(data) for name, data in FILES.items()},
)
"""Of the model that tests publish."""


@contextmanager
def hub() -> Iterator[Hub]:
    """A hub that answers until the block ends; `address` is what HF_ENDPOINT should say."""
    published = Hub()

    class Handler(_Handler):
        hub = published

    server = _Server(("127.0.0.1", 0), Handler)
    published.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="hub")
    thread.start()
    try:
        yield published
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def use(published: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let frisket ask this hub, and keep everything in `folder`."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", published.address)
    monkeypatch.setenv("HF_HUB_CACHE", str(folder / "cache"))
    monkeypatch.setenv("HF_TOKEN_PATH", str(folder / "token"))
    # What the library has read of the environment when it was imported.
    if importlib.util.find_spec("huggingface_hub"):
        constants = "huggingface_hub.constants"
        monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", published.address)
        monkeypatch.setattr(f"{constants}.HF_TOKEN_PATH", str(folder / "token"))
        monkeypatch.setattr(f"{constants}.HF_STORED_TOKENS_PATH", str(folder / "stored_tokens"))
    monkeypatch.setenv("FRISKET_CONFIG", str(folder / "config"))
    monkeypatch.setenv("FRISKET_DATA", str(folder / "data"))


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked may have been cancelled, which is no error of the hub's."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append((self.command, path, self.headers.get("Range", "")))
        if "Authorization" in self.headers:
            self.hub.tokens.append((path, self.headers["Authorization"]))
        if self.hub.failing:
            return self._refuse(self.hub.failing)
        if path == "/api/whoami-v2":
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._refuse(401)
            rights = {"accessToken": {"displayName": "frisket", "role": "read"}}
            about = {"type": "user", "name": "somebody", "auth": rights}
            return self._send(200, json.dumps(about).encode(), {})
        if path.startswith("/elsewhere/"):
            return self._elsewhere(path.removeprefix("/elsewhere/"), with_body)
        _, *parts = path.split("/")
        is_small = parts[:2] == ["api", "resolve-cache"]
        if is_small:
            repository, revision, name = "/".join(parts[2:4]), parts[4], "/".join(parts[5:])
        elif parts[0] == "api":
            revision = parts[5] if len(parts) > 5 else "main"  # whether one is let in is asked too
            repository, name = "/".join(parts[2:4]), ""
        elif len(parts) < 4:  # a page for people
            return self._refuse(404)
        else:
            repository, revision, name = "/".join(parts[:2]), parts[3], "/".join(parts[4:])
        commit = self.hub.branches.get(repository, "") if revision == "main" else revision
        files = self.hub.commits.get((repository, commit))
        if repository in self.hub.gated and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            known = "Authorization" in self.headers
            return self._refuse(403 if known else 401, "GatedRepo")
        if files is None:
            return self._refuse(404 if repository in self.hub.branches else 401, "RepoNotFound")
        if not name:
            return self._listing(commit, files)
        if name not in files:
            return self._refuse(404, "EntryNotFound")
        if is_small:
            return self._send(200, files[name], {"ETag": f'"{_git(files[name])}"'}, with_body)
        return self._file(repository, commit, name, files[name])

    def _listing(self, commit: str, files: dict[str, bytes]) -> None:
        siblings = [
            {
                "rfilename": name,
                "size": len(data),
                "blobId": _git(data),
                **({"lfs": {"sha256": digest(data)}} if len(data) >= LARGE else {}),
            }
            for name, data in files.items()
        ]
        self._send(200, json.dumps({"sha": commit, "siblings": siblings}).encode(), {})

    def _file(self, repository: str, commit: str, name: str, data: bytes) -> None:
        head = {"X-Repo-Commit": commit}
        if len(data) < LARGE:
            head["Location"] = f"/api/resolve-cache/{repository}/{commit}/{name}"
            return self._send(307, b"Moved.", head)
        tag = digest(data)
        head |= {"X-Linked-Etag": f'"{tag}"', "X-Linked-Size": str(len(data))}
        head["Location"] = f"{self.hub.store or self.hub.address}/elsewhere/{tag}"
        return self._send(302, b"Found.", head)

    def _elsewhere(self, tag: str, with_body: bool) -> None:
        every = [data for files in self.hub.commits.values() for data in files.values()]
        data = self.hub.lies.get(tag) or next(data for data in every if digest(data) == tag)
        given = self.headers.get("Range", "")
        start = 0 if self.hub.ignores_ranges else int(given[6:].rstrip("-") or 0)
        rest = data[start:]
        cut = self.hub.cuts.pop(0) if self.hub.cuts and with_body else len(rest)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        if with_body:
            self.wfile.write(rest[: cut // 2])
            gate = self.hub.gate
            if gate is not None:
                self.wfile.flush()
                self.hub.waiting.release()
                gate.wait(20)
            self.wfile.write(rest[cut // 2 : cut])
        self.close_connection = cut < len(rest)

    def _refuse(self, status: int, code: str = "") -> None:
        self._send(status, b"{}", {"X-Error-Code": code})

    def _send(self, status: int, body: bytes, head: dict[str, str], with_body: bool = True) -> None:
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body and self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _git(data: bytes) -> str:
    """The tag of a small file: what git calls its content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
