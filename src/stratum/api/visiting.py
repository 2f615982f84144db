"""Somebody who edits, as the session asks of them."""

from starlette.types import Scope

from stratum.accounts.types import Action, No
from stratum.api.door import Visitor, verdict


class Visiting:
    """Satisfies ``live.ports.Admission``: somebody whom the gate let in.

    Args:
        scope: Their request, or their connection that stays.
    """

    def __init__(self, scope: Scope) -> None:
        self._visitor: Visitor = scope["visitor"]
        self.name: str = scope["who"].name

    def objection(self, branch: str) -> str:
        """As the port says: the role counts that they have now."""
        permitted = verdict(self._visitor.who(), Action.EDIT, branch)
        return permitted.reason if isinstance(permitted, No) else ""

    def is_over(self) -> bool:
        """Whether they may not even look any more: signed out, revoked or removed."""
        return isinstance(verdict(self._visitor.who(again=True), Action.LOOK), No)
