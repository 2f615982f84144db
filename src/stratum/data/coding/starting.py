"""Runs a command that does not outlive the process that started it.

Arguments: number of that process, and the command. Imports nothing of the platform.
"""

import ctypes
import os
import signal
import sys

_PARENT_DEATH = 1

ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)
if os.getppid() != int(sys.argv[1]):  # it had ended before that was asked for
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
