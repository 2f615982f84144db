"""Ask for the model before."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Rollback:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Serve the model that a service had before its present one."
    parameters: Final = (Parameter("service", Sort.TEXT, "Name of the model service.", is_subject=True),)

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        powers.rollback(str(values["service"]), mandate)
