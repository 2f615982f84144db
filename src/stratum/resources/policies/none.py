"""No scaling: what the model or a person said stays."""

from stratum.resources.types import Memory, Situation, Wish


class NonePolicy:
    """Keeps the capacity that there is."""

    window = 10.0

    def decide(self, situation: Situation, memory: Memory) -> tuple[Wish, Memory]:
        """See ``Policy.decide``."""
        return Wish(situation.units, "the policy is none"), memory
