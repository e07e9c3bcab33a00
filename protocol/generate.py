"""Write what follows from `protocol.json`: the tables of SPEC.md and the test vectors.

python protocol/generate.py            write
python protocol/generate.py --check    only say what is out of date; exit 1 if anything is
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from cases import Case
from cases.conversations import Script, scripts
from cases.handshakes import handshakes
from cases.messages import errors, messages, methods
from cases.refusals import refusals
from cases.spellings import spellings

HERE = Path(__file__).resolve().parent
TABLE = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)

RUN = re.compile(rb"(.{1,3}?)\1{99,}", re.DOTALL)

Model = dict[str, Any]
Rows = Iterable[list[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = parser.parse_args().check
    stale = [path for path, text in files() if _read(path) != text]
    for path, text in files():
        if path in stale and not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    for path in stale:
        print(f"{path.name} {'is out of date' if check else 'was written'}")
    return 1 if check and stale else 0


def files() -> Iterator[tuple[Path, str]]:
    """Every file that is made here, and what should stand in it."""
    model: Model = json.loads((HERE / "protocol.json").read_text("utf-8"))
    spec = HERE / "SPEC.md"
    yield spec, with_tables(_read(spec), model)
    vectors = HERE / "vectors"
    for name, cases in {
        "messages": messages(model),
        "methods": methods(model),
        "errors": errors(model),
        "spellings": spellings(),
        "refusals": refusals(),
    }.items():
        yield vectors / f"{name}.json", _lines(vector(case) for case in cases)
    yield vectors / "conversations.json", _lines(conversation(script) for script in scripts())
    yield (
        vectors / "handshakes.json",
        _lines({"name": n, "request": r, "status": s} for n, r, s in handshakes()),
    )


# --- tables ---


def with_tables(text: str, model: Model) -> str:
    """`text` with each table between its markers made anew. Raises KeyError for an unknown one."""

    def table(found: re.Match[str]) -> str:
        return found[1] + "".join(f"{line}\n" for line in TABLES[found[2]](model)) + found[3]

    return TABLE.sub(table, text)


def _table(heads: list[str], rows: Rows) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _fields(kinds: list[Model], head: Callable[[Model], str]) -> Iterator[str]:
    """A row for each kind, its fields below each other in one cell."""
    rows = [
        [f"{head(kind)}<br>{kind['about']}", "<br>".join(map(_field, kind["fields"]))]
        for kind in kinds
    ]
    return _table(["What", "Fields"], rows)


def _field(field: Model) -> str:
    """`name`: type (unit) = default. Meaning."""
    kind: str = field["type"]
    if kind == "choice":
        kind = " or ".join(f"`{choice}`" for choice in field["choices"])
    elif kind.startswith("["):
        kind = f"list of {kind[1:-1]}"
    elif kind.endswith("?"):
        kind = f"{kind[:-1]} or nil"
    unit = f" ({field['unit']})" if "unit" in field else ""
    default = "" if "required" in field else f" = `{_default(field['default'])}`"
    return f"`{field['name']}`: {kind}{unit}{default}. {field['about']}"


def _default(value: Any) -> str:
    if value is None:
        return "nil"
    whole = isinstance(value, float) and value.is_integer()
    return json.dumps(int(value) if whole else value)


def _message(kind: Model) -> str:
    sender = {"client": "client → agent", "agent": "agent → client", "both": "both ways"}
    return f"**{kind['type']}** ({sender[kind['from']]})"


def _method(model: Model) -> Iterator[str]:
    params = {kind["name"]: kind for kind in model["params"]}
    rows = [
        [f"`{each['name']}`", each["params"], each["result"], params[each["params"]]["about"]]
        for each in model["methods"]
    ]
    return _table(["Method", "Parameters", "Result", "Meaning"], rows)


def _named(kinds: list[Model]) -> Iterator[str]:
    return _fields([kind for kind in kinds if kind["fields"]], lambda kind: f"**{kind['name']}**")


def _details(model: Model) -> Iterator[str]:
    """A row for each class, with the details that may travel."""
    rows = []
    for kind in model["errors"]:
        found = [
            f"`{detail['code'].partition('.')[2]}`: {detail['about']}"
            for detail in model["details"]
            if detail["code"].startswith(kind["code"] + ".") and detail["raised_by"] != "client"
        ]
        if found:
            rows.append([f"`{kind['code']}`", "<br>".join(found)])
    return _table(["Class", "Details"], rows)


def _listed(heads: list[str], keys: list[str]) -> Callable[[list[Model]], Iterator[str]]:
    def rows(entries: list[Model]) -> Iterator[str]:
        return _table(heads, [[_cell(entry, key) for key in keys] for entry in entries])

    return rows


def _cell(entry: Model, key: str) -> str:
    return f"`{entry[key]}`" if key in ("code", "name") else str(entry[key])


TABLES: dict[str, Callable[[Model], Iterator[str]]] = {
    "limits": lambda model: _listed(
        ["Limit", "At most", "Unit", "Of what"], ["name", "value", "unit", "about"]
    )(model["limits"]),
    "formats": lambda model: _listed(
        ["Format", "Channels", "Bytes each", "Order"], ["name", "channels", "bytes", "about"]
    )(model["formats"]),
    "errors": lambda model: _listed(
        ["Class", "Usual retry", "Meaning"], ["code", "retry", "about"]
    )(model["errors"]),
    "details": lambda model: _details(model),
    "close codes": lambda model: _listed(
        ["Close code", "Sent by", "Meaning"], ["code", "from", "about"]
    )(model["close_codes"]),
    "messages": lambda model: _fields(model["messages"], _message),
    "methods": _method,
    "params": lambda model: _named(model["params"]),
    "results": lambda model: _named(model["results"]),
    "types": lambda model: _named(model["types"]),
}


# --- vectors ---


def vector(case: Case) -> Model:
    """A case as it stands in a file."""
    values: Model = {"name": case.name, "from": case.sender, **_hex(case.packet)}
    if case.method:
        values["method"] = case.method
    if case.message is not None:
        values["message"] = plain(case.message)
    if not case.error:
        values["payload"] = case.payload.hex()
        values["payload_sha256"] = hashlib.sha256(case.payload).hexdigest()
        values["canonical"] = case.canonical
        return {**values, "verdict": "accept"}
    return {**values, "verdict": "refuse", "level": case.level, "error": case.error}


def _hex(packet: bytes) -> Model:
    """The packet, or if there are long runs in it, its pieces and how often each stands there."""
    pieces: list[list[Any]] = []
    end = 0
    for run in RUN.finditer(packet):
        pieces += [[packet[end : run.start()].hex(), 1]] if run.start() > end else []
        pieces.append([run[1].hex(), len(run[0]) // len(run[1])])
        end = run.end()
    if not pieces:
        return {"hex": packet.hex()}
    return {"hex_runs": [*pieces, *([[packet[end:].hex(), 1]] if end < len(packet) else [])]}


def conversation(script: Script) -> Model:
    """A script as it stands in a file."""
    steps = []
    for step in script.steps:
        values: Model = {"from": step.sender, "message": plain(step.message)}
        if step.payload:
            values["payload"] = step.payload.hex()
        values["hex"] = step.packet.hex()
        if step.sender == "agent":
            values["events"] = step.events
        steps.append(values)
    return {
        "name": script.name,
        "faulty": script.faulty,
        "steps": steps,
        "close": script.close,
    }


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: bytes as {"$bytes": hex}."""
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def _lines(values: Iterable[Model]) -> str:
    """A JSON array, one value a line."""
    return "[\n" + ",\n".join(json.dumps(value, ensure_ascii=False) for value in values) + "\n]\n"


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
