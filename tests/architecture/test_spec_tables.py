"""`protocol.json`, SPEC.md, the vectors and the code say the same."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

import vectors
from frisket.serving import greeting, session
from frisket_protocol import codec, conversation, errors, messages, parts, raster, requests
from frisket_protocol.parts import Operations
from frisket_protocol.watch import cancellation

ROOT = vectors.PROTOCOL.parent
MODEL: dict[str, Any] = json.loads((vectors.PROTOCOL / "protocol.json").read_text("utf-8"))
SPEC = (vectors.PROTOCOL / "SPEC.md").read_text("utf-8")
KINDS = {
    kind["name"]: kind
    for part in ("messages", "params", "results", "types")
    for kind in MODEL[part]
}
PLAIN = {str: "text", int: "integer", float: "number", bool: "boolean", bytes: "bytes"}

ON_THE_DISK = ("cli", "pictures")
"""What reads and writes files for the command line: none of its errors are the protocol's."""
REASONS = ("asked", "superseded", "disconnected", "stopping")
NEVER_SPELLED_OUT = {
    *(f"cancelled.{cancellation(reason).detail}" for reason in REASONS),
    *(f"invalid_argument.{f.name}" for f in dataclasses.fields(Operations) if f.name != "invert"),
    *(f"invalid_argument.{part}" for part in ("host", "path", "subprotocol")),
    "unavailable.websocket",
}
"""Codes whose details are variables in the code."""


def classes() -> dict[str, type]:
    """Every dataclass that travels, by its name."""
    found = {
        name: kind
        for module in (messages, parts, requests, raster)
        for name, kind in vars(module).items()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type)
    }
    return {name: kind for name, kind in found.items() if name not in ("Raster", "Mask")}


def spelled(hint: Any) -> str:
    """A type as `protocol.json` writes it."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return spelled(get_args(hint)[0]) + "?"
    if origin is tuple:
        return f"[{spelled(get_args(hint)[0])}]"
    if origin is Literal:
        return "choice"
    return "map" if origin is dict else PLAIN.get(hint) or hint.__name__


def described(kind: type) -> Iterator[dict[str, Any]]:
    """The fields of a dataclass as `protocol.json` has them, without the words for people."""
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        values = {"name": field.name, "type": spelled(hints[field.name])}
        if values["type"] == "choice":
            values["choices"] = list(get_args(hints[field.name]))
        default = codec._default(field)
        required = default is dataclasses.MISSING
        yield {**values, **({"required": True} if required else {"default": codec._plain(default)})}


def test_what_is_generated_is_up_to_date() -> None:
    command = [sys.executable, str(vectors.PROTOCOL / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_dataclass_is_described() -> None:
    assert set(KINDS) == set(classes())


@pytest.mark.parametrize("name", KINDS)
def test_fields_are_those_of_the_dataclass(name: str) -> None:
    facts = ("name", "type", "choices", "required", "default")
    listed = [{k: f[k] for k in facts if k in f} for f in KINDS[name]["fields"]]
    assert listed == list(described(classes()[name]))


@pytest.mark.parametrize("name", KINDS)
def test_everything_has_a_sentence(name: str) -> None:
    sentences = [KINDS[name]["about"], *(field["about"] for field in KINDS[name]["fields"])]
    assert [said for said in sentences if not re.fullmatch(r"[A-Z0-9`-].*\.", said)] == []


def test_messages() -> None:
    listed = {kind["type"]: kind["name"] for kind in MODEL["messages"]}
    assert listed == {name: kind.__name__ for name, kind in messages.MESSAGES.items()}


def test_methods() -> None:
    listed = [(each["name"], each["params"], each["result"]) for each in MODEL["methods"]]
    assert listed == [(n, p.__name__, r.__name__) for n, (p, r) in requests.METHODS.items()]


def test_formats() -> None:
    listed = {each["name"]: (each["channels"], each["bytes"]) for each in MODEL["formats"]}
    assert listed == raster.FORMATS


def test_format_names_are_the_choices_of_an_image() -> None:
    assert get_args(raster.Format) == tuple(raster.FORMATS)


def test_error_classes() -> None:
    listed = {each["code"]: each["retry"] for each in MODEL["errors"]}
    assert listed == {code: kind.default_retry for code, kind in errors.WIRE_CLASSES.items()}


def test_limits() -> None:
    assert {each["name"]: each["value"] for each in MODEL["limits"]} == {
        "chunk": parts.CHUNK_MAX,
        "header": parts.HEADER_MAX,
        "packet": parts.PACKET_MAX,
        "hello": greeting.HELLO_BYTES,
        "depth": codec.DEPTH_MAX,
        "array": codec.ARRAY_MAX,
        "map": codec.MAP_MAX,
        "text": codec.TEXT_MAX,
        "bytes": codec.BYTES_MAX,
        "integer": codec.INTEGER_MAX,
        "reply": conversation.REPLY_MAX,
        "coordinate": raster.COORDINATE_MAX,
        "scale": raster.SCALE_MAX,
        "length": parts.LENGTH_MAX,
        "smooth": parts.SMOOTH_MAX,
        "candidates": parts.CANDIDATES_MAX,
        "layer_side": parts.LAYER_SIDE_MAX,
    }


def test_version() -> None:
    assert MODEL["version"] == messages.PROTOCOL_VERSION
    assert MODEL["subprotocol"] == messages.SUBPROTOCOL


def test_close_codes() -> None:
    assert session.VIOLATION in {each["code"] for each in MODEL["close_codes"]}


# --- details ---


def sources() -> Iterator[Path]:
    yield from (ROOT / "protocol" / "frisket_protocol").glob("*.py")
    agent = ROOT / "agent" / "frisket"
    for path in agent.rglob("*.py"):
        if not path.relative_to(agent).parts[0].startswith(ON_THE_DISK):
            yield path


def raised() -> set[str]:
    """The codes that stand spelled out in the code."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = {key.arg: key.value for key in node.keywords}
                detail = given.get("detail")
                if node.func.id == "_malformed":
                    detail = node.args[1]
                if isinstance(detail, ast.Constant) and detail.value:
                    found.add(f"{code_of(node.func.id)}.{detail.value}")
    return found


def code_of(name: str) -> str:
    kind = errors.InvalidArgument if name == "_malformed" else getattr(errors, name)
    assert issubclass(kind, errors.FrisketError)
    return kind.code


def test_every_detail_in_the_code_is_listed() -> None:
    assert raised() - {each["code"] for each in MODEL["details"]} == set()


def test_every_listed_detail_is_in_the_code() -> None:
    listed = {each["code"] for each in MODEL["details"]}
    assert listed - raised() == NEVER_SPELLED_OUT


def test_every_detail_belongs_to_a_class() -> None:
    known = {each["code"] for each in MODEL["errors"]}
    assert {each["code"].partition(".")[0] for each in MODEL["details"]} <= known


# --- the page ---


def test_page_has_the_sections_that_the_code_quotes() -> None:
    titles = re.findall(r"^## (\d+)\. (.+)$", SPEC, re.MULTILINE)
    assert [int(number) for number, _ in titles] == list(range(1, 12))
    quoted = {
        int(number)
        for path in sources()
        for run in re.findall(r"SPEC sections? ([\d and,]+)", path.read_text("utf-8"))
        for number in re.findall(r"\d+", run)
    }
    assert quoted <= set(range(2, 9))


def test_page_shows_every_table() -> None:
    shown = set(re.findall(r"<!-- table: ([a-z ]+) -->", SPEC))
    lists = {name.replace("_", " ") for name, value in MODEL.items() if isinstance(value, list)}
    assert shown == lists


@pytest.mark.parametrize("step", ["announced", "wanted", "brought"])
def test_worked_example_is_a_vector(step: str) -> None:
    section = SPEC.split("## 10.")[1].split("## 11.")[0]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    shown = blocks[("announced", "wanted", "brought").index(step)]
    digits = "".join(re.split(r"  +", line)[0] for line in shown.splitlines()).replace(" ", "")
    (vector,) = (v for v in vectors.load("messages") if v["name"] == f"example: {step}")
    assert digits == vectors.packet(vector).hex()
