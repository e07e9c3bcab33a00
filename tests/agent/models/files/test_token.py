"""Who asks the hub: what is refused before anybody is asked, and what a refusal says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket.models.files import token
from frisket_protocol.errors import FailedPrecondition, FrisketError, InvalidArgument, Unavailable
from hub import TOKEN, Hub, hub, use


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub() as published:
        use(published, tmp_path, monkeypatch)
        yield published


def refusal(kind: type[FrisketError], given: str = TOKEN) -> str:
    with pytest.raises(kind) as caught:
        token.keep(given)
    assert caught.value.hint
    assert caught.value.__cause__ is None
    told = f"{caught.value} {caught.value.hint}"
    assert not given.strip() or given.strip() not in told
    return told


def test_a_token_that_the_hub_knows_is_kept(server: Hub, tmp_path: Path) -> None:
    assert token.keep(TOKEN) == "somebody"
    assert (tmp_path / "token").read_text() == TOKEN


@pytest.mark.parametrize("given", ["", "  ", "two words", "line\nbreak", "hf_\x00"])
def test_what_is_no_token_is_sent_nowhere(server: Hub, given: str) -> None:
    assert "no token" in refusal(InvalidArgument, given)
    assert not server.asked


def test_one_that_the_hub_does_not_know_is_not_kept(server: Hub, tmp_path: Path) -> None:
    assert "does not know" in refusal(InvalidArgument, "hf_nobodys")
    assert not (tmp_path / "token").exists()


def test_a_hub_that_fails_is_not_taken_for_a_refusal(server: Hub, tmp_path: Path) -> None:
    server.failing = 503
    assert "did not answer" in refusal(Unavailable)
    assert not (tmp_path / "token").exists()


def test_another_token_that_goes_first_is_said(
    server: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_other")
    assert "HF_TOKEN" in refusal(FailedPrecondition)
    assert not server.asked


def test_offline_nobody_is_asked(server: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "offline" in refusal(FailedPrecondition)
    assert not server.asked
