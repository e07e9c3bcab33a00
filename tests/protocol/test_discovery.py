"""Where the agent leaves its address: who may read it, who is refused, and who holds the lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from frisket_protocol import discovery
from frisket_protocol.discovery import Discovery
from frisket_protocol.errors import FailedPrecondition, VersionMismatch

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and owners are POSIX")
AGENT = Discovery("127.0.0.1", 4000, "s3cret", 17, "0.1.0", "e1", 1_700_000_000_000)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    chosen = tmp_path / "a folder" / "runtime"
    monkeypatch.setenv("FRISKET_RUNTIME", str(chosen))
    return chosen


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


# --- the folder ---


def test_the_environment_names_the_folder(folder: Path) -> None:
    assert discovery.runtime_folder() == folder


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")
def test_the_folder_is_in_the_real_home_whatever_a_sandbox_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRISKET_RUNTIME")
    expected = discovery.runtime_folder()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    assert discovery.runtime_folder() == expected
    assert expected.parts[-4:] == (".local", "share", "frisket", "runtime")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")
def test_a_user_without_an_entry_has_the_home_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRISKET_RUNTIME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("os.getuid", lambda: 2**31 - 7)
    assert discovery.runtime_folder() == tmp_path / ".local/share/frisket/runtime"


# --- writing and reading ---


def test_what_is_written_is_read() -> None:
    discovery.write(AGENT)
    assert discovery.read() == AGENT


def test_a_second_agent_replaces_the_first() -> None:
    discovery.write(AGENT)
    second = replace(AGENT, epoch="e2", port=65535)
    discovery.write(second)
    assert discovery.read() == second


def test_writing_leaves_one_file(folder: Path) -> None:
    path = discovery.write(AGENT)
    assert [path] == list(folder.iterdir())


def test_nothing_is_read_where_nothing_is() -> None:
    assert discovery.read() is None


def test_nothing_is_read_from_an_empty_folder(folder: Path) -> None:
    folder.mkdir(parents=True)
    assert discovery.read() is None


def test_the_token_is_not_in_the_repr() -> None:
    assert "s3cret" not in repr(AGENT)


@pytest.mark.parametrize(
    ("host", "header"), [("127.0.0.1", "127.0.0.1:4000"), ("::1", "[::1]:4000")]
)
def test_host_header(host: str, header: str) -> None:
    assert replace(AGENT, host=host).host_header == header


def test_remove_removes_its_own(folder: Path) -> None:
    discovery.write(AGENT)
    discovery.remove("e1")
    assert list(folder.iterdir()) == []


def test_remove_leaves_that_of_another_run() -> None:
    discovery.write(AGENT)
    discovery.remove("e0")
    assert discovery.read() == AGENT


def test_remove_does_nothing_where_nothing_is() -> None:
    discovery.remove("e1")


# --- who may read and write ---


@posix
@pytest.mark.usefixtures("no_umask")
def test_modes_are_private_whatever_the_umask_is(folder: Path) -> None:
    path = discovery.write(AGENT)
    assert [mode(path), mode(folder), mode(folder.parent)] == [0o600, 0o700, 0o700]


@posix
@pytest.mark.usefixtures("no_umask")
def test_the_lock_is_private_whatever_the_umask_is(folder: Path) -> None:
    with discovery.lock():
        assert [mode(folder / "agent.lock"), mode(folder)] == [0o600, 0o700]


@posix
@pytest.mark.parametrize("modes", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_change_is_refused(folder: Path, modes: int) -> None:
    folder.mkdir(parents=True)
    folder.chmod(modes)
    for call in (lambda: discovery.write(AGENT), discovery.read, discovery.lock):
        with pytest.raises(FailedPrecondition, match="changed by other.* a new one") as refused:
            call()
        assert "chmod" not in str(refused.value), "it may be a folder that others need"
    assert list(folder.iterdir()) == []


@posix
@pytest.mark.parametrize("modes", [0o777, 0o770, 0o702])
def test_the_usual_folder_is_frisket_s_own_and_can_be_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, modes: int
) -> None:
    monkeypatch.delenv("FRISKET_RUNTIME")
    monkeypatch.setattr(discovery, "_home", lambda: tmp_path)
    usual = discovery.runtime_folder()
    usual.mkdir(parents=True)
    usual.chmod(modes)
    with pytest.raises(FailedPrecondition, match=r"changed by other.*chmod 700 .*runtime"):
        discovery.read()


@posix
@pytest.mark.parametrize("what", ["folder", "agent.json", "agent.lock", "agent.log"])
@pytest.mark.parametrize("is_", ["file", "link", "folder"])
def test_nobody_is_told_to_remove_what_may_be_theirs(
    folder: Path, tmp_path: Path, what: str, is_: str
) -> None:
    place = folder if what == "folder" else folder / what
    if what != "folder":
        folder.mkdir(parents=True, mode=0o700)
    place.parent.mkdir(parents=True, exist_ok=True)
    if is_ == "file":
        if what != "folder":
            return
        place.write_text("a picture")
    elif is_ == "link":
        place.symlink_to(tmp_path)
    elif what == "folder":
        return
    else:
        place.mkdir()
    with pytest.raises(FailedPrecondition) as refused:
        discovery.read() if what == "agent.json" else os.close(discovery.own_file(place.name))
    assert "emove" not in refused.value.hint
    assert "FRISKET_RUNTIME" in refused.value.hint


@posix
@pytest.mark.parametrize("modes", [0o644, 0o640, 0o604, 0o620])
def test_a_file_that_others_may_read_is_refused(modes: int) -> None:
    discovery.write(AGENT).chmod(modes)
    with pytest.raises(FailedPrecondition, match=r"read by other users.*chmod 600 '.*json'"):
        discovery.read()


@posix
def test_a_file_that_others_may_read_is_replaced_by_a_private_one() -> None:
    discovery.write(AGENT).chmod(0o644)
    assert mode(discovery.write(AGENT)) == 0o600


@posix
def test_a_file_that_others_may_change_is_not_replaced() -> None:
    discovery.write(AGENT).chmod(0o666)
    with pytest.raises(FailedPrecondition, match="changed by other users"):
        discovery.write(AGENT)


@posix
def test_a_link_for_a_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(target)
    for call in (lambda: discovery.write(AGENT), discovery.read, discovery.lock):
        with pytest.raises(FailedPrecondition, match="is a link"):
            call()
    assert list(target.iterdir()) == []


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_for_a_file_is_refused(folder: Path, tmp_path: Path, exists: bool) -> None:
    target = discovery.write(AGENT).rename(tmp_path / "target")
    (folder / "agent.json").symlink_to(target if exists else tmp_path / "none")
    for call in (lambda: discovery.write(AGENT), discovery.read):
        with pytest.raises(FailedPrecondition, match="is a link"):
            call()


@posix
def test_a_link_for_a_lock_is_refused(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    (folder / "agent.lock").symlink_to(tmp_path / "none")
    with pytest.raises(FailedPrecondition, match="is a link"):
        discovery.lock()
    assert not (tmp_path / "none").exists()


@posix
def test_a_pipe_for_a_file_is_refused_without_waiting(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    os.mkfifo(folder / "agent.json", 0o600)
    with pytest.raises(FailedPrecondition, match="of another kind"):
        discovery.read()


@posix
def test_the_folder_of_another_user_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    discovery.write(AGENT)
    someone_else = os.geteuid() + 1
    monkeypatch.setattr("os.geteuid", lambda: someone_else)
    for call in (lambda: discovery.write(AGENT), discovery.read, discovery.lock):
        with pytest.raises(FailedPrecondition, match="belongs to another user"):
            call()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_the_file_of_another_user_is_refused() -> None:
    os.chown(discovery.write(AGENT), 12345, -1)
    for call in (lambda: discovery.write(AGENT), discovery.read):
        with pytest.raises(FailedPrecondition, match=r"agent\.json belongs to another user"):
            call()


def test_a_folder_that_cannot_be_made_is_a_sentence(folder: Path) -> None:
    folder.parent.write_text("a file")
    for call in (lambda: discovery.write(AGENT), discovery.lock, discovery.read):
        with pytest.raises(FailedPrecondition, match="cannot be used: .*FRISKET_RUNTIME"):
            call()


# --- what stands in the file ---

GOOD = {"schema": 1, **asdict(AGENT)}


def plant(folder: Path, content: bytes) -> None:
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    (folder / "agent.json").touch(mode=0o600)
    (folder / "agent.json").write_bytes(content)


def test_fields_of_a_later_version_are_ignored(folder: Path) -> None:
    plant(folder, json.dumps({**GOOD, "socket": "x"}).encode())
    assert discovery.read() == AGENT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe{\x00}\x00",
        b"[]",
        b"null",
        b"[" * 60_000,
        json.dumps(GOOD).encode()[:-1],
        json.dumps({**GOOD, "padding": "x" * discovery.FILE_MAX}).encode(),
        b'{"schema": 1, "port": ' + b"9" * 50_000 + b"}",
        *(
            json.dumps({**GOOD, **changed}).encode()
            for changed in (
                {"host": ""},
                {"host": None},
                {"port": 0},
                {"port": 65536},
                {"port": "4000"},
                {"port": True},
                {"port": 4000.0},
                {"token": ""},
                {"token": 7},
                {"pid": None},
                {"epoch": 1},
                {"started_ms": 1.5},
            )
        ),
        *(
            json.dumps({key: value for key, value in GOOD.items() if key != name}).encode()
            for name in asdict(AGENT)
        ),
    ],
)
def test_a_damaged_file_is_named(folder: Path, content: bytes) -> None:
    plant(folder, content)
    with pytest.raises(FailedPrecondition, match=r"agent\.json") as caught:
        discovery.read()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("schema", [0, 2, "1", None])
def test_another_schema_is_another_version(folder: Path, schema: object) -> None:
    plant(folder, json.dumps({**GOOD, "schema": schema}).encode())
    with pytest.raises(VersionMismatch, match=r"agent\.json.*Update"):
        discovery.read()


def test_an_agent_writes_over_a_damaged_file(folder: Path) -> None:
    plant(folder, b"not json")
    discovery.write(AGENT)
    assert discovery.read() == AGENT


# --- the lock ---


def test_there_is_one_lock() -> None:
    first = discovery.lock()
    assert first is not None
    assert discovery.lock() is None
    first.release()
    first.release()
    with discovery.lock() as second:
        assert second is not None


HOLD = """
import sys
from frisket_protocol import discovery
lock = discovery.lock()
print("no" if lock is None else "yes", flush=True)
sys.stdin.read()
"""


def start_holder() -> tuple[subprocess.Popen[str], str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(discovery.__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_another_process_holds_the_lock_until_it_is_killed() -> None:
    process, answer = start_holder()
    with process:
        assert answer == "yes"
        assert discovery.lock() is None
        process.kill()
        process.wait()
    with discovery.lock() as mine:
        assert mine is not None


def test_another_process_is_kept_out() -> None:
    with discovery.lock():
        process, answer = start_holder()
        with process:
            process.kill()
    assert answer == "no"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_release_lets_go_although_a_child_shares_the_lock() -> None:
    held = discovery.lock()
    assert held is not None
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"],
        stdin=subprocess.PIPE,
        pass_fds=[held._descriptor],  # as a forked child has it
    )
    with process:
        held.release()
        with discovery.lock() as again:
            assert again is not None
        process.kill()
