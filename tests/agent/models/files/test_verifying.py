"""Files that are not what they should be: found when asked, and refused before they are loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frisket.models.files import first_seen, verifying, weights
from frisket.models.files.cards import ModelCard
from frisket.models.pool import Pool
from frisket_protocol import Watch
from frisket_protocol.errors import DataLoss, FailedPrecondition, NotFound
from hub import CARD, CONFIG, FILES, ONE, REPOSITORY, TWO, WEIGHTS, Hub, digest, hub, use

UNPINNED = replace(CARD, revision="", download_bytes=0, files=dict.fromkeys(FILES, ""))
PINNED = replace(UNPINNED, revision=ONE, files={n: digest(data) for n, data in FILES.items()})
COMMIT_ALONE = replace(UNPINNED, revision=ONE)
CARDS = {"unpinned": UNPINNED, "by commit": COMMIT_ALONE, "pinned": PINNED}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, tmp_path, monkeypatch)
        yield published


def flip(file: Path) -> None:
    """Change one byte in place. The time may not move on a coarse clock: it is moved on."""
    blob = file.resolve()
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)
    status = blob.stat()
    os.utime(blob, ns=(status.st_atime_ns, status.st_mtime_ns + 10**6))


def lengthen(file: Path) -> None:
    with file.resolve().open("ab") as stream:
        stream.write(b" ")


def replaced(file: Path) -> None:
    """A file of its own in the place of the link."""
    file.unlink()
    file.write_bytes(b"another one")


@pytest.mark.parametrize("change", [flip, lengthen, replaced], ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_file_that_changed_after_it_was_fetched_is_refused_and_named(
    server: Hub, card: ModelCard, name: str, change: Callable[[Path], None]
) -> None:
    place = weights.pull(card, "", Watch()).folder
    assert verifying.checked(card) == place
    change(place / name)
    for _ in range(2):
        with pytest.raises(DataLoss) as raised:
            verifying.checked(card)
        assert name in str(raised.value)
        assert f"models pull {card.name}" in raised.value.hint
    assert [f.name for f in verifying.verify(card, Watch()) if f.is_damaged] == [name]
    weights.remove(card)
    place = weights.pull(card, "", Watch()).folder
    assert (place / name).read_bytes() == FILES[name], "what the hint says helps"
    assert verifying.checked(card) == place


def test_nothing_is_loaded_of_a_file_that_changed(server: Hub) -> None:
    place = weights.pull(UNPINNED, "", Watch()).folder
    flip(place / "model.safetensors")
    with pytest.raises(DataLoss, match=r"model\.safetensors"):
        Pool({UNPINNED.name: UNPINNED}, "cpu").get(UNPINNED.name, Watch())


def test_what_other_programs_fetched_is_taken_as_it_is_first_seen(server: Hub) -> None:
    place = weights.pull(UNPINNED, "", Watch()).folder
    for file in (weights.cache().parent / "data" / "pins").rglob("*.json"):
        file.unlink()
    assert verifying.checked(UNPINNED) == place
    flip(place / "config.json")
    with pytest.raises(DataLoss):
        verifying.checked(UNPINNED)


@pytest.mark.parametrize("name", FILES)
def test_what_other_programs_damaged_is_not_taken(server: Hub, name: str) -> None:
    place = weights.pull(UNPINNED, "", Watch()).folder
    for file in (weights.cache().parent / "data" / "pins").rglob("*.json"):
        file.unlink()
    flip(place / name)
    with pytest.raises(DataLoss, match=name):
        verifying.checked(UNPINNED)


def test_the_commit_of_the_first_fetch_is_kept_to_whatever_others_do(server: Hub) -> None:
    weights.pull(UNPINNED, "", Watch())
    server.publish(REPOSITORY, TWO, {**FILES, "model.safetensors": WEIGHTS[::-1]})
    (weights.cache() / "models--somebody--cutter" / "refs" / "main").write_text(TWO)
    weights.remove(UNPINNED)
    assert weights.pull(UNPINNED, "", Watch()).folder.name == ONE


def test_a_commit_that_is_gone_is_said_with_what_to_do(server: Hub) -> None:
    weights.pull(UNPINNED, "", Watch())
    weights.remove(UNPINNED)
    server.commits.clear()
    server.publish(REPOSITORY, TWO, FILES)
    with pytest.raises(NotFound, match=ONE[:10]) as raised:
        weights.pull(UNPINNED, "", Watch())
    assert "models pin cutter" in raised.value.hint


def test_the_same_commit_with_other_bytes_is_refused(server: Hub) -> None:
    weights.pull(UNPINNED, "", Watch())
    weights.remove(UNPINNED)
    server.publish(REPOSITORY, ONE, {**FILES, "config.json": CONFIG[::-1]})
    with pytest.raises(DataLoss, match=r"config\.json"):
        weights.pull(UNPINNED, "", Watch())


def test_a_small_file_that_is_not_the_announced_one_is_refused(
    server: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub._git", lambda data: "a" * 40)
    with pytest.raises(DataLoss, match="not the file that was announced"):
        weights.pull(UNPINNED, "", Watch())


def test_whole_files_are_read_once(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    weights.pull(UNPINNED, "", Watch())
    read: list[Path] = []
    monkeypatch.setattr(first_seen.blobs, "sha256", lambda file, _: read.append(file) or "")
    assert verifying.checked(UNPINNED)
    assert read == []


def test_where_nothing_can_be_remembered_it_still_works(
    server: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "file"))
    place = weights.pull(PINNED, "", Watch()).folder
    assert verifying.checked(PINNED) == place
    flip(place / "config.json")
    with pytest.raises(DataLoss):
        verifying.checked(PINNED)


def test_what_is_not_there_cannot_be_checked(server: Hub) -> None:
    assert verifying.checked(PINNED) is None
    with pytest.raises(FailedPrecondition):
        verifying.verify(PINNED, Watch())
