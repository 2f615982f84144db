"""Change the limits of replicas."""

from collections.abc import Mapping
from typing import Final

from stratum.core.errors import InvalidInputError
from stratum.core.events import Event
from stratum.events.logic.parameters import number
from stratum.events.ports import Powers
from stratum.events.types import Mandate, Parameter, Sort


class Resize:
    """Satisfies ``stratum.events.ports.Action``."""

    help: Final = "Change the limits of each replica of a service while it runs."
    parameters: Final = (
        Parameter("service", Sort.TEXT, "Name of the model service.", is_subject=True),
        Parameter("cpu", Sort.CORES, "Cores."),
        Parameter("memory", Sort.BYTES, "Memory, such as 512 MiB."),
    )

    def run(self, _: Event, values: Mapping[str, object], mandate: Mandate, powers: Powers, /) -> None:
        """See ``Action.run``."""
        cpu, memory = number(values, "cpu"), number(values, "memory")
        if cpu is None and memory is None:
            raise InvalidInputError("resize has neither cpu nor memory", "give one of them")
        powers.resize(str(values["service"]), cpu, None if memory is None else round(memory), mandate)
