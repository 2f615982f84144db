"""What every way to a host promises. Subclass, and provide the fixtures named below."""

import platform

import pytest

from stratum.core.errors import StratumError
from stratum.probing.ports import PYTHON, SHELL, Way
from stratum.probing.service import look


class WayContract:
    """The promises of ``stratum.probing.ports.Way``.

    Fixtures to provide: ``way``, which leads to this machine; ``nowhere``, which leads to no host.
    """

    def test_what_a_script_prints_comes_back_with_its_status(self, way: Way) -> None:
        script = "import sys\nsys.stdout.write('ü' * 3)\nsys.exit(3)\n"
        assert way.run(PYTHON, script) == (3, "üüü".encode())

    def test_what_goes_to_standard_error_is_not_part_of_the_answer(self, way: Way) -> None:
        assert way.run(SHELL, "echo wrong >&2; echo right") == (0, b"right\n")

    def test_a_script_of_a_shell_may_hold_quotes_and_lines(self, way: Way) -> None:
        assert way.run(SHELL, "a='it'\\''s'\nprintf '%s' \"$a\"\nexit 5\n") == (5, b"it's")

    def test_an_interpreter_that_is_not_there_is_told_by_the_status(self, way: Way) -> None:
        status, output = way.run("no-such-interpreter", "exit 0")
        assert (status != 0, output) == (True, b"")

    def test_a_host_is_looked_at(self, way: Way) -> None:
        facts = look(way)
        assert (facts.os, facts.kernel_release) == ("linux", platform.release())
        assert facts.cores >= 0.1
        assert facts.memory > 2**27
        assert min(facts.scores.compute, facts.scores.memory) > 0
        assert {"namespace-net", "namespace-pid"} <= set(facts.kernel)

    def test_a_host_is_looked_at_without_being_timed(self, way: Way) -> None:
        facts = look(way, timed=False)
        assert (facts.scores.compute, facts.scores.disk) == (0, 0)
        assert facts.os == "linux"

    def test_a_host_that_is_not_there_is_named(self, nowhere: Way) -> None:
        with pytest.raises(StratumError) as caught:
            look(nowhere)
        assert caught.value.hint
