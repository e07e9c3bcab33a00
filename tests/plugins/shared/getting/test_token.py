"""What is said of a token, for as long as it is true."""

from __future__ import annotations

import pytest

from frisket_plugin.getting.token import Token
from frisket_plugin.texts import t
from frisket_protocol.client import Client
from frisket_protocol.errors import Unauthenticated
from frisket_protocol.requests import LoggedIn


class Answering(Client):
    """An agent that asked the hub, and was told this."""

    def __init__(self, answer: LoggedIn | Exception) -> None:
        self._answer = answer

    def ask(self, *_: object, **__: object) -> LoggedIn:  # type: ignore[override]
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


REFUSED = Unauthenticated("The hub does not know this token: hf_wrong.")


@pytest.mark.parametrize("answer", [REFUSED, LoggedIn("somebody")])
def test_a_refusal_ends_with_the_next_try_and_a_name_stays(answer: LoggedIn | Exception) -> None:
    token = Token(lambda: Answering(answer))
    token.send("hf_wrong")
    told = token.sentence
    token.forget()
    if isinstance(answer, LoggedIn):
        assert token.sentence == told == t("token.known", name="somebody")
    else:
        assert "hf_wrong" not in told
        assert token.sentence == t("token.about") != told


def test_nothing_typed_is_said_until_something_is() -> None:
    token = Token(lambda: Answering(LoggedIn("somebody")))
    token.send("  ")
    assert token.sentence == t("token.empty")
    token.forget()
    assert token.sentence == t("token.about")
