"""Ask a batch predictor for a run."""

from collections.abc import Mapping
from typing import Final

from stratum.core.events import Event
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class RunBatch:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Let a batch predictor ask its model about its rows, beside what its schedule says."
    parameters: Final = (Parameter("component", Sort.TEXT, "Name of the batch predictor.", is_subject=True),)

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        powers.run_batch(str(values["component"]), mandate)
