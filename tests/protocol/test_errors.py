"""The error tree, and its journey over the wire."""

from __future__ import annotations

import re

import pytest

from frisket_protocol import errors
from frisket_protocol.errors import (
    WIRE_CLASSES,
    Cancelled,
    ConnectionLost,
    FailedPrecondition,
    FrisketError,
    Internal,
    NotFound,
    ResourceExhausted,
    Unavailable,
    VersionMismatch,
    from_wire,
)


def drawn() -> dict[str, str]:
    """Class → its parent, as the docstring draws them."""
    tree: dict[str, str] = {}
    above = ["FrisketError"]
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"((?:│   |    )*)[├└]── (\w+)", line)
        if found:
            level = len(found[1]) // 4 + 1
            above[level:] = [found[2]]
            tree[found[2]] = above[level - 1]
    return tree


def test_docstring_draws_the_tree_as_it_is() -> None:
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    parents = {
        kind.__name__: kind.__base__.__name__
        for kind in classes
        if issubclass(kind, FrisketError) and kind is not FrisketError and kind.__base__
    }
    assert drawn() == parents


def test_docstring_draws_it_in_the_order_of_the_file() -> None:
    written = re.findall(r"^class (\w+)\(", _source(), re.MULTILINE)
    assert list(drawn()) == written[1:]


def _source() -> str:
    with open(errors.__file__, encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("code", WIRE_CLASSES)
def test_class_survives_the_wire(code: str) -> None:
    sent = WIRE_CLASSES[code]("Said.", detail="why", hint="Do.", retry="after", after_ms=7)
    came = from_wire(sent.wire_code, sent.message, sent.hint, sent.retry, sent.after_ms)
    assert type(came) is WIRE_CLASSES[code]
    assert vars(came) == vars(sent)


@pytest.mark.parametrize("code", WIRE_CLASSES)
def test_class_without_a_detail_survives_too(code: str) -> None:
    assert from_wire(code, "Said.").wire_code == code


def test_version_is_a_class_of_its_own() -> None:
    came = from_wire("failed_precondition.version", "Said.")
    assert type(came) is VersionMismatch


def test_other_details_are_not() -> None:
    assert type(from_wire("failed_precondition.words", "Said.")) is FailedPrecondition


@pytest.mark.parametrize("code", ["", "out_of_range", "Cancelled", "internal2.a", ".cancelled"])
def test_unknown_class_is_internal_and_keeps_its_name(code: str) -> None:
    came = from_wire(code, "Said.")
    assert (type(came), came.detail) == (Internal, code)


def test_detail_may_have_dots() -> None:
    assert from_wire("not_found.image.old", "Said.").detail == "image.old"


def test_both_sentences_are_for_the_person() -> None:
    assert str(NotFound("It is gone.", hint="Send it again.")) == "It is gone. Send it again."


def test_without_a_hint_there_is_one() -> None:
    assert str(NotFound("It is gone.")) == "It is gone."


@pytest.mark.parametrize(
    ("kind", "retry"),
    [
        (Cancelled, "never"),
        (ResourceExhausted, "smaller"),
        (Unavailable, "after"),
        (ConnectionLost, "now"),
    ],
)
def test_usual_retry(kind: type[FrisketError], retry: str) -> None:
    assert kind("Said.").retry == retry


def test_retry_may_differ() -> None:
    assert NotFound("Gone.", retry="now").retry == "now"
