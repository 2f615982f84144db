"""The sign of life: it is there exactly as long as its process lives."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stratum.core.errors import TransientError
from stratum.deployment.agent.pulse import Heart, Pulse, read_pulse
from stratum.testing.waiting import wait_until

LIVING = """
import sys, threading
from pathlib import Path
from stratum.deployment.agent.pulse import Heart
heart = Heart(Path(sys.argv[1]))
heart.beat(5.0)
threading.Event().wait(30)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "agent.json"


def test_nobody_has_a_pulse_before_the_first_look(path: Path) -> None:
    heart = Heart(path)
    assert read_pulse(path) is None
    heart.stop()
    assert list(path.parent.iterdir()) == []


def test_each_beat_tells_of_a_later_look(path: Path) -> None:
    heart = Heart(path)
    for looked in (1_700_000_000.25, 1_700_000_001.5):
        heart.beat(looked)
        assert read_pulse(path) == Pulse(os.getpid(), looked)
    assert json.loads(path.read_text()) == {"pid": os.getpid(), "since": 1_700_000_000.25}
    heart.stop()


def test_a_stopped_heart_shows_nothing_and_may_beat_again(path: Path) -> None:
    heart = Heart(path)
    heart.beat(1.0)
    heart.stop()
    heart.stop()
    assert read_pulse(path) is None
    heart.beat(2.0)
    assert read_pulse(path) == Pulse(os.getpid(), 2.0)
    heart.stop()


def test_the_pulse_of_a_killed_process_is_none(path: Path) -> None:
    living = subprocess.Popen([sys.executable, "-c", LIVING, str(path)])
    wait_until(lambda: read_pulse(path) == Pulse(living.pid, 5.0), what="the pulse")
    living.kill()
    living.wait(10)
    assert path.is_file()
    assert read_pulse(path) is None


def test_what_a_dead_one_left_does_not_hinder_the_next(path: Path) -> None:
    path.write_text(json.dumps({"pid": os.getpid(), "since": 1.0}))
    path.with_name(".agent.json.new").write_text("half")
    assert read_pulse(path) is None
    heart = Heart(path)
    heart.beat(2.0)
    assert read_pulse(path) == Pulse(os.getpid(), 2.0)
    heart.stop()


def test_a_pulse_that_somebody_deleted_comes_back_with_the_next_beat(path: Path) -> None:
    heart = Heart(path)
    heart.beat(1.0)
    path.unlink()
    assert read_pulse(path) is None
    heart.beat(2.0)
    assert read_pulse(path) == Pulse(os.getpid(), 2.0)
    heart.stop()


def test_a_medium_that_refuses_is_said(tmp_path: Path) -> None:
    heart = Heart(tmp_path / "missing" / "agent.json")
    with pytest.raises(TransientError, match=r"agent\.json cannot be written"):
        heart.beat(1.0)
    heart.stop()
