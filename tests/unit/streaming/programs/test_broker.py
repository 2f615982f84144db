"""Becoming the broker."""

import shutil
import sys
from pathlib import Path

import pytest

from stratum.core.errors import InvalidInputError
from stratum.streaming.programs.broker import find_server, main
from stratum.testing.fakes import ManualClock


def test_the_server_is_the_one_beside_this_interpreter() -> None:
    found = Path(find_server())
    assert found.name.startswith("nats-server")
    assert found.parent == Path(sys.executable).parent or shutil.which("nats-server") == str(found)


def test_a_wrong_specification_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"\$\.address"):
        main({"name": "broker", "address": "0.0.0.0"}, tmp_path, ManualClock())
    assert list(tmp_path.iterdir()) == []
