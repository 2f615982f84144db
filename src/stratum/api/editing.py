"""Where documents are edited, as the API wants it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from stratum.core.edits import Edit
from stratum.core.errors import NotFoundError
from stratum.live.ports import Admission
from stratum.live.service import Peer
from stratum.live.types import Json

T = TypeVar("T")


class Editing(Protocol):
    """A session as ``live.service.Session`` is one, which says what each method does."""

    async def run(self, interval: float) -> None:
        """Do what nobody asks for, until it is cancelled."""
        ...

    async def finish(self) -> None:
        """Save everything, and end."""
        ...

    async def serve(self, peer: Peer, admission: Admission | None = None) -> None:
        """Serve a client until it is gone."""
        ...

    async def edit(
        self, edits: Sequence[Edit], against: Mapping[str, str], admission: Admission | None = None
    ) -> Json:
        """Do edits for a program."""
        ...

    def announce(self, what: str) -> None:
        """Tell everybody that something beside the documents changed."""
        ...

    async def settled(self, act: Callable[..., T], *arguments: object) -> T:
        """Do something to the workspace beside the session."""
        ...


def editing(app: Starlette) -> Editing:
    """Where the documents are edited.

    Raises:
        NotFoundError: If they are only shown.
    """
    session: Editing | None = app.state.session
    if session is None:
        raise NotFoundError("the documents are only shown here", "start a server with: stratum up")
    return session


async def beside(app: Starlette, act: Callable[..., T], *arguments: object) -> T:
    """Do something to the workspace that is no edit: where it is edited, everything is saved before.

    Raises:
        StratumError: As ``act`` does.
    """
    session: Editing | None = app.state.session
    if session is None:
        return await run_in_threadpool(act, *arguments)
    return await session.settled(act, *arguments)
