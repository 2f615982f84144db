"""How a pipeline is asked to be trained."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """How a pipeline is trained, where that is said.

    Attributes:
        executor: Of what runs the candidates; the one of the settings where empty.
        seed: Of every random choice; that of the pipeline where None.
        by: Who asks; empty where nobody is known.
        run: Id of the run; a new one where empty.
    """

    executor: str = ""
    seed: int | None = None
    by: str = ""
    run: str = ""
