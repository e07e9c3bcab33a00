"""The whole way with the real uv, from an index on the loopback, and all that can break it."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from frisket_plugin.setup import making, places, uv
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from frisket_plugin.setup.progress import STAGES, Progress, Stage
from frisket_protocol.errors import (
    Cancelled,
    DataLoss,
    FailedPrecondition,
    FrisketError,
    ResourceExhausted,
    Unavailable,
)
from frisket_protocol.watch import Watch
from loopback_index import Index, uv_program, uv_wheel, wheel

Kits = Callable[..., Kit]
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a small disk"
)


def nobody(_: Progress) -> None:
    """Nobody looks."""


def says(at: Places) -> str:
    """What the agent that is installed says, as the plugin would start it."""
    environment = places.installed(at)
    assert environment is not None, "nothing is installed"
    told = subprocess.run([places.program(environment)], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def test_from_nothing_to_an_agent_that_runs(index: Index, at: Places, kit: Kits) -> None:
    seen: list[Progress] = []
    assert making.offer(kit().wheel, "1.0", at) == "set_up"
    making.set_up(kit(), seen.append, Watch(), at)
    assert says(at) == "agent 1.0"
    assert making.offer(kit().wheel, "1.0", at) == ""
    stages = list(dict.fromkeys(one.stage for one in seen))
    assert stages == [stage for stage in STAGES if stage != "wait"]
    last = [one for one in seen if one.stage == "fetch"][-1]
    assert last.done == last.total == len(index.files["thing-1.0-py3-none-any.whl"])
    left = {file.name for file in at.folder.iterdir()}
    assert left == {"uv", "setup.log"}, "what was only needed on the way is gone"
    assert {file.name for file in at.data.iterdir()} == {"setup", "setup.lock", "environment"}


def test_nothing_outside_of_the_data_folder_is_touched(
    index: Index, at: Places, kit: Kits, bare: Path
) -> None:
    # Where a wheel is not to be had, uv looks among the person's own credentials for its index.
    index.files["onnxruntime-1.0-py3-none-any.whl"] = wheel({}, "onnxruntime", "1.0")
    making.set_up(kit(), nobody, Watch(), at)
    found = {file for file in bare.rglob("*") if file.is_file()}
    assert all(at.data in file.parents for file in found)


def test_where_nothing_is_set_the_index_is_that_which_came_with_the_wheel(
    index: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    given = kit()
    with pytest.raises(FailedPrecondition, match=r"does not say where.*pip or uv"):
        making.set_up(given, lambda _: None, Watch(), at)
    assert not index.asked
    given.wheel.with_name("index.txt").write_text(f"{index.address}/simple\n", "utf-8")
    making.set_up(given, lambda _: None, Watch(), at)
    assert making.offer(given.wheel, "1.0", at) == ""


def test_an_html_index_will_do(index: Index, at: Places, kit: Kits) -> None:
    index.html = True
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"


def test_a_cut_connection_goes_on_where_it_stopped(index: Index, at: Places, kit: Kits) -> None:
    name = uv_wheel()[0]
    index.cut = {name: (3_000_000, 2), "thing-1.0-py3-none-any.whl": (1_000_000, 1)}
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    ranges = [wanted for path, wanted in index.asked if path.endswith(name)]
    assert ranges == ["", "bytes=3000000-", "bytes=6000000-"]
    assert ("/files/thing-1.0-py3-none-any.whl", "bytes=1000000-") in index.asked


def test_a_second_press_goes_on_where_the_first_one_stopped(
    index: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = uv_wheel()[0]
    address, index.address = index.address, "http://127.0.0.1:9"
    with pytest.raises(Unavailable, match="could not be reached"):
        making.set_up(kit(), nobody, Watch(), at)
    index.address = address
    # Cut after 3 MB, it goes on by itself, and then nothing comes any more.
    index.cut = {name: (3_000_000, 1)}
    index.stall, cancelled = {name}, Watch()
    stopping = threading.Thread(target=lambda: (index.stalled.wait(30), cancelled.cancel()))
    stopping.start()
    with pytest.raises(Cancelled):
        making.set_up(kit(), nobody, cancelled, at)
    stopping.join()
    assert (at.downloads / f"{name}.part").stat().st_size >= 3_000_000
    index.stall.clear()
    assert re.search(r"3\.[01] MB of it are here already", making.sentence("set_up", at))
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    assert any(wanted for path, wanted in index.asked if path.endswith(name))


def test_a_server_without_ranges_sends_it_all_again(index: Index, at: Places, kit: Kits) -> None:
    index.has_ranges = False
    index.cut = {uv_wheel()[0]: (3_000_000, 1)}
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"


@pytest.mark.parametrize("which", [0, 1], ids=["uv", "a wheel"])
def test_a_wrong_hash_is_thrown_away(index: Index, at: Places, kit: Kits, which: int) -> None:
    name = (uv_wheel()[0], "thing-1.0-py3-none-any.whl")[which]
    index.altered = {name}
    with pytest.raises(DataLoss, match="did not arrive as it was published"):
        making.set_up(kit(), nobody, Watch(), at)
    assert not list(at.downloads.glob(f"{name}*"))
    assert places.installed(at) is None
    index.altered.clear()
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "wait"])
def test_cancelling_keeps_what_works(index: Index, at: Places, kit: Kits, stage: Stage) -> None:
    making.set_up(kit("1.0"), nobody, Watch(), at)
    if stage == "uv":
        (at.uv / "uv").unlink()
    watch = Watch()

    def tell(now: Progress) -> None:
        if now.stage == stage:
            watch.cancel()

    with pytest.raises(Cancelled):
        making.set_up(kit("2.0"), tell, watch, at)
    assert says(at) == "agent 1.0"
    assert making.offer(kit("2.0").wheel, "2.0", at) == "update"
    making.set_up(kit("2.0"), nobody, Watch(), at)
    assert says(at) == "agent 2.0"


def test_an_agent_that_does_not_work_replaces_none(index: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit("1.0"), nobody, Watch(), at)
    with pytest.raises(FailedPrecondition, match=r"does not work here.*no engine"):
        making.set_up(kit("2.0", "raise SystemExit('no engine')"), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    assert "no engine" in at.log.read_text("utf-8")


def test_a_half_made_environment_counts_as_none(index: Index, at: Places, kit: Kits) -> None:
    with pytest.raises(FailedPrecondition):
        making.set_up(kit("1.0", "raise SystemExit(1)"), nobody, Watch(), at)
    assert places.installed(at) is None
    assert making.offer(kit().wheel, "1.0", at) == "set_up"


def test_two_editors_at_once_do_it_once(index: Index, at: Places, kit: Kits) -> None:
    one = kit()
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(making.set_up, one, nobody, Watch(), at) for _ in range(2)]
        assert [each.result(60) for each in done] == [None, None]
    assert says(at) == "agent 1.0"
    assert sum(path.endswith(uv_wheel()[0]) for path, _ in index.asked) == 1


def test_no_network_is_said(at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 could not be reached") as failed:
        making.set_up(kit(), nobody, Watch(), at)
    assert "press the button again" in failed.value.hint
    assert "could not be reached" in at.log.read_text("utf-8")


def test_a_proxy_that_refuses_is_named(
    index: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The index's server knows no CONNECT: it answers 501, as a proxy that refuses would 403.
    monkeypatch.setenv("HTTPS_PROXY", index.address)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://packages.example/simple")
    with pytest.raises(Unavailable, match=r"proxy 127\.0\.0\.1:\d+ did not let us through: 501"):
        making.set_up(kit(), nobody, Watch(), at)


def test_a_page_that_is_no_index_is_said_to_be_none(index: Index, at: Places, kit: Kits) -> None:
    index.page = lambda project: b"<html>Please log in.</html>"  # type: ignore[method-assign]
    with pytest.raises(DataLoss, match="is no list of packages"):
        making.set_up(kit(), nobody, Watch(), at)


def test_a_uv_on_path_is_taken(
    index: Index, at: Places, kit: Kits, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "bin").mkdir()
    (bare / "bin/uv").symlink_to(uv_program())
    monkeypatch.setenv("PATH", f"{bare}/bin:/usr/bin:/bin")
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    assert not index.times("/simple/uv")


@pytest.mark.parametrize("said", ["echo uv 0.4.1", "exit 1", "echo something else"])
def test_one_that_is_too_old_or_broken_is_not(
    index: Index, at: Places, kit: Kits, bare: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    (bare / "bin").mkdir()
    (bare / "bin/uv").write_text(f"#!/bin/sh\n{said}\n", "utf-8")
    (bare / "bin/uv").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bare}/bin:/usr/bin:/bin")
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"
    assert (at.uv / "uv").exists()


def test_what_an_editor_leaks_does_no_harm(
    index: Index, at: Places, kit: Kits, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "bin").mkdir()
    (bare / "bin/python3").write_text("#!/bin/sh\nexit 7\n", "utf-8")
    (bare / "bin/python3").chmod(0o755)
    monkeypatch.setenv("PATH", f"{bare}/bin:/usr/bin:/bin")
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("LC_ALL", "C")
    making.set_up(kit(), nobody, Watch(), at)
    monkeypatch.delenv("PYTHONHOME")
    assert says(at) == "agent 1.0"


def test_where_python_is_broken_and_no_other_comes_it_is_said(
    index: Index, at: Places, kit: Kits, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "bin").mkdir()
    for name in ("python", "python3", "python3.11", "python3.12", "python3.13"):
        (bare / "bin" / name).write_text("#!/bin/sh\nexit 7\n", "utf-8")
        (bare / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{bare}/bin")
    monkeypatch.setenv("UV_PYTHON_INSTALL_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(FailedPrecondition, match="Python could not be prepared") as failed:
        making.set_up(kit(), nobody, Watch(), at)
    assert failed.value.hint
    assert places.installed(at) is None
    assert "127.0.0.1:9" in at.log.read_text("utf-8")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"


def test_too_little_room_is_said_in_numbers(
    index: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PYTHON_BYTES", 10**15)
    with pytest.raises(ResourceExhausted, match=r"\d{4} TB are needed, \S+ GB are free"):
        making.set_up(kit(), nobody, Watch(), at)
    assert not index.asked


@pytest.fixture
def small(at: Places) -> Iterator[Callable[[str], None]]:
    """A disk of its own under the data folder."""
    at.data.mkdir(parents=True)

    def mounted(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", at.data], check=True)

    yield mounted
    subprocess.run(["umount", at.data], check=False)


@needs_root
def test_a_disk_that_gets_full_is_said(
    index: Index,
    at: Places,
    kit: Kits,
    small: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small("size=8m")
    monkeypatch.setattr(places, "check_room", lambda folder, needed: None)
    with pytest.raises(ResourceExhausted, match=r"The disk with .* is full: \d+ k?B are free"):
        making.set_up(kit(), nobody, Watch(), at)
    subprocess.run(["mount", "-o", "remount,size=400m", at.data], check=True)
    making.set_up(kit(), nobody, Watch(), at)
    assert says(at) == "agent 1.0"


@needs_root
def test_a_folder_that_cannot_be_written_is_said(
    index: Index, at: Places, kit: Kits, small: Callable[[str], None]
) -> None:
    small("ro")
    with pytest.raises(FailedPrecondition, match="cannot be written"):
        making.set_up(kit(), nobody, Watch(), at)


def test_removing_says_what_it_freed(index: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    (at.data / "models").mkdir()
    (at.data / "models/mine").write_text("x", "utf-8")
    stopped: list[bool] = []
    there = sum(places.size(folder) for folder in at.all)
    assert making.remove(Watch(), lambda: stopped.append(True), at) == there > 4_000_000
    assert stopped
    assert {file.name for file in at.data.iterdir()} == {"models", "setup.lock"}
    assert making.offer(kit().wheel, "1.0", at) == "set_up"
    assert making.remove(Watch(), lambda: None, at) == 0


def test_an_update_is_offered_for_a_newer_plugin_alone(index: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit("1.1"), nobody, Watch(), at)
    offers = {version: making.offer(kit(version).wheel, version, at) for version in ("1.0", "1.1")}
    assert offers == {"1.0": "", "1.1": ""}
    assert making.offer(kit("1.10").wheel, "1.10", at) == "update"
    assert making.offer(None, "1.10", at) == ""


def test_uv_is_told_to_keep_everything_in_our_folder(at: Places) -> None:
    told = uv.settings(at, None)
    for name in ("UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR"):
        assert at.data in Path(told[name]).parents


def test_every_error_has_a_hint(index: Index, at: Places, kit: Kits) -> None:
    index.files = {name: data for name, data in index.files.items() if "thing" not in name}
    with pytest.raises(FrisketError, match="could not be found out") as failed:
        making.set_up(kit(), nobody, Watch(), at)
    assert failed.value.hint
