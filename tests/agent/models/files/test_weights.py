"""Fetching, keeping, checking and removing the files of models, from a hub on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frisket.models.files import weights
from frisket.models.files.cards import ModelCard
from frisket_protocol import Watch
from frisket_protocol.errors import (
    Cancelled,
    DataLoss,
    FailedPrecondition,
    FrisketError,
    NotFound,
    ResourceExhausted,
    Unavailable,
)
from hub import (
    CARD,
    CONFIG,
    FILES,
    ONE,
    REPOSITORY,
    TOKEN,
    TWO,
    WEIGHTS,
    Hub,
    digest,
    hub,
    use,
)

UNPINNED = replace(CARD, revision="", files=dict.fromkeys(FILES, ""))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub with one repository, and a cache of the test's own."""
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, tmp_path, monkeypatch)
        yield published


def pulled(card: ModelCard = CARD, accept: str = "") -> Path:
    return weights.pull(card, accept, Watch()).folder


def refused(kind: type[FrisketError], card: ModelCard = CARD, accept: str = "") -> Any:
    with pytest.raises(kind) as raised:
        weights.pull(card, accept, Watch())
    return raised.value


def test_files_of_other_repositories_come_with_it(server: Hub) -> None:
    words = b'{"a": 0}'
    server.publish("others/words", TWO, {"vocab.json": words, "merges.txt": b"", "more.json": b""})
    card = replace(CARD, options={"also": ["others/words:vocab.json", "others/words:merges.txt"]})
    assert pulled()
    assert weights.folder(card) is None
    place = pulled(card)
    assert place == weights.folder(card) == weights.folder(CARD)
    (other,) = card.companions
    there = weights.folder(other)
    assert there is not None
    assert (there / "vocab.json").read_bytes() == words
    assert not (there / "more.json").exists()


def test_a_model_is_fetched_once_and_lies_in_the_cache_of_the_library(
    server: Hub, tmp_path: Path
) -> None:
    steps: list[float | None] = []
    amounts: list[tuple[int, int]] = []
    assert weights.folder(CARD) is None
    watch = Watch(lambda stage, fraction: steps.append(fraction))
    answer = weights.pull(CARD, "", watch, lambda *seen: amounts.append(seen))
    assert answer == weights.Pulled(weights.folder(CARD), ONE, resolved=False)
    place = tmp_path / "cache" / "models--somebody--cutter" / "snapshots" / ONE
    assert answer.folder == place
    assert {name: (place / name).read_bytes() for name in FILES} == FILES
    assert not list(tmp_path.rglob("*.incomplete"))
    assert steps[-1] == 1.0
    assert amounts[-1] == (len(WEIGHTS) + len(CONFIG), len(WEIGHTS) + len(CONFIG))
    asked = len(server.asked)
    assert pulled() == place
    assert len(server.asked) == asked, "what is there is not asked for"


def test_the_library_itself_finds_what_was_fetched(server: Hub, tmp_path: Path) -> None:
    from huggingface_hub import hf_hub_download, scan_cache_dir

    place = pulled()
    found = hf_hub_download(
        REPOSITORY,
        "model.safetensors",
        revision=ONE,
        cache_dir=tmp_path / "cache",
        local_files_only=True,
    )
    assert Path(found) == place / "model.safetensors"
    (repository,) = scan_cache_dir(tmp_path / "cache").repos
    assert repository.size_on_disk == len(WEIGHTS) + len(CONFIG)


def test_a_broken_connection_is_made_anew_and_goes_on(server: Hub) -> None:
    server.cuts = [1 << 20, 1 << 20]
    assert (pulled() / "model.safetensors").read_bytes() == WEIGHTS
    starts = [int(given[6:-1]) for given in server.ranges]
    assert len(starts) == 4, "each is asked for at the hub, and behind the redirection"
    assert 0 < starts[0] < starts[2] < len(WEIGHTS)


def test_a_pull_that_failed_is_gone_on_with_by_the_next(server: Hub) -> None:
    server.cuts = [1 << 20, 0]
    assert refused(Unavailable).detail == "hub"
    assert weights.folder(CARD) is None
    assert (pulled() / "model.safetensors").read_bytes() == WEIGHTS
    assert len(server.ranges) == 4


def test_a_cancelled_pull_stops_between_two_pieces_and_is_gone_on_with(server: Hub) -> None:
    watch = Watch()

    def stop(done: int, total: int) -> None:
        if done >= 1 << 20:
            watch.cancel()

    with pytest.raises(Cancelled):
        weights.pull(CARD, "", watch, stop)
    assert (pulled() / "model.safetensors").read_bytes() == WEIGHTS
    assert server.ranges[0] != "bytes=0-"


def test_a_server_that_knows_no_ranges_sends_everything_again(server: Hub) -> None:
    server.cuts = [1 << 20, 0]
    refused(Unavailable)
    server.ignores_ranges = True
    assert (pulled() / "model.safetensors").read_bytes() == WEIGHTS


def test_a_file_that_is_not_the_pinned_one_is_removed(server: Hub, tmp_path: Path) -> None:
    card = replace(CARD, files={**CARD.files, "model.safetensors": "0" * 64})
    error = refused(DataLoss, card)
    assert error.detail == "hash"
    assert "model.safetensors" in str(error)
    assert not [f for f in tmp_path.rglob("*") if f.is_file() and f.stat().st_size > LOCKS]


LOCKS = 1000
"""No file of the cache that is not a model's is larger."""


def test_a_file_that_is_not_the_announced_one_is_removed_also_without_a_pin(server: Hub) -> None:
    server.lies = {digest(WEIGHTS): WEIGHTS[:-1] + b"?"}
    assert refused(DataLoss, UNPINNED).detail == "hash"
    server.lies = {}
    assert (pulled(UNPINNED) / "model.safetensors").read_bytes() == WEIGHTS


@pytest.mark.parametrize("token", ["", "hf_of_somebody_else"], ids=["nobody", "not let in"])
def test_a_gated_model_says_how_to_ask_and_where_the_token_goes(
    server: Hub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    server.gated = {REPOSITORY}
    monkeypatch.setenv("HF_TOKEN", token)
    error = refused(FailedPrecondition)
    assert error.detail == "gated"
    for said in (REPOSITORY, "Ask for access", "HF_TOKEN", "hf auth login"):
        assert said in str(error)


def test_a_token_lets_in_and_is_shown_to_the_hub_alone(
    server: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gated = {REPOSITORY}
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with hub() as store:
        store.publish(REPOSITORY, ONE, FILES)
        server.store = store.address
        assert pulled().is_dir()
    assert {token for _, token in server.tokens} == {f"Bearer {TOKEN}"}
    assert store.downloads == [f"/elsewhere/{digest(WEIGHTS)}"]
    assert not store.tokens


def test_a_token_can_be_kept_back(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    assert pulled().is_dir()
    assert not server.tokens


def test_a_repository_that_is_not_shown_is_said(server: Hub) -> None:
    error = refused(FailedPrecondition, replace(CARD, repository="nobody/nothing"))
    assert error.detail == "gated"
    assert "no nobody/nothing for everybody" in str(error)


def test_what_the_hub_does_not_have_is_said(server: Hub) -> None:
    error = refused(NotFound, replace(CARD, files={"other.safetensors": ""}))
    assert "other.safetensors" in str(error)
    assert refused(NotFound, replace(CARD, revision=TWO)).detail == "model_files"


def test_a_hub_that_fails_or_is_none_is_said(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    server.failing = 503
    assert "503" in str(refused(Unavailable))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert refused(Unavailable).detail == "hub"


def test_a_full_disk_is_said_before_anything_is_asked(server: Hub) -> None:
    error = refused(ResourceExhausted, replace(CARD, download_bytes=1 << 60))
    assert error.detail == "disk"
    assert not server.asked


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_a_pull_is_refused_at_once(
    server: Hub, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "1")
    assert refused(FailedPrecondition).detail == "offline"
    assert not server.asked


def test_a_licence_is_accepted_by_its_name(server: Hub) -> None:
    card = replace(CARD, licence="SAM License")
    for name in ("", "yes", "Apache-2.0"):
        error = refused(FailedPrecondition, card, name)
        assert error.detail == "licence"
        assert '--accept-licence "SAM License"' in error.hint
    assert not server.asked
    assert pulled(card, "sam license").is_dir()


def test_a_card_without_a_pin_keeps_to_the_commit_that_it_found(server: Hub) -> None:
    answer = weights.pull(UNPINNED, "", Watch())
    assert answer.resolved
    assert answer.revision == ONE
    server.publish(REPOSITORY, TWO, {**FILES, "model.safetensors": WEIGHTS[::-1]})
    assert weights.pull(UNPINNED, "", Watch()).folder.name == ONE


def test_two_revisions_share_what_is_the_same_and_go_one_by_one(server: Hub) -> None:
    server.publish(REPOSITORY, TWO, {**FILES, "model.safetensors": WEIGHTS[::-1]})
    newer = replace(CARD, revision=TWO, files=dict.fromkeys(FILES, ""))
    first = pulled()
    second = pulled(newer)
    assert (second / "config.json").resolve() == (first / "config.json").resolve()
    assert weights.remove(CARD) == len(WEIGHTS)
    assert weights.folder(CARD) is None
    assert (second / "config.json").read_bytes() == CONFIG
    assert weights.remove(newer) == len(WEIGHTS) + len(CONFIG)
    assert not weights.cache().joinpath("models--somebody--cutter").exists()


def test_removing_leaves_what_others_keep_in_the_same_repository(server: Hub) -> None:
    place = pulled()
    (place / "README.md").write_text("of another program")
    weights.remove(CARD)
    assert [file.name for file in place.iterdir()] == ["README.md"]


def test_removing_what_is_not_there_frees_nothing(server: Hub) -> None:
    assert weights.remove(CARD) == weights.remove(UNPINNED) == 0


def test_another_program_that_fetches_the_same_is_not_disturbed(
    server: Hub, tmp_path: Path
) -> None:
    from filelock import FileLock

    name = digest(WEIGHTS)
    with FileLock(tmp_path / f"cache/.locks/models--somebody--cutter/{name}.lock"):
        assert refused(Unavailable).detail == "busy"
    assert pulled().is_dir()


def test_a_cache_that_cannot_be_written_is_said(server: Hub, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    assert refused(FailedPrecondition).detail == "disk"


WATCHED = """
import sys
def watch(event, details):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        print("network:", event, details, file=sys.stderr)
sys.addaudithook(watch)
"""


def test_asking_what_is_installed_opens_no_socket_and_imports_no_library(server: Hub) -> None:
    pulled()
    code = WATCHED + (
        "from frisket.models.files import registry, weights\n"
        "cards = [*registry.cards('installed').values()]\n"
        "print([weights.installed(card) for card in cards])\n"
        "print('huggingface_hub' in sys.modules, 'numpy' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ran.stdout.splitlines()[-1] == "False False"
    assert "network" not in ran.stderr
