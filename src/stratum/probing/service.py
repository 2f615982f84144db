"""Looking at a host: with Python where it has one, else with its shell."""

import dataclasses
import importlib.resources
from typing import Final

from stratum.core.errors import PermanentError
from stratum.probing.logic.answers import read_answer, read_shell_answer
from stratum.probing.logic.asking import python_script, shell_script, timing_script
from stratum.probing.logic.facts import facts
from stratum.probing.logic.scoring import scores
from stratum.probing.ports import PYTHON, SHELL, Way
from stratum.probing.types import Answer, HostFacts

_SCRIPT: Final = ("programs", "gather.py")


def look(way: Way, *, timed: bool = True) -> HostFacts:
    """What there is on a host, and how fast it is.

    Args:
        way: Leads to it.
        timed: Whether it is timed too: about three seconds of one core.

    Raises:
        TransientError: If nobody answers.
        PermanentError: If the host is not there, lets nobody in, or answers what cannot be read.
    """
    about = way.about()
    answer = _answer(way, timed=timed)
    if answer is None and not about:
        raise PermanentError(
            "the host has neither Python nor a shell that runs the script", "install python3"
        )
    told = answer or Answer()
    return facts(dataclasses.replace(told, outputs={**told.outputs, **about}))


def compute_score(way: Way) -> float:
    """How fast a core of a host is now; 0 where that cannot be measured.

    Raises:
        TransientError: If nobody answers.
    """
    status, output = way.run(PYTHON, timing_script(_source()))
    return scores(read_answer(output).timings).compute if status == 0 else 0.0


def _answer(way: Way, *, timed: bool) -> Answer | None:
    """What the host says; None where nothing can be run on it."""
    status, output = way.run(PYTHON, python_script(_source(), timed=timed))
    if status == 0:
        return read_answer(output)
    status, output = way.run(SHELL, shell_script())
    return read_shell_answer(output) if status == 0 else None


def _source() -> str:
    return importlib.resources.files(__package__).joinpath(*_SCRIPT).read_text(encoding="utf-8")
