"""How a component's processes are kept together, so that none is left behind.

The best way that works here is found once, by trying. A PID namespace is best: when its first process ends,
the kernel ends all others, double-forked daemons included. Where namespaces are not allowed, the token in
the environment, which every descendant inherits, is what finds them; a program that clears its environment
escapes there.
"""

import functools
import os
import subprocess
from collections.abc import Sequence

_FLAGS = ("--fork", "--pid", "--kill-child")
_OWN_USER = ("--user", "--map-current-user")
_OWN_PROC = ("--mount-proc",)
_PATIENCE = 5.0

_INIT = "stratum-init"
# The first process of the tree: it waits for the program, keeps its exit status for whoever supervises then,
# and collects orphans. All that differs comes as arguments, which a shell does not read as text to run.
_SCRIPT = """out=$1 token=$2
shift 2
"$@"
status=$?
printf '{"token":"%s","status":%d}' "$token" "$status" >"$out"
exit "$status"
"""


@functools.cache
def find_isolation() -> tuple[str, ...]:
    """The prefix of a command line that gives it a PID namespace of its own; empty where nothing works."""
    user = () if os.geteuid() == 0 else _OWN_USER
    for proc in (_OWN_PROC, ()):
        prefix = ("unshare", *user, *_FLAGS, *proc, "--")
        if _works(prefix):
            return prefix
    return ()


def wrap(prefix: Sequence[str], command: Sequence[str], out: str, token: str) -> tuple[str, ...]:
    """The command line that runs ``command`` under ``prefix`` and leaves its exit status in file ``out``."""
    return (*prefix, "/bin/sh", "-c", _SCRIPT, _INIT, out, token, *command)


def is_init(arguments: Sequence[str]) -> bool:
    """Whether a process with this argument list is the first process of a component's tree."""
    return _INIT in arguments[3:4]


def _works(prefix: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(
            [*prefix, "/bin/sh", "-c", "test $$ -eq 1"],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
