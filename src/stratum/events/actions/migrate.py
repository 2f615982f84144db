"""Move a service to another host."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Migrate:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Let a service run on another host of the model."
    parameters: Final = (
        Parameter("service", Sort.TEXT, "Name of the model service.", is_subject=True),
        Parameter("host", Sort.TEXT, "Name of the host.", required=True),
    )

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        powers.migrate(str(values["service"]), str(values["host"]), mandate)
