"""Which index packages come from, and through which proxy: what the person has set for pip and uv.

Like uv's own, a name in the environment comes before a file; what is set for uv comes before what
is set for pip. uv reads its own settings itself, but pip's it does not: it is told of them.
"""

from __future__ import annotations

import configparser
import os
import re
import sys
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from frisket_protocol.folders import home

PUBLIC = "index.txt"
"""The file beside the carried wheel with the index that everybody uses who has set no other."""


@dataclass(frozen=True)
class Sources:
    """index: without a slash at its end, perhaps with a password in it; "" where none is known.

    is_own: whether somebody has set it, as in a network with a mirror. torch: how PyTorch is got,
    where somebody has set that for uv. more: further indexes. proxies: by scheme. direct: hosts
    that are reached without one, as NO_PROXY has them. certificates: a file of them, "" for the
    system's.
    """

    index: str = ""
    more: tuple[str, ...] = ()
    proxies: Mapping[str, str] = field(default_factory=dict)
    direct: str = ""
    certificates: str = ""
    is_own: bool = False
    torch: str = ""

    @property
    def host(self) -> str:
        """The index as a person is told of it: no password is in it."""
        parts = urlsplit(self.index)
        return parts.hostname or parts.path

    @property
    def torch_backend(self) -> str:
        """For uv to ask PyTorch's own index for this machine's graphics card; "" not to.

        A network with a mirror of its own may have nothing else, and then all comes from there.
        """
        return "" if self.is_own or self.torch else "auto"

    def variables(self) -> dict[str, str]:
        """What uv is told of all that, in the names of its environment."""
        told = {"UV_DEFAULT_INDEX": self.index} if self.index else {}
        if self.more:
            # As pip does, which looks for the best version in all of them.
            told |= {"UV_INDEX": " ".join(self.more), "UV_INDEX_STRATEGY": "unsafe-best-match"}
        for scheme in ("http", "https"):
            if self.proxies.get(scheme):
                told |= {f"{scheme.upper()}_PROXY": self.proxies[scheme]}
        if self.direct:
            told["NO_PROXY"] = self.direct
        if self.certificates:
            told["SSL_CERT_FILE"] = self.certificates
        return told


def find(wheel: Path | None) -> Sources:
    """What is set on this machine, else what came with the wheel that the plugin carries.

    Files that cannot be read count as empty.
    """
    uv = read_uv([_text(file) for file in uv_files(os.environ)])
    pip = read_pip([_text(file) for file in pip_files(os.environ)])
    public = _text(wheel.with_name(PUBLIC)) if wheel is not None else ""
    return chosen(os.environ, uv, pip, urllib.request.getproxies(), public)


def chosen(
    environment: Mapping[str, str],
    uv: Mapping[str, str],
    pip: Mapping[str, str],
    system: Mapping[str, str],
    public: str = "",
) -> Sources:
    """What holds of all that is set. uv, pip: as `read_uv` and `read_pip` give them.

    system: the proxies that the environment or the system's own settings name, by scheme.
    public: the index where none is set.
    """
    own_index = (
        environment.get("UV_DEFAULT_INDEX")
        or environment.get("UV_INDEX_URL")
        or uv.get("index-url")
        or environment.get("PIP_INDEX_URL")
        or pip.get("index-url")
        or ""
    )
    more = environment.get("PIP_EXTRA_INDEX_URL") or pip.get("extra-index-url") or ""
    own = environment.get("UV_INDEX") or environment.get("UV_EXTRA_INDEX_URL")
    return Sources(
        # UV_DEFAULT_INDEX may be written as name=address.
        re.sub(r"^[\w.-]+=", "", (own_index or public).strip()).rstrip("/"),
        () if own else tuple(more.split()),
        _proxies(environment, uv, pip, system),
        environment.get("no_proxy") or environment.get("NO_PROXY") or uv.get("no-proxy", ""),
        _certificates(environment, pip),
        bool(own_index.strip()),
        environment.get("UV_TORCH_BACKEND") or uv.get("torch-backend", ""),
    )


def _proxies(
    environment: Mapping[str, str],
    uv: Mapping[str, str],
    pip: Mapping[str, str],
    system: Mapping[str, str],
) -> dict[str, str]:
    found = {}
    for scheme in ("http", "https"):
        name = f"{scheme}_proxy"
        told = (
            environment.get(name)
            or environment.get(name.upper())
            or environment.get("all_proxy")
            or environment.get("ALL_PROXY")
            or uv.get(f"{scheme}-proxy")
            or environment.get("PIP_PROXY")
            or pip.get("proxy")
            or system.get(scheme)
        )
        if told:
            found[scheme] = told if "://" in told else f"http://{told}"
    return found


def _certificates(environment: Mapping[str, str], pip: Mapping[str, str]) -> str:
    named = [environment.get("SSL_CERT_FILE"), environment.get("PIP_CERT"), pip.get("cert")]
    return next((file for file in named if file and Path(file).is_file()), "")


# --- the files ---


def pip_files(environment: Mapping[str, str], system: str = sys.platform) -> list[Path]:
    """Where pip's settings may lie, the most general first, as pip's own documentation has it."""
    if environment.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    folder, name = home(), "pip.ini" if system == "win32" else "pip.conf"
    if system == "win32":
        shared = [Path(environment.get("PROGRAMDATA", "C:/ProgramData")) / "pip" / name]
        own = [folder / "pip" / name, Path(environment.get("APPDATA", folder)) / "pip" / name]
    elif system == "darwin":
        library = Path("Library/Application Support/pip") / name
        shared = [Path("/") / library]
        own = [folder / ".pip" / name, folder / ".config/pip" / name, folder / library]
    else:
        config = Path(environment.get("XDG_CONFIG_HOME") or folder / ".config")
        shared = [Path("/etc/xdg/pip") / name, Path("/etc") / name]
        own = [folder / ".pip" / name, config / "pip" / name]
    named = environment.get("PIP_CONFIG_FILE")
    return [*shared, *own, *([Path(named)] if named else [])]


def uv_files(environment: Mapping[str, str], system: str = sys.platform) -> list[Path]:
    """Where uv's settings may lie, the most general first."""
    if environment.get("UV_NO_CONFIG"):
        return []
    if environment.get("UV_CONFIG_FILE"):
        return [Path(environment["UV_CONFIG_FILE"])]
    if system == "win32":
        shared = Path(environment.get("PROGRAMDATA", "C:/ProgramData")) / "uv/uv.toml"
        return [shared, Path(environment.get("APPDATA", home())) / "uv/uv.toml"]
    config = Path(environment.get("XDG_CONFIG_HOME") or home() / ".config")
    return [Path("/etc/uv/uv.toml"), config / "uv/uv.toml"]


def read_pip(texts: list[str]) -> dict[str, str]:
    """index-url, extra-index-url, proxy and cert of pip's files, the last one before the others."""
    found: dict[str, str] = {}
    for text in texts:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text)
        except configparser.Error:
            continue
        # What is set for one command comes before what is set for all.
        for section in ("global", "install"):
            if parser.has_section(section):
                found |= {name.replace("_", "-"): value for name, value in parser.items(section)}
    wanted = ("index-url", "extra-index-url", "proxy", "cert")
    return {name: found[name] for name in wanted if name in found}


_VALUE = re.compile(r"""^\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\w+))""")
_TABLE = re.compile(r"^\s*(\[\[?[\w.-]+\]\]?)")


def read_uv(texts: list[str]) -> dict[str, str]:
    """index-url, torch-backend and the proxies of uv's files, the last one before the others.

    Only strings on one line are read: Python 3.10 has no reader of TOML, and these are no others.
    """
    found: dict[str, str] = {}
    for text in texts:
        for table, values in _tables(text):
            if table == "[[index]]" and values.get("default") == "true" and values.get("url"):
                found["index-url"] = values["url"]
            elif table in ("", "[pip]"):
                wanted = ("index-url", "http-proxy", "https-proxy", "no-proxy", "torch-backend")
                found |= {name: values[name] for name in wanted if name in values}
    return found


def _tables(text: str) -> list[tuple[str, dict[str, str]]]:
    tables: list[tuple[str, dict[str, str]]] = [("", {})]
    for line in text.splitlines():
        table, value = _TABLE.match(line), _VALUE.match(line)
        if table:
            tables.append((table[1], {}))
        elif value:
            tables[-1][1][value[1]] = next(one for one in value.groups()[1:] if one is not None)
    return tables


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def without_password(address: str) -> str:
    """An address as it may stand in a log."""
    parts = urlsplit(address)
    if "@" not in parts.netloc:
        return address
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
