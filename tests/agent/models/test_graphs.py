"""ONNX files: what is good runs, what is bad becomes a sentence, and nothing takes the machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from frisket.models import accelerators, graphs
from frisket.models.base import Unwatched
from frisket.models.place import CPU, Place
from frisket_protocol import Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition
from tiny import onnx_files

PICTURE = np.zeros((1, 3, onnx_files.SIDE, onnx_files.SIDE))


def test_a_good_file_tells_its_ports_and_runs(tmp_path: Path) -> None:
    graph = graphs.opened(onnx_files.plus_one(tmp_path / "good.onnx"), CPU)
    assert graphs.described(graph) == "input 1×3×32×32 → output"
    assert graph.runs == accelerators.Runs("CPU")
    assert graph.nbytes == (tmp_path / "good.onnx").stat().st_size
    found = graph.run({"input": PICTURE}, Unwatched())
    assert list(found) == ["output"]
    assert np.array_equal(found["output"], PICTURE + 1)


def test_a_free_length_has_no_number(tmp_path: Path) -> None:
    node = onnx.helper.make_node("Identity", ["input"], ["output"])
    file = onnx_files.write(tmp_path / "free.onnx", [node], shape=(1, 3, "height", "width"))
    assert graphs.opened(file, CPU).inputs["input"].shape == (1, 3, None, None)


def cut_short(file: Path) -> Path:
    whole = onnx_files.plus_one(file).read_bytes()
    file.write_bytes(whole[: len(whole) * 2 // 3])
    return file


def text(file: Path) -> Path:
    file.write_text("version https://git-lfs.github.com/spec/v1\n")
    return file


def empty(file: Path) -> Path:
    file.touch()
    return file


def too_long(file: Path) -> Path:
    node = onnx.helper.make_node("Identity", ["input"], ["output"])
    return onnx_files.write(file, [node], shape=(1, 3, 10**6, 10**6))


def linked(file: Path) -> Path:
    secret = file.parent.parent / "secret.bin"
    secret.write_bytes(np.ones((1, 3, onnx_files.SIDE, onnx_files.SIDE), np.float32).tobytes())
    (file.parent / "linked.bin").symlink_to(secret)
    return onnx_files.outside(file, "linked.bin")


def unknown(file: Path) -> Path:
    """Operators that ONNX has, in numbers for which nothing here runs one of them."""
    doubles, floats = onnx.TensorProto.DOUBLE, onnx.TensorProto.FLOAT
    nodes = [
        onnx.helper.make_node("Cast", ["input"], ["precise"], to=doubles),
        onnx.helper.make_node("Elu", ["precise"], ["bent"]),
        onnx.helper.make_node("Cast", ["bent"], ["output"], to=floats),
    ]
    return onnx_files.write(file, nodes)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (cut_short, "damaged, cut short, or no ONNX file"),
        (text, "damaged, cut short, or no ONNX file"),
        (empty, "cannot be used"),
        (onnx_files.custom, "operators of its own"),
        (unknown, "operators that ONNX Runtime .* lacks"),
        (too_long, "1×3×1000000×1000000"),
        (lambda file: onnx_files.outside(file, "missing.bin"), "second file"),
        (lambda file: onnx_files.outside(file, "../secret.bin"), "second file"),
        (lambda file: onnx_files.outside(file, "/etc/hostname"), "second file"),
        (linked, "second file"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(
    make: Callable[[Path], Path], said: str, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(4 * 3 * onnx_files.SIDE**2))
    with pytest.raises(FailedPrecondition, match=said) as refused:
        graphs.opened(make(folder / "bad.onnx"), CPU)
    assert refused.value.hint
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("side", [10**6, 2 * 10**5])
def test_a_graph_that_asks_for_more_than_there_is_fails_alone(side: int, tmp_path: Path) -> None:
    graph = graphs.opened(onnx_files.enormous(tmp_path / "large.onnx", side), CPU)
    with pytest.raises(MemoryError):
        graph.run({"input": PICTURE}, Unwatched())
    good = graphs.opened(onnx_files.plus_one(tmp_path / "good.onnx"), CPU)
    assert good.run({"input": PICTURE}, Unwatched())["output"].max() == 1


def test_a_graph_is_left_as_soon_as_nobody_wants_its_answer(tmp_path: Path) -> None:
    graph = graphs.opened(onnx_files.endless(tmp_path / "endless.onnx"), CPU)

    class Impatient(Watch):
        looks = 0

        def check(self) -> None:
            self.looks += 1
            if self.looks == 3:
                raise Cancelled("nobody waits")

    with pytest.raises(Cancelled):
        graph.run({"input": PICTURE}, Impatient())


def test_what_does_not_fit_the_graph_is_a_sentence(tmp_path: Path) -> None:
    graph = graphs.opened(onnx_files.plus_one(tmp_path / "good.onnx"), CPU)
    with pytest.raises(FailedPrecondition, match="could not be run"):
        graph.run({"input": PICTURE[..., :7]}, Unwatched())


def test_an_accelerator_that_fails_gives_way_to_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        accelerators, "installed", lambda: ("CUDAExecutionProvider", accelerators.PROCESSOR)
    )
    graph = graphs.opened(onnx_files.plus_one(tmp_path / "good.onnx"), Place("auto"))
    assert (graph.runs.where, graph.runs.accelerator) == ("CPU", "CUDA")
    assert graph.runs.said
    assert graph.run({"input": PICTURE}, Unwatched())["output"].max() == 1
