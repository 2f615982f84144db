"""The example ``01-flights`` as somebody who operates it sees it: a filled ``FakeOperating``."""

from stratum.runtime.views import Json
from stratum.testing.fakes_operating import FakeOperating, operation
from stratum.testing.flights_view import APPLICATION, GIB, MIB

_MONTH = 730
_BUSY = "a cycle is under way (rollout, canary); one at a time"


def _change(
    verb: str, component: str, reason: str, before: str, after: str, *fields: tuple[str, str, str]
) -> Json:
    return {
        "verb": verb, "component": component, "reason": reason, "type": "", "service": "",
        "before": before, "after": after,
        "differences": [dict(zip(("field", "before", "after"), row, strict=True)) for row in fields],
    }  # fmt: skip


def _spent(hour: float) -> Json:
    return {"hour": hour, "month": hour * _MONTH}


def review() -> Json:
    """A plan that moves the writer, gives the board more memory and adds a second one."""
    hosts = [
        (
            "fog-1",
            0.08,
            ["broker", "processor", "scorer", "scorer-1"],
            ["broker", "processor", "scorer", "scorer-1", "writer"],
        ),
        ("cloud-1", 0.42, ["archive", "board", "writer"], ["archive", "board", "board-2"]),
        ("jfk-gateway", None, ["gateway-jfk"], ["gateway-jfk"]),
    ]
    return {
        "review": "5a1c90b2d3e4.7f6e5d4c3b2a",
        "actions": [
            _change("stop", "rehearsal", "no longer part of the application", "cloud-1", ""),
            _change(
                "replace", "writer", "address 127.20.0.5 → 127.20.0.4, host cloud-1 → fog-1",
                "cloud-1", "fog-1",
                ("address", "127.20.0.5", "127.20.0.4"), ("files.spec.json", "", "changed"),
                ("host", "cloud-1", "fog-1"),
            ),
            _change(
                "adjust", "board", "limits.memory 128 MiB → 256 MiB", "cloud-1", "cloud-1",
                ("limits.memory", "128 MiB", "256 MiB"),
            ),
            _change("start", "board-2", "new", "", "cloud-1"),
        ],
        "models": [{"name": "delay-risk", "version": "delay-risk@4", "stage": "champion"}],
        "costs": {
            "hosts": [
                {"host": host, "hourly": hourly, "before": before, "after": after}
                for host, hourly, before, after in hosts
            ],
            "before": _spent(0.42), "after": _spent(0.5), "unknown": ["jfk-gateway"],
        },
    }  # fmt: skip


def trial() -> Json:
    """Version 5 as a canary, a quarter of the way."""
    said = (
        ("replicas", "good", ""),
        ("answers", "good", ""),
        ("outcomes", "wait", "+0.0121 ± 0.0098 against the version beside it on 412 outcomes so far"),
    )
    return {
        "stage": "canary", "version": "5", "against": "4", "share": 0.1, "length": 2 * 86_400.0,
        "passed": 0.5 * 86_400, "outcomes": 412, "needed": 1000,
        "gates": [
            {"name": name, "judgement": {"opinion": opinion, "reason": reason, "saw": {}}}
            for name, opinion, reason in said
        ],
    }  # fmt: skip


def scorer() -> Json:
    """The service of the model with its bounds."""
    return {
        "name": "scorer", "policy": "latency", "host": "fog-1",
        "replicas": {"now": 1, "minimum": 1, "maximum": 6},
        "cpu": {"now": 0.5, "most": 1.0},
        "memory": {"now": 256 * MIB, "most": None},
        "hosts": [
            {"name": "fog-1", "freeCpu": 1.0, "freeMemory": 1 * GIB, "cpu": 2.0, "memory": 2 * GIB},
            {"name": "cloud-1", "freeCpu": 7.4, "freeMemory": 15 * GIB, "cpu": 8.0, "memory": 16 * GIB},
        ],
        "model": {
            "model": "delay-risk", "version": "4", "stage": "canary", "kept": True, "share": 0.1,
            "versions": [
                {"version": "5", "stage": "challenger", "answers": False},
                {"version": "4", "stage": "champion", "answers": True},
                {"version": "3", "stage": "final", "answers": False},
            ],
            "before": ["3"],
            "refused": {"rollout": "", "rollback": "", "retrain": _BUSY, "canary": ""},
            "trial": trial(),
        },
    }  # fmt: skip


def glance(name: str, state: str, *troubles: tuple[str, str, str]) -> Json:
    """An application of the overview."""
    runs = state != "absent"
    return {
        "name": name, "description": "", "documented": True, "state": state, "deployed": runs,
        "ready": 8 if runs else 0, "components": 9 if runs else 0, "errors": 0,
        "hosts": ["cloud-1", "fog-1"] if runs else [],
        "troubles": [dict(zip(("component", "state", "reason"), row, strict=True)) for row in troubles],
        "hourly": 0.5 if runs else None, "operation": None,
    }  # fmt: skip


def flights_operating() -> FakeOperating:
    """The plan, one service, logs of everything, one operation that is over."""
    made = FakeOperating()
    made.reviews = {
        "model": review(),
        "nothing": {
            "review": "n.w",
            "actions": [_change("stop", "board", "no longer part of the application", "cloud-1", "")],
        },
    }
    made.services = {"scorer": scorer()}
    made.written = {
        "broker": [f"12:00:{number:02} INF client {number} connected" for number in range(40)],
        "scorer-1": ["--- start 7", "ready on 127.20.0.4:21001", "<img src=x onerror=alert(1)> is text"],
    }
    made.log = [{**operation("o0", APPLICATION, "model", "ada", "done"), "why": "the fair begins"}]
    return made
