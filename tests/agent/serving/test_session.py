"""One client's conversation, packet by packet, over a real socket."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from frisket.serving import uploads
from frisket.serving.worker import WARMING
from frisket_protocol import Box, Prompt, Raster, Size, Watch
from frisket_protocol.messages import Bye, Cancel, Data, Error, Progress, Reply, Request, Welcome
from frisket_protocol.parts import Finish, ImageRef
from frisket_protocol.requests import Masks, ModelsLoad, Segment, Status
from gated import Gate, gated_agent
from pictures_of import plain
from raw_client import RawClient
from running import Running, running

PICTURE = plain(64, 48).tobytes()
SHA = hashlib.sha256(PICTURE).digest()
PUT = {"width": 64, "height": 48, "format": "rgb8", "sha256": SHA}


@pytest.fixture
def raw(served: Running) -> Iterator[RawClient]:
    with RawClient(served.found) as client:
        client.hello(served.found.token)
        assert isinstance(client.next(), Welcome)
        yield client


def ask_for(box: Box = Box(8, 8, 40, 40), finish: Finish = Finish()) -> dict[str, object]:
    return RawClient.params(
        Segment(ImageRef(SHA), Size(64, 48), Prompt(boxes=(box,)), "fake", finish)
    )


def put(raw: RawClient, id: int) -> None:
    """Bring the picture, whether the agent has it or not."""
    raw.send(Request(id, "image.put", PUT))
    answer = raw.next()
    assert isinstance(answer, Reply)
    if not answer.result["have"]:
        raw.send(Data(id, 0), PICTURE)


def failure(answer: object) -> str:
    assert isinstance(answer, Error), answer
    return answer.error.code


def test_an_image_is_announced_sent_and_had(raw: RawClient) -> None:
    put(raw, 1)
    raw.send(Request(2, "image.put", PUT))
    assert raw.next() == Reply(2, {"have": True})


def test_an_image_of_other_bytes_is_not_kept(raw: RawClient) -> None:
    other = dict(PUT, sha256=hashlib.sha256(b"other").digest())
    raw.send(Request(1, "image.put", other))
    raw.next()
    raw.send(Data(1, 0), PICTURE)
    raw.send(Request(2, "prepare", {"image": {"sha256": other["sha256"]}}))
    assert failure(raw.next()) == "data_loss.hash"
    raw.send(Request(3, "image.put", other))
    assert raw.next() == Reply(3, {"have": False})


def test_an_image_that_was_never_sent_is_not_found(raw: RawClient) -> None:
    raw.send(Request(1, "prepare", {"image": {"sha256": bytes(32)}}))
    assert failure(raw.next()) == "not_found.image"


def test_half_an_image_is_no_image(raw: RawClient) -> None:
    half = dict(PUT, sha256=hashlib.sha256(b"half").digest())
    raw.send(Request(1, "image.put", half))
    raw.next()
    raw.send(Data(1, 0), PICTURE[:100])
    raw.send(Request(2, "prepare", {"image": {"sha256": half["sha256"]}}))
    assert failure(raw.next()) == "failed_precondition.image"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"width": 0}, "invalid_argument.size"),
        ({"width": -64, "height": -48}, "invalid_argument.size"),
        ({"width": 40000}, "resource_exhausted.image_too_large"),
        ({"width": 30000, "height": 30000}, "resource_exhausted.image_too_large"),
        ({"format": "png"}, "invalid_argument.value"),
        ({"sha256": b"short"}, "invalid_argument.sha256"),
        ({"width": "64"}, "invalid_argument.wrong_type"),
    ],
)
def test_what_is_declared_is_checked_before_anything_is_allocated(
    raw: RawClient, changed: dict[str, object], code: str
) -> None:
    raw.send(Request(1, "image.put", {**PUT, **changed}))
    assert failure(raw.next()) == code


def test_a_missing_parameter_is_named(raw: RawClient) -> None:
    raw.send(Request(1, "segment", {"layer": {"width": 1, "height": 1}}))
    answer = raw.next()
    assert isinstance(answer, Error)
    assert "params.image" in answer.error.message


def test_an_unknown_method_is_unimplemented_and_the_connection_lives(raw: RawClient) -> None:
    raw.send(Request(1, "dance"))
    assert failure(raw.next()) == "unimplemented"
    raw.send(Request(2, "status"))
    assert isinstance(raw.next(), Reply)


@pytest.mark.parametrize(
    "packet",
    [b"", b"\x01\x00\x00\x00\x80", b"\xff\xff\xff\xff\x80", b"\x02\x00\x00\x00\xc1\xc1"],
    ids=["empty", "no type", "a header of 4 GB", "no msgpack"],
)
def test_a_broken_packet_ends_the_connection_with_the_reason(raw: RawClient, packet: bytes) -> None:
    raw.send_packet(packet)
    answer = raw.next()
    assert isinstance(answer, Error)
    assert (answer.id, answer.error.code.partition(".")[0]) == (0, "invalid_argument")
    assert isinstance(raw.next(), Bye)
    assert raw.next() is None


def test_ids_must_rise(raw: RawClient) -> None:
    raw.send(Request(5, "status"))
    raw.next()
    raw.send(Request(5, "status"))
    assert failure(raw.next()) == "invalid_argument.id"


@pytest.mark.parametrize("offset", [1, 10**9])
def test_data_in_the_wrong_place_ends_the_connection(raw: RawClient, offset: int) -> None:
    other = dict(PUT, sha256=hashlib.sha256(b"place").digest())
    raw.send(Request(1, "image.put", other))
    raw.next()
    raw.send(Data(1, offset), b"x")
    assert failure(raw.next()) == "data_loss.offset"


def test_more_data_than_announced_ends_the_connection(raw: RawClient) -> None:
    other = dict(PUT, sha256=hashlib.sha256(b"more").digest())
    raw.send(Request(1, "image.put", other))
    raw.next()
    raw.send(Data(1, 0), PICTURE + b"x")
    assert failure(raw.next()) == "data_loss.offset"


def test_data_nobody_announced_ends_the_connection(raw: RawClient) -> None:
    raw.send(Data(77, 0), b"x")
    assert failure(raw.next()) == "data_loss.upload"


def test_a_large_reply_comes_in_pieces_of_at_most_a_chunk(raw: RawClient, served: Running) -> None:
    put(raw, 1)
    whole = Segment(ImageRef(SHA), Size(2048, 1536), Prompt(boxes=(Box(0, 0, 64, 48),)), "fake")
    params = RawClient.params(whole)
    params["image"] = {"sha256": SHA, "frame": {"scale": 32.0}}
    params["prompt"] = {"boxes": [{"x0": 0, "y0": 0, "x1": 2048, "y1": 1536}]}
    raw.send(Request(2, "segment", params))
    reply = raw.final(2)
    assert isinstance(reply, Reply)
    assert reply.size == 2048 * 1536
    assert len(raw.payload) == served.agent.limits.chunk_bytes
    received = len(raw.payload)
    while received < reply.size:
        piece = raw.next()
        assert isinstance(piece, Data)
        assert piece.offset == received
        received += len(raw.payload)
    assert received == reply.size


def test_more_objects_than_fit_into_a_reply_are_refused(raw: RawClient) -> None:
    put(raw, 1)
    boxes = [{"x0": 800, "y0": 800, "x1": 4000, "y1": 4000}] * 4096
    large = {
        "image": {"sha256": SHA, "frame": {"scale": 100}},
        "layer": {"width": 6400, "height": 4800},
        "with_pixels": False,
    }
    raw.send(Request(2, "segment", {**ask_for(), **large, "prompt": {"boxes": boxes}}))
    assert failure(raw.final(2)) == "resource_exhausted.reply_too_large"


@pytest.mark.parametrize("method", ["segment", "edit"])
def test_a_mask_of_a_monstrous_layer_is_refused(raw: RawClient, method: str) -> None:
    put(raw, 1)
    layer = {"width": 1 << 20, "height": 1 << 20}
    finish = {"operations": {"invert": True}}
    asked = {**ask_for(), "layer": layer, "finish": finish, "masks": [{"sha256": SHA}]}
    raw.send(Request(2, method, asked))
    assert failure(raw.final(2)) == "resource_exhausted.mask_too_large"


def test_masks_are_compressed_for_a_client_that_can(served: Running) -> None:
    channel = served.channel({"zlib": {}})
    asked = Segment(ImageRef(SHA), Size(64, 48), Prompt(boxes=(Box(8, 8, 40, 40),)), "fake")
    picture = Raster(64, 48, "rgb8", PICTURE)
    replied = channel.ask(asked, [picture], watch=Watch())
    channel.close()
    assert isinstance(replied.result, Masks)
    assert replied.result.masks[0].encoding == "zlib"
    assert bytes(replied.masks[0].data) == b"\xff" * 32 * 32


def test_models_load_unload_and_pull(raw: RawClient) -> None:
    raw.send(Request(1, "models.load", RawClient.params(ModelsLoad("fake"))))
    loaded = raw.final(1)
    assert isinstance(loaded, Reply)
    assert [m["name"] for m in loaded.result["models"] if m.get("loaded")].count("fake") == 1
    raw.send(Request(2, "models.unload", {"name": "fake"}))
    unloaded = raw.final(2)
    assert isinstance(unloaded, Reply)
    assert "fake" not in [m["name"] for m in unloaded.result["models"] if m.get("loaded")]
    raw.send(Request(3, "models.pull", {"name": "nobody"}))
    assert failure(raw.final(3)) == "not_found.model"


@pytest.fixture
def gated() -> Iterator[tuple[RawClient, Gate]]:
    agent, gate = gated_agent()
    with running(agent=agent) as served, RawClient(served.found) as client:
        client.hello(served.found.token)
        client.next()
        put(client, 1)
        yield client, gate


def test_cancel_answers_at_once_and_the_work_ends_at_its_next_step(
    gated: tuple[RawClient, Gate],
) -> None:
    raw, gate = gated
    raw.send(Request(2, "segment", ask_for()))
    assert gate.reached.acquire(timeout=20)
    raw.send(Cancel(2))
    assert failure(raw.final(2)) == "cancelled.asked"
    gate.open.release()
    raw.send(Request(3, "models.load", {"name": "fake"}))
    assert isinstance(raw.final(3), Reply)
    assert gate.steps_after == 0


def test_a_newer_request_takes_the_slot(gated: tuple[RawClient, Gate]) -> None:
    raw, gate = gated
    raw.send(Request(2, "segment", ask_for(), "live"))
    assert gate.reached.acquire(timeout=20)
    for id in (3, 4):
        raw.send(Request(id, "segment", ask_for(), "live"))
    answers = {raw.answer_id(answer := raw.next_final()): answer for _ in range(2)}
    assert {id: failure(answer) for id, answer in answers.items()} == {
        2: "cancelled.superseded",
        3: "cancelled.superseded",
    }
    gate.open.release(2)
    assert isinstance(raw.final(4), Reply)
    assert gate.steps_after == 1


def test_other_slots_and_no_slot_are_left_alone(gated: tuple[RawClient, Gate]) -> None:
    raw, gate = gated
    gate.open.release(3)
    for id, slot in ((2, "live"), (3, "other"), (4, "")):
        raw.send(Request(id, "segment", ask_for(), slot))
    answers = {raw.answer_id(answer := raw.next_final()): answer for _ in range(3)}
    assert {id: type(answer) for id, answer in answers.items()} == {2: Reply, 3: Reply, 4: Reply}


def test_quick_questions_do_not_wait_for_the_worker(gated: tuple[RawClient, Gate]) -> None:
    raw, gate = gated
    raw.send(Request(2, "segment", ask_for()))
    assert gate.reached.acquire(timeout=20)
    raw.send(Request(3, "status", RawClient.params(Status())))
    status = raw.final(3)
    gate.open.release()
    assert isinstance(status, Reply)
    assert status.result["running"] == "segment"
    assert isinstance(raw.final(2), Reply)


def test_too_many_requests_at_once_are_refused(gated: tuple[RawClient, Gate]) -> None:
    raw, gate = gated
    limit = 64
    for id in range(2, limit + 3):
        raw.send(Request(id, "segment", ask_for()))
    refused = raw.next_final()
    assert failure(refused) == "resource_exhausted.requests"
    gate.open.release(limit)
    for _ in range(limit):
        assert isinstance(raw.next_final(), Reply)


def test_progress_is_told_while_it_matters(gated: tuple[RawClient, Gate]) -> None:
    raw, gate = gated
    raw.send(Request(2, "segment", ask_for()))
    news = raw.next()
    gate.open.release()
    assert isinstance(news, Progress)
    assert news.id == 2
    raw.final(2)


def test_a_request_that_comes_while_models_load_is_told_so() -> None:
    agent, gate = gated_agent()
    entered, done = threading.Event(), threading.Event()

    def load() -> None:
        entered.set()
        done.wait(20)

    with running(agent=agent) as served, RawClient(served.found) as raw:
        raw.hello(served.found.token)
        raw.next()
        put(raw, 1)
        loading = agent.worker.run(WARMING, load, Watch())
        asyncio.run_coroutine_threadsafe(loading, served.loop)
        assert entered.wait(20)
        raw.send(Request(2, "segment", ask_for()))
        assert raw.next() == Progress(2, "load")
        done.set()
        gate.open.release()
        assert isinstance(raw.final(2), Reply)


def test_a_client_that_goes_cancels_what_was_asked() -> None:
    agent, gate = gated_agent()
    with running(agent=agent) as served, RawClient(served.found) as raw:
        raw.hello(served.found.token)
        raw.next()
        put(raw, 1)
        raw.send(Request(2, "segment", ask_for()))
        assert gate.reached.acquire(timeout=20)
        raw.send(Request(3, "segment", ask_for()))
        raw.close()
        served.wait_until_alone()
        gate.open.release(2)
    assert gate.steps_after == 0


def test_the_latest_wins_also_while_an_older_ones_picture_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = bytes([9]) * len(PICTURE)
    sha256, checked = uploads._sha256, threading.Event()

    def late(data: memoryview) -> bytes:
        if bytes(data[:3]) == other[:3]:
            checked.wait(20)
        return sha256(data)

    with running() as served, RawClient(served.found) as raw:
        raw.hello(served.found.token)
        raw.next()
        put(raw, 1)
        raw.send(Request(2, "image.put", dict(PUT, sha256=hashlib.sha256(other).digest())))
        raw.next()
        monkeypatch.setattr(uploads, "_sha256", late)
        raw.send(Data(2, 0), other)
        older = {**ask_for(), "image": {"sha256": hashlib.sha256(other).digest()}}
        raw.send(Request(3, "segment", older, "live"))
        raw.send(Request(4, "segment", ask_for(), "live"))
        answers = {raw.answer_id(answer := raw.next_final()): answer for _ in range(2)}
        checked.set()
    assert failure(answers[3]) == "cancelled.superseded"
    assert isinstance(answers[4], Reply)


def test_a_large_request_of_one_client_holds_nobody_else() -> None:
    with running() as served, RawClient(served.found) as large, RawClient(served.found) as small:
        for raw in (large, small):
            raw.hello(served.found.token)
            raw.next()
            put(raw, 1)
        small.send(Request(2, "segment", ask_for()))
        assert isinstance(small.final(2), Reply)
        mask = np.random.default_rng(1).integers(0, 256, (512, 512)).astype(np.uint8).tobytes()
        name = hashlib.sha256(mask).digest()
        gray = {"width": 512, "height": 512, "format": "gray8", "sha256": name}
        large.send(Request(2, "image.put", gray))
        large.next()
        large.send(Data(2, 0), mask)
        asked = {
            "masks": [{"sha256": name, "frame": {"scale": 16}}],
            "layer": {"width": 8192, "height": 8192},
            "operations": {"grow": -10000, "feather": 10000, "smooth": 127, "drop_specks": 1e9},
        }
        large.send(Request(3, "edit", asked))
        assert large.next() == Progress(3, "edit")
        for id in range(3, 8):
            small.send(Request(id, "segment", ask_for()))
            assert isinstance(small.final(id), Reply)
        small.send(Request(9, "status"))
        status = small.final(9)
        assert isinstance(status, Reply)
        assert status.result["queued"] == 1  # it works still
        large.send(Cancel(3))
        assert failure(large.final(3)) == "cancelled.asked"


def test_the_agent_tells_how_it_is_while_models_come_and_go() -> None:
    with running() as served, RawClient(served.found) as raw:
        raw.hello(served.found.token)
        raw.next()
        put(raw, 1)
        ids = itertools.count(2)
        asked = ("segment", ask_for()), ("models.unload", {}), ("status", {}), ("models.list", {})
        for _ in range(8):
            for method, params in asked:
                raw.send(Request(next(ids), method, params))
            answers = [raw.next_final() for _ in asked]
            assert [type(answer) for answer in answers] == [Reply] * 4, answers
