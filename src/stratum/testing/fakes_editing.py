"""Editing over a ``FakePlatform``: it notes what is edited, and nobody is connected."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from stratum.core.edits import Edit
from stratum.live.ports import Admission
from stratum.live.service import Peer
from stratum.live.types import Json
from stratum.testing.fakes_view import FakePlatform

T = TypeVar("T")


class FakeEditing:
    """Satisfies ``api.editing.Editing``.

    Args:
        view: Notes the edits.
    """

    def __init__(self, view: FakePlatform) -> None:
        self._view = view

    async def run(self, interval: float) -> None:
        """Nothing is to be done."""

    async def finish(self) -> None:
        """Nothing is to be saved."""

    async def serve(self, peer: Peer, admission: Admission | None = None) -> None:
        """Everybody is sent away."""
        del admission
        await peer.close(1000)

    async def edit(
        self, edits: Sequence[Edit], against: Mapping[str, str], admission: Admission | None = None
    ) -> Json:
        """As the view's, whoever asks."""
        del admission
        return self._view.edit(edits, against)

    def announce(self, what: str) -> None:
        """Nobody is there to hear it."""

    async def settled(self, act: Callable[..., T], *arguments: object) -> T:
        """Does it."""
        return act(*arguments)
