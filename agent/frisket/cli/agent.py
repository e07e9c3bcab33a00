"""`frisket serve`, `status`, `stop` and `recipes`: the agent itself."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import logging.handlers
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from frisket import __version__, installation
from frisket.config import Settings, images_budget
from frisket.journey import recipes
from frisket.models.devices import check_device
from frisket.serving import ending
from frisket.serving.agent import Agent
from frisket_protocol import discovery
from frisket_protocol.client import Client
from frisket_protocol.discovery import Discovery
from frisket_protocol.errors import (
    AgentNotRunning,
    DeadlineExceeded,
    FailedPrecondition,
    FrisketError,
)
from frisket_protocol.folders import config_folder
from frisket_protocol.parts import RecipeInfo, Software
from frisket_protocol.reasons import reason
from frisket_protocol.requests import Recipes, RecipesList, Status, StatusReport, Stop
from frisket_protocol.sizes import size

from .asking import impatient, strange
from .exit_codes import OK
from .outcomes import told
from .prompt import option_of
from .terminal import say

LOG_BYTES = 1 << 20


def run_serve(options: argparse.Namespace) -> int:
    """Run the agent until it is told to stop."""
    from frisket.serving.server import run

    check_device(options.device or "")
    settings = Settings(
        models=options.models,
        port=options.port,
        images_bytes=images_budget(),
        device=options.device or "",
        models_bytes=int(options.memory * 1e9),
        unload_after=options.unload_after,
        idle_exit=options.idle_exit,
        hosts=tuple(options.allow_host),
    )
    try:
        _log_to(settings.log, options.verbose)
    except FailedPrecondition as error:
        raise FailedPrecondition(
            f"The log cannot be written: {error.message}", detail=error.detail, hint=error.hint
        ) from error
    except OSError as error:
        raise FailedPrecondition(
            f"The log {settings.log} cannot be written: {reason(error)}.",
            hint="Make its folder writable, or name another in FRISKET_RUNTIME.",
        ) from error

    def ready(found: Discovery) -> None:
        with contextlib.suppress(OSError):  # the terminal may be closed at any time
            print(f"The frisket agent is ready on {found.host}:{found.port}.", flush=True)

    try:
        asyncio.run(run(settings, ready))
    except OSError as error:
        raise FailedPrecondition(
            f"The agent cannot listen on port {settings.port}: {reason(error)}.",
            hint="Leave --port off, or choose another.",
        ) from error
    logging.shutdown()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    # Everybody has been told goodbye. A step that cannot be interrupted, such as loading a model,
    # must not keep the process, and the interpreter would wait for its thread.
    os._exit(OK)


def run_status(options: argparse.Namespace) -> int:
    """How the running agent is. Exit code 1 when there is none."""
    with _connect() as client:
        report = client.ask(Status(), watch=impatient())
    assert isinstance(report, StatusReport), "the method decides the result"
    if options.json:
        print(json.dumps(asdict(report)))
        return OK
    print(f"frisket agent {report.version} on {report.device}, up {report.uptime_ms // 1000} s")
    print(f"  connections  {report.connections}")
    print(f"  requests     {report.running or 'none running'}, {report.queued} waiting")
    for line in _memory(report):
        print(line)
    print(f"  log          {report.log}")
    return OK


def _memory(report: StatusReport) -> Iterator[str]:
    """What is kept, and which of it counts towards which bound."""
    loaded = ", ".join(report.loaded) or "none"
    yield f"  models       {loaded if report.warm else 'being loaded'}"
    beside = ""
    if report.models_budget:
        taken, most = size(report.models_bytes), size(report.models_budget)
        yield f"  memory       {taken} of {most} for models"
        beside = ", beside the models' memory"
    yield f"  pictures     {size(report.images_bytes)} for {report.images} of them{beside}"
    known = size(report.embeddings_bytes)
    yield f"  kept ready   {known}, worked out for the pictures so that clicks are quick{beside}"


def run_stop(options: argparse.Namespace) -> int:
    """End the running agent; it finishes what it is doing, unless it cannot be reached."""
    try:
        with _connect() as client:
            client.ask(Stop(), watch=impatient())
    except (AgentNotRunning, FailedPrecondition, DeadlineExceeded) as error:
        if not ending.is_there():
            print("No frisket agent was running.")
            return OK
        return _end(error)
    print("The frisket agent is stopping.")
    return OK


def _end(error: FrisketError) -> int:
    """End an agent that cannot be told to. Raises FailedPrecondition where it cannot be found."""
    pid = ending.process()
    hangs = isinstance(error, DeadlineExceeded)
    said = "does not answer" if hangs else "cannot be reached"
    if pid is None:
        raise FailedPrecondition(
            f"A frisket agent runs and {said}, and which process it is cannot be told from here.",
            detail="running",
            hint=f"End it where it was started; its log is {Settings().log}.",
        )
    print(f"The frisket agent {said}. It is ended: process {pid}, whose log is {Settings().log}.")
    sys.stdout.flush()
    if not ending.end(pid):
        raise FailedPrecondition(
            f"The process {pid} cannot be ended.", detail="running", hint="End it by hand."
        )
    return OK


def run_recipes(options: argparse.Namespace) -> int:
    """The recipes of the running agent, or of this installation."""
    try:
        with _connect() as client:
            result = client.ask(RecipesList(), watch=impatient())
            which = strange(client)
        assert isinstance(result, Recipes), "the method decides the result"
        every = result.recipes
        if which:
            stop = installation.here().frisket("stop")
            say(f"{which}. These are its recipes; {stop} ends it, then this shows your own.")
    except (AgentNotRunning, FailedPrecondition):  # none, or none that may be asked
        every = Agent(Settings(discoverable=False)).recipe_infos()
    except DeadlineExceeded as error:
        say(f"{told(error)} These are the recipes of this installation.")
        every = Agent(Settings(discoverable=False)).recipe_infos()
    if options.json:
        print(json.dumps([asdict(recipe) for recipe in every]))
        return OK
    for recipe in every:
        print(f"{recipe.name:14} {recipe.title}. {recipe.about}")
        print(f"{'':14} from: {', '.join(option_of(kind) for kind in recipe.understands)}")
        if recipe.models:
            print(f"{'':14} with: {', '.join(recipe.models)}{_siblings(recipe)}")
        if not recipe.ready:
            print(f"{'':14} not ready: {recipe.missing}")
    return OK


def _siblings(recipe: RecipeInfo) -> str:
    """Which other models serve as well, where the recipe is one of ours."""
    known = {one.name: one for one in recipes.load(config_folder() / "recipes")}
    if recipe.name not in known:
        return ""
    roles = known[recipe.name].roles
    others = [name for role in roles for name in role if name not in recipe.models]
    return f"; as well: {', '.join(others)}" if others else ""


def _connect() -> Client:
    return Client.connect(Software("frisket-cli", __version__))


def _log_to(file: Path, verbose: bool) -> None:
    """Log to `file`, which only this user can read, and to standard error."""
    os.close(discovery.own_file(file.name))
    handlers: list[logging.Handler] = [
        logging.handlers.RotatingFileHandler(
            file, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace"
        ),
        logging.StreamHandler(sys.stderr),
    ]
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        handlers=handlers,
    )
    # Its handshake lines at INFO say less than ours, and its debug lines show whole headers.
    logging.getLogger("websockets").setLevel(logging.WARNING)
