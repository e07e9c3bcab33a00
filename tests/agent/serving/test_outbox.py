"""How a message and its payload become packets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket.serving.outbox import packets
from frisket_protocol import codec
from frisket_protocol.messages import Data, Reply


@given(st.lists(st.binary(max_size=70), max_size=6), st.integers(1, 40))
def test_the_pieces_make_the_payload_again(buffers: list[bytes], chunk: int) -> None:
    whole = b"".join(buffers)
    received = b""
    for number, packet in enumerate(packets(Reply(7, size=len(whole)), buffers, chunk)):
        message, payload = codec.decode(packet)
        assert len(payload) <= chunk
        if number:
            assert message == Data(7, len(received))
        received += bytes(payload)
    assert received == whole


def test_a_message_without_a_payload_is_one_packet() -> None:
    assert len(list(packets(Reply(7), [], 10))) == 1


def test_a_payload_of_exactly_a_chunk_is_one_packet() -> None:
    assert len(list(packets(Reply(7, size=10), [b"x" * 10], 10))) == 1
