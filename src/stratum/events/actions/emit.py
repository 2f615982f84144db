"""Tell of an event of one's own."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Emit:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Tell of an event; other rules may wait for it."
    parameters: Final = (
        Parameter("type", Sort.EVENT_TYPE, "Type of the event, such as alarm.raised.", required=True),
        Parameter("subject", Sort.TEXT, "What it is about.", is_subject=True),
        Parameter("data", Sort.DATA, "Further data."),
    )

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        data = values.get("data")
        told = data if isinstance(data, Mapping) else {}
        powers.emit(str(values["type"]), str(values["subject"]), told, mandate)
