"""PyTorch and its kin beside the agent that works: with the real uv, from an index on loopback."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from frisket_plugin.setup import kept, making, places, planning
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from frisket_plugin.setup.progress import STAGES, Progress, Stage
from frisket_plugin.setup.wheels import Offer
from frisket_protocol.errors import Cancelled, FailedPrecondition, ResourceExhausted
from frisket_protocol.watch import Watch
from loopback_index import THING_BYTES, Index, torch_wheel, wheel

Kits = Callable[..., Kit]
THING = "thing-1.0-py3-none-any.whl"
TORCH = torch_wheel()[0]


def nobody(_: Progress) -> None:
    """Nobody looks."""


@pytest.fixture
def torch(index: Index) -> Index:
    index.files |= dict([torch_wheel()])
    return index


def wheel_of(name: str) -> tuple[str, bytes]:
    return f"{name}-1.0-py3-none-any.whl", wheel({f"{name}/__init__.py": b""}, name, "1.0")


def imports(at: Places, name: str) -> bool:
    python = places.program(at.environment, "python")
    return subprocess.run([python, "-I", "-c", f"import {name}"], check=False).returncode == 0


def fetched(index: Index, name: str) -> int:
    return sum(path == f"/files/{name}" for path, _ in index.asked)


def test_what_a_command_has_added_counts_as_well(at: Places) -> None:
    site = at.environment / "lib/python3.13/site-packages"
    (site / "pillow_heif").mkdir(parents=True)
    assert places.extras(at.environment) == (), "nothing of a panel's is there"
    places.mark(at.environment, "1.0", ["models"])
    assert places.extras(at.environment) == ("models", "heic")
    (site / "torch").mkdir()
    assert places.extras(at.environment) == ("models", "heic")
    places.mark(at.environment, "1.0")
    assert places.extras(at.environment) == ("models", "heic")
    places.mark(at.environment, "1.0", ["all"])
    assert places.extras(at.environment) == ("all", "heic")


def test_what_is_added_is_there_and_works(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    assert not imports(at, "torch")
    seen: list[Progress] = []
    assert making.add(kit(), "models", seen.append, Watch(), at) == ""
    assert imports(at, "torch")
    assert places.extras(at.environment) == ("models",)
    assert places.version(at.environment) == "1.0"
    assert not at.downloads.exists()
    stages = [one.stage for one in seen]
    making.add(kit(), "models", seen.append, Watch(), at)
    assert "fetch" in stages
    assert [one.stage for one in seen][len(stages) :] == ["look"], "it is there"


def test_what_the_agent_had_is_not_fetched_again(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    assert fetched(torch, THING) == 1
    told = making.amount(kit(), "models", nobody, Watch(), at)
    assert told.fetch == len(torch.files[TORCH])
    assert told.free > told.room >= told.fetch
    making.add(kit(), "models", nobody, Watch(), at)
    assert fetched(torch, THING) == 1
    thing = next(at.environment.rglob("thing.bin"))
    assert thing.stat().st_size == THING_BYTES
    assert thing.stat().st_nlink == 1, "the environment before is gone"


def test_asking_how_much_it_is_fetches_and_changes_nothing(
    torch: Index, at: Places, kit: Kits
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    seen: list[Progress] = []
    before = {file.name for file in at.environment.rglob("*")}
    making.amount(kit(), "models", seen.append, Watch(), at)
    assert seen[-1].stage == "plan"
    assert fetched(torch, TORCH) == 0
    assert {file.name for file in at.environment.rglob("*")} == before
    assert not at.new.exists()
    making.add(kit(), "models", nobody, Watch(), at)
    assert making.amount(kit(), "models", nobody, Watch(), at).fetch == 0


def test_what_was_fetched_before_a_failure_counts(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    watch = Watch()

    def until_it_comes(now: Progress) -> None:
        if now.stage == "fetch" and now.done:
            watch.cancel()

    with pytest.raises(Cancelled):
        making.add(kit(), "models", until_it_comes, watch, at)
    here = sum(file.stat().st_size for file in at.downloads.iterdir())
    assert here > 0
    told = making.amount(kit(), "models", nobody, Watch(), at)
    assert told.fetch == len(torch.files[TORCH]) - here
    making.add(kit(), "models", nobody, Watch(), at)
    assert imports(at, "torch")


@pytest.mark.parametrize("stage", [one for one in STAGES if one not in ("wait", "uv")])
def test_cancelling_keeps_what_works(torch: Index, at: Places, kit: Kits, stage: Stage) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    watch, ran = Watch(), []

    def tell(now: Progress) -> None:
        if now.stage == stage:
            watch.cancel()

    one = replace(kit(), stop=lambda: bool(ran.append("stop")) or True)
    with pytest.raises(Cancelled):
        making.add(one, "models", tell, watch, at)
    assert not ran
    assert places.installed(at) == at.environment
    assert making.offer(kit().wheel, "1.0", at) == ""


def test_what_runs_networks_without_torch_comes_with_it_where_it_is_to_be_had(
    index: Index, at: Places, kit: Kits
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    assert places.extras(at.environment) == (), "this index has none for this machine"
    name, data = wheel_of("onnxruntime")
    index.files[name] = data
    making.set_up(kit("2.0"), nobody, Watch(), at)
    assert places.extras(at.environment) == ("light",)
    assert imports(at, "onnxruntime")


def test_an_update_keeps_what_was_added(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    making.add(kit(), "models", nobody, Watch(), at)
    making.set_up(kit("2.0"), nobody, Watch(), at)
    assert imports(at, "torch")
    assert places.extras(at.environment) == ("models",)
    assert fetched(torch, TORCH) == 1


def test_an_agent_that_ran_is_started_again(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    for ran in (True, False):
        done: list[str] = []

        def stop(ran: bool = ran, done: list[str] = done) -> bool:
            done.append("stop")
            return ran

        def start(done: list[str] = done) -> None:
            done.append(f"start with {places.extras(at.environment)}")

        one = replace(kit(), stop=stop, start=start)
        extra = "models" if ran else "all"
        making.add(one, extra, nobody, Watch(), at)
        assert done == (["stop", "start with ('models',)"] if ran else ["stop"])


def test_one_that_does_not_work_here_replaces_nothing(torch: Index, at: Places, kit: Kits) -> None:
    name, data = torch_wheel("raise OSError('no graphics driver')")
    torch.files[name] = data
    making.set_up(kit(), nobody, Watch(), at)
    with pytest.raises(FailedPrecondition, match=r"torch was installed.*no graphics driver"):
        making.add(kit(), "models", nobody, Watch(), at)
    assert places.extras(at.environment) == ()
    assert making.offer(kit().wheel, "1.0", at) == ""


def test_an_older_plugin_puts_no_older_agent_there(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit("2.0"), nobody, Watch(), at)
    with pytest.raises(FailedPrecondition, match="newer than this plugin"):
        making.add(kit("1.0"), "models", nobody, Watch(), at)
    assert places.version(at.environment) == "2.0"


def test_where_the_second_index_does_not_answer_all_comes_from_the_first(
    torch: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody has set an index; the proxy, which is the loopback index, lets nothing out.
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    monkeypatch.setenv("HTTPS_PROXY", torch.address)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    one = kit()
    one.wheel.with_name("index.txt").write_text(f"{torch.address}/simple\n", "utf-8")
    making.set_up(one, nobody, Watch(), at)
    told = making.amount(one, "models", nobody, Watch(), at)
    note = making.add(one, "models", nobody, Watch(), at)
    assert "in the build that fits most computers" in note
    assert told.note == note
    assert imports(at, "torch")
    assert "--torch-backend auto" in at.log.read_text("utf-8")


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_TORCH_BACKEND"])
def test_what_is_set_by_hand_is_not_overridden(
    torch: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    if name == "UV_TORCH_BACKEND":
        monkeypatch.setenv(name, "cpu")
        monkeypatch.setenv("HTTPS_PROXY", torch.address)
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        # It was asked for: nothing else will do.
        with pytest.raises(FailedPrecondition, match="could not be found out"):
            making.add(kit(), "models", nobody, Watch(), at)
    else:
        assert making.add(kit(), "models", nobody, Watch(), at) == ""
    assert "--torch-backend" not in at.log.read_text("utf-8")


def test_too_little_room_is_said_before_anything_is_fetched(
    torch: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    monkeypatch.setattr(making.planning, "UNPACKED", 10**9)
    told = making.amount(kit(), "models", nobody, Watch(), at)
    assert told.room > told.free
    with pytest.raises(ResourceExhausted, match="TB are needed"):
        making.add(kit(), "models", nobody, Watch(), at)
    assert fetched(torch, TORCH) == 0


def test_only_a_whole_package_of_the_same_bytes_is_kept(
    torch: Index, at: Places, kit: Kits
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    assert len(kept.files(at.environment, THING)) >= 4
    assert kept.files(at.environment, "thing-2.0-py3-none-any.whl") == []
    assert kept.files(at.environment, "other-1.0-py3-none-any.whl") == []
    next(at.environment.rglob("thing.bin")).unlink()
    assert kept.files(at.environment, THING) == []
    making.add(kit(), "models", nobody, Watch(), at)
    assert next(at.environment.rglob("thing.bin")).exists(), "it was fetched again"


def test_a_record_leads_nowhere_outside(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    record = next(at.environment.rglob("thing-1.0.dist-info/RECORD"))
    record.write_text(record.read_text("utf-8") + "/etc/passwd,,\n", "utf-8")
    assert kept.files(at.environment, THING) == []


def test_an_environment_of_an_older_plugin_says_nothing_of_its_wheels(
    torch: Index, at: Places, kit: Kits
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    told = {"by": "panel", "version": "1.0"}
    (at.environment / places.MARKER).write_text(json.dumps(told), "utf-8")
    assert places.wheels(at.environment) == {}
    making.add(kit(), "models", nobody, Watch(), at)
    assert imports(at, "torch")


def test_an_index_that_tells_no_sizes_is_asked_for_them(
    torch: Index, at: Places, kit: Kits
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    torch.html = True
    assert making.amount(kit(), "models", nobody, Watch(), at).fetch == len(torch.files[TORCH])


def test_what_was_made_for_another_python_is_not_kept(torch: Index, at: Places, kit: Kits) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    offer = Offer(THING, "", places.wheels(at.environment)[THING])
    at.new.mkdir()
    config = at.environment / "pyvenv.cfg"
    (at.new / "pyvenv.cfg").write_text(config.read_text("utf-8"), "utf-8")
    assert list(kept.found((offer,), at.environment, at.new)) == [offer]
    (at.new / "pyvenv.cfg").write_text("version_info = 3.99.1\n", "utf-8")
    assert kept.found((offer,), at.environment, at.new) == {}
    assert kept.found((replace(offer, sha256="0"),), at.environment, at.environment) == {}


def test_the_room_for_what_is_in_the_wheels_is_looked_at_once_they_are_here(
    torch: Index, at: Places, kit: Kits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    making.set_up(kit(), nobody, Watch(), at)
    (tmp_path / TORCH).write_bytes(torch.files[TORCH])
    inside = planning.unpacked([tmp_path / TORCH, kit().wheel])
    assert inside > 1 << 20

    def check(folder: Path, needed: int) -> None:
        if needed == inside:
            raise ResourceExhausted("That is too much.")

    monkeypatch.setattr(places, "check_room", check)
    with pytest.raises(ResourceExhausted, match="too much"):
        making.add(kit(), "models", nobody, Watch(), at)
