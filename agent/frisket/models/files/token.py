"""Who asks the hub: an access token, which huggingface_hub keeps where every program finds it.

It stands in no setting, no log and no sentence of frisket's.
"""

from __future__ import annotations

import os

from frisket_protocol.errors import FailedPrecondition, InvalidArgument, Unavailable

from . import hub


def keep(token: str) -> str:
    """Have the hub check a token, and the library keep it; what the hub calls its owner.

    Raises InvalidArgument for one that the hub does not know, FailedPrecondition where nothing may
    be asked or another token goes first, Unavailable when the hub does not answer.
    """
    given = token.strip()
    if not given or any(letter.isspace() or not letter.isprintable() for letter in given):
        raise InvalidArgument(
            "That is no token: it is one word of letters and digits.",
            detail="token",
            hint=f"Copy it whole from {hub.endpoint()}/settings/tokens.",
        )
    if os.environ.get("HF_TOKEN"):
        raise FailedPrecondition(
            "The variable HF_TOKEN is set where the agent runs, and it goes first.",
            detail="token",
            hint="Unset it and start the agent again, or put the token into it.",
        )
    if hub.is_offline():
        raise FailedPrecondition(
            "frisket is told to stay offline, so that no hub can check a token.",
            detail="offline",
            hint="Unset HF_HUB_OFFLINE where the agent runs.",
        )
    try:
        from huggingface_hub import HfApi, login
    except ImportError:
        raise hub.not_installed() from None
    # What goes wrong may quote the request: nothing of it is passed on.
    try:
        name = str(HfApi(endpoint=hub.endpoint()).whoami(token=given)["name"])
        login(token=given, add_to_git_credential=False)
    except OSError as error:
        raise _refusal(getattr(getattr(error, "response", None), "status_code", 0)) from None
    except Exception:
        raise _refusal(0) from None
    return name


def _refusal(status: int) -> InvalidArgument | Unavailable:
    if status in (401, 403):
        return InvalidArgument(
            "The hub does not know that token.",
            detail="token",
            hint=f"Copy it whole from {hub.endpoint()}/settings/tokens, or make a new one there.",
        )
    return Unavailable(
        f"{hub.endpoint()} did not answer, so the token was not kept.",
        detail="hub",
        hint="Check the connection and try again.",
    )
