"""A connection that is cut, in a program that does not ignore what Python usually ignores."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_program_that_does_not_ignore_broken_pipes_survives_a_cut() -> None:
    """As Krita, which embeds Python and would be ended by the first write after a cut."""
    program = textwrap.dedent(
        """
        import signal, socket, threading
        from frisket_plugin.setup.network import surviving_cuts
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)

        def cut():
            with surviving_cuts():
                ours, theirs = socket.socketpair()
                theirs.close()
                try:
                    ours.send(b"x")
                except BrokenPipeError:
                    print("cut")

        for _ in range(2):
            thread = threading.Thread(target=cut)
            thread.start()
            thread.join()
        cut()
        assert signal.SIGPIPE not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        """
    )
    paths = {"PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | paths, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.split()) == (0, ["cut"] * 3), done.stderr
