"""One turn of the resource manager, the same for live and for simulated services."""

import dataclasses

from stratum.resources.logic.arbitrate import after, arbitrate, awaken, distrust, is_worth_telling
from stratum.resources.ports import Policy
from stratum.resources.types import Decision, Memory, Past, Rules, Site, Situation


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """What is remembered of a service between two turns.

    Attributes:
        past: Of the arbiter.
        memory: Of the policy.
    """

    past: Past
    memory: Memory = dataclasses.field(default_factory=dict)


def turn(
    situation: Situation, policy: Policy, rules: Rules, site: Site, state: State, complaint: str = ""
) -> tuple[Decision | None, State]:
    """What is done now, and what to remember if it is.

    Args:
        situation: The service as it is.
        policy: Asked while the service is awake and its readings can be believed.
        rules: Of its model.
        site: Where it runs and may run.
        state: What the last turn gave.
        complaint: Why the readings cannot be believed; empty where they can.

    Returns:
        The decision, None where nothing is done or has to be explained.
    """
    memory = state.memory
    decision = awaken(situation, site) or distrust(situation, site, complaint)
    if decision is None and situation.desired > 0:
        wish, memory = policy.decide(situation, memory)
        decision = arbitrate(situation, wish, rules, site, state.past)
    if decision is not None and not is_worth_telling(decision, state.past, situation.time):
        decision = None
    return decision, State(after(state.past, situation, decision), memory)
