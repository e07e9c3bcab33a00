"""The script that the README gives to whoever writes one, as it is pasted from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket.pictures import ArraySource
from frisket_protocol import Box, Client, discovery
from frisket_protocol.parts import Size
from running import running

README = Path(__file__).parents[3] / "README.md"


@pytest.fixture
def client(runtime: Path) -> Iterator[Client]:
    """Of an agent that scripts find."""
    with running() as served:
        discovery.write(served.found)
        with served.client() as client:
            yield client


def script() -> str:
    found = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found, "the README has a script in it"
    return found[1]


@pytest.fixture
def portrait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a size at which the preview is smaller by no whole number."""
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(1).integers(0, 256, (150, 101, 3), np.uint8)
    Image.fromarray(noise).resize((1010, 1500)).save("portrait.jpg")
    return tmp_path


def test_it_runs_as_it_is_pasted(portrait: Path, client: Client) -> None:
    exec(compile(script(), "README.md", "exec"), {"__name__": "__main__"})
    with Image.open("object-1.png") as made:
        assert made.size == (1010, 1500)
        assert np.abs(np.subtract(made.getbbox(), (120, 80, 900, 1400))).max() <= 2
    assert not (portrait / "object-2.png").exists()


def test_it_reads_as_frisket_itself_does(portrait: Path, client: Client) -> None:
    names: dict[str, type] = {}
    head = script().partition("picture = ")[0]
    exec(compile(head, "README.md", "exec"), names)
    source = names["Picture"]("portrait.jpg")
    own = ArraySource(np.asarray(source.image))
    for box, scale in ((Box(0, 0, 1010, 1500), 1500 / 1024), (Box(7, 9, 500, 800), 1.0)):
        shown, expected = source.read(box, scale), own.read(box, scale)
        assert (shown.width, shown.height, shown.frame) == (
            expected.width,
            expected.height,
            expected.frame,
        )
        values = [np.frombuffer(one.data, np.uint8).astype(int) for one in (shown, expected)]
        assert abs(values[0] - values[1]).mean() < 5


def test_a_size_may_be_a_size(client: Client) -> None:
    class Sized(ArraySource):
        @property
        def size(self) -> Size:  # type: ignore[override]
            return Size(80, 60)

    assert client.open(Sized(np.zeros((60, 80, 3), np.uint8))).size == Size(80, 60)
