"""`frisket plugins`: the plugins for Krita and GIMP, in the folders of this user."""

from __future__ import annotations

import argparse
import json

from frisket.hosts import installing
from frisket.hosts.bundling import FOLDERS, Host
from frisket.hosts.installing import Installed

from .exit_codes import OK

TITLES: dict[Host, str] = {"krita": "Krita", "gimp": "GIMP"}
NEXT: dict[Host, str] = {
    "krita": "Start Krita; the panel is under Settings ▸ Dockers ▸ Frisket – AI masks.",
    "gimp": "Start GIMP anew; the commands are in the menus Select and Layer ▸ Mask.",
}


def run_plugins(options: argparse.Namespace) -> int:
    """Do what the command under `frisket plugins` says."""
    commands = {"install": run_install, "uninstall": run_uninstall, "list": run_list}
    return commands[options.plugins_command](options)


def run_install(options: argparse.Namespace) -> int:
    """Put the plugin into every place of this host."""
    host: Host = options.host
    for found in installing.install(host):
        print(f"frisket {found.version} is in {TITLES[host]}: {found.folder}")
    print(NEXT[host])
    return OK


def run_uninstall(options: argparse.Namespace) -> int:
    """Take the plugin away everywhere."""
    host: Host = options.host
    gone = installing.uninstall(host)
    for folder in gone:
        print(f"Gone: {folder}")
    for file in installing.kept(host):
        print(f"Kept: {file}, Krita's settings as they were before. Delete it whenever you like.")
    if not gone:
        print(f"frisket is not in {TITLES[host]}.")
    return OK


def run_list(options: argparse.Namespace) -> int:
    """Where the plugins are, and whether they are this frisket's."""
    every = [found for host in FOLDERS for found in installing.installed(host)]
    if options.json:
        print(json.dumps([_as_json(found) for found in every]))
        return OK
    for found in every:
        print(f"{TITLES[found.host]:6} {_state(found):40} {found.folder}")
    for host in FOLDERS:
        if not any(found.host == host for found in every):
            print(f"{TITLES[host]:6} was not found")
    return OK


def _state(found: Installed) -> str:
    if not found.version:
        return "not installed"
    words = [found.version]
    if not found.is_whole:
        words.append("changed by somebody")
    if not found.is_on:
        words.append("switched off")
    return ", ".join(words)


def _as_json(found: Installed) -> dict[str, object]:
    return {
        "host": found.host,
        "folder": str(found.folder),
        "version": found.version,
        "whole": found.is_whole,
        "on": found.is_on,
    }
