"""Change the number of replicas."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.logic.parameters import number
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Scale:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Let a service have so many replicas. A service with a scaling policy changes it again."
    parameters: Final = (
        Parameter("service", Sort.TEXT, "Name of the model service.", is_subject=True),
        Parameter("replicas", Sort.COUNT, "How many, at least 0.", required=True),
    )

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        powers.scale(str(values["service"]), round(number(values, "replicas") or 0), mandate)
