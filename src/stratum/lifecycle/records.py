"""The life of a served model as the journal tells it, as values."""

import dataclasses
import enum
from collections.abc import Mapping

SOURCE = "/lifecycle/"
MOST_TRIES = 3


class Kind(enum.StrEnum):
    """What a cycle is for."""

    RETRAIN = "retrain"
    ROLLOUT = "rollout"
    ROLLBACK = "rollback"


class Stage(enum.StrEnum):
    """Where a cycle stands. The last four are ends."""

    BEGUN = "begun"
    TRAINING = "training"
    JUDGING = "judging"
    JUDGED = "judged"
    SHADOW = "shadow"
    CANARY = "canary"
    PROMOTING = "promoting"
    ENDING = "ending"
    PROMOTED = "promoted"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled-back"
    FAILED = "failed"


class Type(enum.StrEnum):
    """Types of the events of the lifecycle."""

    RETRAIN_REQUESTED = "lifecycle.retrain-requested"
    ROLLOUT_REQUESTED = "lifecycle.rollout-requested"
    ROLLBACK_REQUESTED = "lifecycle.rollback-requested"
    STALE = "model.stale"
    DRIFTED = "model.drifted"
    BEGUN = "cycle.begun"
    TRAINING_STARTED = "training.started"
    TRAINING_ENDED = "training.ended"
    REGISTERED = "challenger.registered"
    JUDGED = "challenger.judged"
    SHADOW = "cycle.shadow"
    CANARY = "cycle.canary"
    PROMOTING = "cycle.promoting"
    PROMOTED = "cycle.promoted"
    REJECTED = "cycle.rejected"
    ROLLED_BACK = "cycle.rolled-back"
    FAILED = "cycle.failed"
    HELD = "cycle.held"


REQUESTS: Mapping[str, Kind] = {
    Type.RETRAIN_REQUESTED: Kind.RETRAIN,
    Type.ROLLOUT_REQUESTED: Kind.ROLLOUT,
    Type.ROLLBACK_REQUESTED: Kind.ROLLBACK,
}
ENDS: Mapping[str, Stage] = {
    Type.PROMOTED: Stage.PROMOTED,
    Type.REJECTED: Stage.REJECTED,
    Type.ROLLED_BACK: Stage.ROLLED_BACK,
    Type.FAILED: Stage.FAILED,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for; obeyed once.

    Attributes:
        id: Id of its event.
        kind: What is asked for.
        by: Who asks, for people.
        reason: Why, for people.
        version: For a rollout: which version.
        share: For a rollout: share of the requests that it gets first; 0 for all at once.
        depth: How many rules lie between it and an event that no rule led to.
    """

    id: str
    kind: Kind
    by: str = ""
    reason: str = ""
    version: str = ""
    share: float = 0.0
    depth: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Job:
    """A training as a process, named for good.

    Attributes:
        token: Which attempt it is; every process of it carries that.
        pid: Process id.
        birth: When the process began; one with the same ``pid`` and another ``birth`` is somebody else's.
    """

    token: str
    pid: int = 0
    birth: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Trained:
    """What a training says of itself.

    Attributes:
        version: The registered version.
        rows: It was trained on so many.
        since: Moment of the first of them; ISO 8601, empty where it is not bounded.
        until: Moment at which their outcomes were known; ISO 8601.
        held_out: So many rows served to compare it with the champion.
        difference: Mean gain for each of these rows; None where nothing was compared.
        standard_error: Of ``difference``.
        run: Id of the training run.
        challenger: Its figures on the held-out rows.
        champion: Those of the champion on the same rows.
    """

    version: str
    rows: int = 0
    since: str = ""
    until: str = ""
    held_out: int = 0
    difference: float | None = None
    standard_error: float | None = None
    run: str = ""
    challenger: Mapping[str, float] = dataclasses.field(default_factory=dict)
    champion: Mapping[str, float] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Cycle:
    """One turn of the loop. Versions are named as predictions name them; moments are data time.

    Attributes:
        id: Follows from the request.
        kind: What it is for.
        request: Id of the request that it obeys.
        began: When it began; seconds since 1970-01-01 UTC.
        champion: Version that answered when it began.
        enthroned: Version that the registry called champion then; empty for none.
        share: Share of the requests in canary; 0 for none.
        by: Who asked.
        why: The reason that was given.
        depth: How many rules lie between it and an event that no rule led to.
        stage: Where it stands.
        since: When it came there.
        moment: Moment of the newest row then; 0 where it was not known.
        challenger: The version that is tried; empty before there is one.
        attempt: Trainings begun.
        retry: No training before this time.
        job: The latest training.
        trained: What it said.
        registered: Whether the registry was told that the challenger is one.
        promoting: Whether the change of the main route was begun.
        holds: Why it was held so far, by stage and attempt; each is told once.
        outcome: Where it ends, once that is decided.
        reason: Of the latest step, for people.
        saw: The numbers of that step.
        ended: When it ended; 0 before that.
    """

    id: str
    kind: Kind
    request: str
    began: float
    champion: str
    enthroned: str = ""
    share: float = 0.0
    by: str = ""
    why: str = ""
    depth: int = 0
    stage: Stage = Stage.BEGUN
    since: float = 0.0
    moment: float = 0.0
    challenger: str = ""
    attempt: int = 0
    retry: float = 0.0
    job: Job | None = None
    trained: Trained | None = None
    registered: bool = False
    promoting: bool = False
    holds: frozenset[str] = frozenset()
    outcome: str = ""
    reason: str = ""
    saw: Mapping[str, object] = dataclasses.field(default_factory=dict)
    ended: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Life:
    """Everything that the journal says of the model of one service.

    Attributes:
        application: Name of the application.
        service: Name of the service.
        cycle: The one under way; None for none.
        past: Those that ended, the latest last.
        before: Versions that answered before the present one, the latest last; a rollback goes to that one.
        requests: Those that nobody answered yet, oldest first.
        answered: Ids of all requests that were obeyed or refused.
        stales: How often the model was called stale.
        blocked: Why it is not trained anew without being asked; empty where nothing is in the way.
        noted: Drifts that were told, by version and detector.
        moment: Moment of the data when the model was last called stale or a cycle ended; 0 for never.
    """

    application: str
    service: str
    cycle: Cycle | None = None
    past: tuple[Cycle, ...] = ()
    before: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    answered: frozenset[str] = frozenset()
    stales: int = 0
    blocked: str = ""
    noted: frozenset[str] = frozenset()
    moment: float = 0.0
