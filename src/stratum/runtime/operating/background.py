"""Orders that go on when whoever asked is gone: each a process of its own.

``python -m stratum.runtime.operating.background ROOT APPLICATION OPERATION``. The order lies in
``.stratum/operations/OPERATION.json``, with what the process says beside it.
"""

import sys
from typing import Final

import msgspec

from stratum.core.errors import InvalidInputError, StratumError
from stratum.core.journal import Query
from stratum.core.operations import Order
from stratum.runtime.detached import start_detached
from stratum.runtime.operating.orders import FOLDER, Errand, Silent, carry_out, lives
from stratum.runtime.operating.records import (
    SOURCE,
    Operation,
    Type,
    interrupted,
    operation_event,
    operations,
)
from stratum.runtime.operating.reviews import refuse_stale, review
from stratum.runtime.settings import read_settings
from stratum.runtime.wiring import Parts, new_id

PATIENCE: Final = 180.0
"""Seconds until everything has to be as ordered."""
START: Final = 60.0
"""Seconds that a process may need until it is seen to live."""
_MOST = 400


class Given(msgspec.Struct, frozen=True):
    """What a process reads."""

    order: Order
    by: str


def begin(parts: Parts, application: str, order: Order, by: str) -> str:
    """Start to carry out an order and return; gives the id of the operation.

    Raises:
        InvalidInputError: If it names no review, or does not confirm the end of an application by its name.
        PermanentError: If something else would be done by now than was reviewed.
        StratumError: As ``review`` says.
    """
    if not order.review:
        raise InvalidInputError("an order names the review that it carries out", "GET the plan first")
    if order.to == "nothing" and order.confirm != application:
        raise InvalidInputError(
            f"the end of {application} is not confirmed", f"send its name in confirm: {application}"
        )
    refuse_stale(review(parts, application, order))
    identity = new_id()
    folder = parts.state / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{identity}.json").write_bytes(msgspec.json.encode(Given(order, by)))
    asked = {"reason": "asked for", "by": by, "to": order.to, "at": order.at, "why": order.reason}
    event = operation_event(new_id(), application, identity, Type.ASKED, parts.clock.now(), asked)
    parts.journal.append(event)
    _spawn(parts, application, identity)
    return identity


def known(parts: Parts, application: str, limit: int = 20) -> tuple[Operation, ...]:
    """The newest operations of an application, newest first."""
    found = _told(parts, application)[:limit]
    gone = frozenset(one.id for one in found if not _is_alive(parts, one))
    if gone:  # one that ended between the two looks has said so by now
        found = _told(parts, application)[:limit]
    return tuple(interrupted(one, alive=one.id not in gone) for one in found)


def _told(parts: Parts, application: str) -> tuple[Operation, ...]:
    entries = parts.journal.find(Query(source=f"{SOURCE}{application}", limit=_MOST))
    return operations(entry.event for entry in reversed(entries))


def _is_alive(parts: Parts, operation: Operation) -> bool:
    is_new = operation.stage == "asked" and parts.clock.now() - operation.since < START
    return operation.over or is_new or lives(parts, operation.id)


def _spawn(parts: Parts, application: str, identity: str) -> None:
    command = [sys.executable, "-m", __spec__.name, str(parts.workspace.root), application, identity]
    start_detached(command, parts.state / FOLDER / f"{identity}.log", parts.state)


def run(root: str, application: str, identity: str) -> int:
    """Carry out an order that was left here; 1 where it failed."""
    parts = Parts(read_settings(root))
    path = parts.state / FOLDER / f"{identity}.json"
    try:
        given = msgspec.json.decode(path.read_bytes(), type=Given)
        carry_out(parts, Errand(application, given.order, given.by, identity), PATIENCE, Silent())
    except StratumError as error:
        _tell_failure(parts, application, identity, error)
        return 1
    finally:
        path.unlink(missing_ok=True)
    return 0


def _tell_failure(parts: Parts, application: str, identity: str, error: StratumError) -> None:
    """Say why, where nothing has been said yet."""
    found = next((one for one in known(parts, application) if one.id == identity), None)
    if found is None or not found.over:
        data = {"reason": str(error)}
        now = parts.clock.now()
        parts.journal.append(operation_event(new_id(), application, identity, Type.FAILED, now, data))


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:4]))
