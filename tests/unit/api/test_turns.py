"""Calls of a view wait for each other."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stratum.api.turns import InTurn
from stratum.core.versions import Switch
from stratum.runtime.views import Json, PlatformView
from stratum.testing.fakes_view import FakePlatform


class Counting(FakePlatform):
    """Counts how many calls are in it at once."""

    inside = 0
    most = 0

    def workspace(self) -> Json:
        self.inside += 1
        self.most = max(self.most, self.inside)
        answer = super().workspace()
        self.inside -= 1
        return answer


def test_many_threads_come_in_one_by_one(tmp_path: Path) -> None:
    view = Counting(lambda: 0.0, lambda *_: {}, tmp_path)
    start = threading.Barrier(8)
    turns = InTurn(view)

    def ask(_: int) -> Json:
        start.wait(5)
        return turns.workspace()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    assert answers == [{"applications": []}] * 8
    assert view.most == 1


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("workspace", ()), ("application", ("app",)), ("status", ("app",)),
        ("series", ("app", ["queue_pending"], 9)), ("events", ("app", 1)), ("models", ()),
        ("runs", ()), ("run", ("r1",)), ("run_file", ("r1", "report.html")), ("graph", ("", 9, 0)),
        ("compare", ("a", "b")), ("act", (Switch("side"),)),
    ],
)  # fmt: skip
def test_every_answer_is_the_view_s(view: FakePlatform, call: str, arguments: tuple[object, ...]) -> None:
    turns: PlatformView = InTurn(view)
    assert getattr(turns, call)(*arguments) == getattr(view, call)(*arguments)
    with ThreadPoolExecutor(1) as other:
        assert other.submit(getattr(turns, call), *arguments).result(5)
