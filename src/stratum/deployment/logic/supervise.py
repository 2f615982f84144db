"""What the supervisor does next with each component: the rules, as a pure function.

``decide`` gives at most one instruction a component. Each carries the record to journal, so carrying it out
and recording it is all that is left to do. A component goes

    pending → starting → ready ⇄ unready        (a task: starting → done)

and from every live state by way of ``stopping`` to ``stopped``, or to ``backing-off`` when it is to run
again, or to ``failed`` for a task that fails again and again.
"""

import dataclasses
import enum
from collections.abc import Collection, Mapping

from stratum.deployment.logic import endings
from stratum.deployment.logic.endings import DEFAULT_POLICY, Policy
from stratum.deployment.logic.gateway import describe_settings
from stratum.deployment.logic.leaving import still_needed
from stratum.deployment.logic.records import Answer, Application, Carry, Record, Sighting
from stratum.deployment.types import ComponentSpec, Kind, State


class Effect(enum.StrEnum):
    """What has to happen to the component's processes."""

    NONE = "none"
    CARRY = "carry"
    START = "start"
    ADJUST = "adjust"
    HOOK = "hook"
    TERMINATE = "terminate"
    KILL = "kill"


@dataclasses.dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do, and what is then the case.

    Attributes:
        effect: ``carry`` sends for the component's artifacts; ``start`` and ``hook`` run a command whose
            token the caller chooses and journals first; ``adjust`` gives the process its settings;
            ``terminate`` asks the program to end; ``kill`` ends whatever is left of it.
        record: The component's next record.
    """

    effect: Effect
    record: Record


@dataclasses.dataclass(frozen=True, slots=True)
class _Round:
    """One component in one round, with what the rules need to know of the others."""

    spec: ComponentSpec | None
    digest: str
    settings: str
    engine: str
    record: Record
    seen: Sighting
    revision: int
    now: float
    policy: Policy
    waits_for: tuple[str, ...]
    held_by: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the last start was of what is desired now."""
        record = self.record
        return self.spec is not None and record.digest == self.digest and record.engine == self.engine

    def to(self, state: State, reason: str, effect: Effect = Effect.NONE) -> Instruction:
        """The same component in another state."""
        after = dataclasses.replace(self.record, state=state, reason=reason, since=self.now)
        return Instruction(effect, after)


def decide(
    application: Application, sightings: Mapping[str, Sighting], now: float, policy: Policy = DEFAULT_POLICY
) -> tuple[Instruction, ...]:
    """What to do now, at most one instruction a component, in the order of their names.

    Args:
        application: What is desired and what the journal says of each component.
        sightings: What was seen of each; a missing one means that nothing was seen.
        now: Seconds since 1970-01-01 UTC.
        policy: Delays and patience.
    """
    specs = {spec.name: spec for spec in application.desired}
    fallen = {name for name, seen in sightings.items() if seen.main is not None and not seen.main.alive}
    rounds = (
        _Round(
            spec=specs.get(name),
            digest=application.digests.get(name, ""),
            settings=application.settings.get(name, ""),
            engine=application.engine,
            record=application.records.get(name, Record(name)),
            seen=sightings.get(name, Sighting()),
            revision=application.revision,
            now=now,
            policy=policy,
            waits_for=waiting_for(application, name, fallen),
            held_by=_held_by(application, name, sightings, now),
        )
        for name in sorted(specs.keys() | application.records.keys())
    )
    instructions = (_instruct(current) for current in rounds)
    return tuple(one for one in instructions if one is not None)


def waiting_for(application: Application, name: str, fallen: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the components that have to be ready before ``name`` may start, and are not.

    Args:
        application: What is desired and what the journal says of each component.
        name: The component; one that is not desired waits for nothing.
        fallen: Components that are seen to have ended, whatever the journal still says.
    """
    specs = {spec.name: spec for spec in application.desired}
    needs = specs[name].depends_on if name in specs else ()
    return tuple(other for other in needs if other in fallen or not _is_up(application, specs.get(other)))


def is_leaving(application: Application, record: Record) -> bool:
    """Whether the component runs although it should not, or not like this."""
    return record.live and not application.is_current(record)


def _is_up(application: Application, spec: ComponentSpec | None) -> bool:
    record = application.records.get(spec.name) if spec else None
    if spec is None or record is None or not application.is_current(record):
        return False
    return record.state is (State.DONE if spec.kind is Kind.TASK else State.READY)


def _held_by(
    application: Application, name: str, sightings: Mapping[str, Sighting], now: float
) -> tuple[str, ...]:
    """Names of the components that still need ``name``: those that leave, or the gateway that sends to it."""
    record = application.records.get(name)
    if record is None or not is_leaving(application, record):
        return ()
    followed = sightings.get(record.service, Sighting()).followed
    if still_needed(application, record, followed, now):
        return (record.service,)
    return tuple(
        other.component
        for other in application.records.values()
        if name in other.depends_on and is_leaving(application, other)
    )


def _instruct(current: _Round) -> Instruction | None:
    record = current.record
    if not record.live:
        return _idle(current)
    if record.handle is None:
        return _unknown(current)
    main = current.seen.main
    if main is not None and not main.alive:
        spec = current.spec if current.same else None
        return Instruction(Effect.KILL, endings.ended(record, main, spec, current.now, current.policy))
    if record.state is State.STOPPING:
        return _stopping(current)
    if current.spec is None or not current.same:
        return _retire(current)
    return _running(current, current.spec)


def _idle(current: _Round) -> Instruction | None:
    record, spec = current.record, current.spec
    if spec is None or current.waits_for:
        return None
    if not current.same:
        return _start(current, spec, again=False)
    remaining = record.retry - current.now
    match record.state:
        case State.DONE:
            return None
        case State.FAILED if record.revision == current.revision:
            return None
        # A clock that was set back must not keep a component waiting: no true delay exceeds the longest.
        case State.BACKING_OFF if 0 < remaining <= current.policy.longest:
            return None
    return _start(current, spec, again=record.state is State.BACKING_OFF)


def _start(current: _Round, spec: ComponentSpec, *, again: bool) -> Instruction | None:
    """A start; before it, the way of the artifacts to the host, which is asked for with every start."""
    carry = current.seen.carry or Carry(done=not spec.artifacts)
    if spec.artifacts and current.seen.carry is None:
        return _send_for(current, spec)
    if not carry.done:
        return None
    started = _started(current, spec, again=again)
    if carry.problem:
        over = endings.failed(started, carry.problem, spec, current.policy)
        return Instruction(Effect.NONE, over)
    return Instruction(Effect.START, started)


def _send_for(current: _Round, spec: ComponentSpec) -> Instruction:
    what = ", ".join(artifact.digest[:12] for artifact in spec.artifacts)
    reason = f"its bundle {what} is carried to {spec.host}"
    return Instruction(Effect.CARRY, dataclasses.replace(current.record, reason=reason))


def _started(current: _Round, spec: ComponentSpec, *, again: bool) -> Record:
    return Record(
        component=spec.name,
        state=State.STARTING,
        reason="starting again" if again else "starting",
        digest=current.digest,
        revision=current.revision,
        depends_on=spec.depends_on,
        since=current.now,
        started=current.now,
        restarts=current.record.restarts + 1 if again else 0,
        failures=current.record.failures if again else 0,
        engine=current.engine,
        service=spec.service,
        settings=current.settings,
        adjusted=current.now,
    )


def _unknown(current: _Round) -> Instruction | None:
    """A start was meant, and the supervisor ended before it could write down which process it became."""
    if current.seen.main is not None:
        adopted = dataclasses.replace(current.record, handle=current.seen.main.handle)
        return Instruction(Effect.NONE, adopted)
    if not current.same:
        return current.to(State.STOPPED, "the start was interrupted before a process came of it")
    again = dataclasses.replace(
        current.record,
        since=current.now,
        started=current.now,
        token="",
        settings=current.settings,
        adjusted=current.now,
    )
    return Instruction(Effect.START, again)


def _stopping(current: _Round) -> Instruction | None:
    record, grace = current.record, current.policy.grace
    if 0 <= current.now - record.since <= grace:
        return None
    reason = record.reason if record.forced else f"{record.reason}; did not end within {grace:g} s, killed"
    after = current.to(State.STOPPING, reason, Effect.KILL)
    return dataclasses.replace(after, record=dataclasses.replace(after.record, forced=True))


def _retire(current: _Round) -> Instruction | None:
    if current.held_by:
        return None
    reason = "no longer wanted" if current.spec is None else "specification changed"
    return current.to(State.STOPPING, reason, Effect.TERMINATE)


def _adjust(current: _Round, spec: ComponentSpec) -> Instruction:
    """Other limits or live files: the process goes on with them, whatever state it is in."""
    adjusted = dataclasses.replace(
        current.record,
        settings=current.settings,
        adjusted=current.now,
        reason=describe_settings(spec),
    )
    return Instruction(Effect.ADJUST, adjusted)


def _running(current: _Round, spec: ComponentSpec) -> Instruction | None:
    main = current.seen.main
    if main is None:
        return None
    if current.record.settings != current.settings and not current.seen.refused:
        return _adjust(current, spec)
    if 0 < spec.limits.memory < main.memory:
        return _run_again(current, endings.too_much_memory(main.memory, spec.limits.memory))
    if current.record.state is State.STARTING:
        return _starting(current, spec)
    return _serving(current)


def _serving(current: _Round) -> Instruction | None:
    answer = current.seen.probe
    if answer is None:
        return None
    if current.record.state is State.UNREADY and answer.ok:
        return current.to(State.READY, "answers again")
    if current.record.state is State.READY and answer.failures >= current.policy.failures:
        return current.to(State.UNREADY, answer.message)
    return None


def _starting(current: _Round, spec: ComponentSpec) -> Instruction | None:
    answer = current.seen.probe or Answer(ok=False, message="not probed yet")
    if current.now - current.record.started > spec.readiness.deadline:
        why = "still running" if spec.kind is Kind.TASK else answer.message or "its preparation has not ended"
        return _run_again(current, f"not ready within {spec.readiness.deadline:g} s: {why}")
    if spec.kind is Kind.TASK or not answer.ok:
        return None
    if not spec.after_ready:
        return _ready(current)
    return _prepare(current)


def _prepare(current: _Round) -> Instruction | None:
    """The component answers; what has to be done before others may use it comes now."""
    record, hook = current.record, current.seen.hook
    if hook is None:
        return Instruction(Effect.HOOK, dataclasses.replace(record, reason="answers; preparing"))
    if record.hook is None:
        return Instruction(Effect.NONE, dataclasses.replace(record, hook=hook.handle))
    if hook.alive:
        return None
    if hook.status == 0:
        return _ready(current)
    return _run_again(current, f"its preparation {endings.describe(hook)}")


def hook_failed(record: Record, reason: str, now: float) -> Record:
    """The record after the preparation could not even be started: stop, then try again."""
    why = f"its preparation could not be started: {reason}"
    return dataclasses.replace(record, state=State.STOPPING, reason=why, since=now, then=State.BACKING_OFF)


def _ready(current: _Round) -> Instruction:
    main = current.seen.main
    pid = main.pid if main else 0
    took = current.now - current.record.started
    after = current.to(State.READY, f"ready {took:.1f} s after its start")
    return dataclasses.replace(after, record=dataclasses.replace(after.record, pid=pid))


def _run_again(current: _Round, reason: str) -> Instruction:
    after = current.to(State.STOPPING, reason, Effect.TERMINATE)
    return dataclasses.replace(after, record=dataclasses.replace(after.record, then=State.BACKING_OFF))
