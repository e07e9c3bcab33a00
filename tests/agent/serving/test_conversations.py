"""A real agent keeps to the scripts that are handed out to the authors of clients."""

from __future__ import annotations

import json

import pytest

import vectors
from frisket_protocol.messages import Data, Error, Message, Progress, Reply
from raw_client import RawClient
from running import running


@pytest.mark.parametrize("script", vectors.load("conversations"), ids=vectors.name_of)
def test_agent_keeps_to_the_script(script: vectors.Vector) -> None:
    with running() as agent, RawClient(agent.found) as raw:
        for step in script["steps"]:
            if step["from"] == "client":
                raw.send_packet(with_token(vectors.packet(step), agent.found.token))
            elif step["message"]["type"] not in ("progress", "data"):
                assert shown(next_of_note(raw)) in allowed(step["message"])
        if script["close"] is not None:
            while raw.next() is not None:
                pass
            assert raw.close_code == script["close"]


def with_token(packet: bytes, token: str) -> bytes:
    """The packet with the agent's token in the place of {token}."""
    placeholder = b"\xa7{token}"
    if placeholder not in packet:
        return packet
    header = packet[4:].replace(placeholder, b"\xd9" + bytes([len(token)]) + token.encode())
    return len(header).to_bytes(4, "little") + header


def next_of_note(raw: RawClient) -> Message | None:
    """The next message whose place in the conversation is certain."""
    while isinstance(message := raw.next(), (Data, Progress)):
        pass
    return message


def shown(message: Message | None) -> str:
    """What of a message may not differ."""
    if isinstance(message, Reply):
        return f"reply {message.id} {json.dumps(message.result.get('have'))}"
    if isinstance(message, Error):
        return f"error {message.id} {message.error.code} {message.error.retry}"
    return type(message).__name__.lower()


def allowed(message: vectors.Vector) -> list[str]:
    """What an agent may say at this point."""
    id = message.get("id", 0)
    if message["type"] == "reply":
        return [f"reply {id} {json.dumps(message.get('result', {}).get('have'))}"]
    if message["type"] == "error":
        error = message["error"]
        # Who cancels may be too late: the answer was on its way.
        late = [f"reply {id} null"] if error["code"].startswith("cancelled") else []
        return [f"error {id} {error['code']} {error['retry']}", *late]
    return [message["type"]]
