"""Ask for a new model of a service."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Retrain:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Train the model of a service on newer data, and try it as the service's `keep` says."
    parameters: Final = (Parameter("service", Sort.TEXT, "Name of the model service.", is_subject=True),)

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        powers.retrain(str(values["service"]), mandate)
