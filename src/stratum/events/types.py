"""Rules and what they lead to, as values."""

import dataclasses
import enum
from collections.abc import Mapping

FIRED = "rule.fired"
FAILED = "rule.failed"
REFUSED = "rule.refused"
DUE = "schedule.due"
CROSSED = "metric.crossed"
COMMITTED = "workspace.committed"
RULES = "/rules/"
WORKSPACE = "/workspace"


@dataclasses.dataclass(frozen=True, slots=True)
class On:
    """An event happened. Patterns are those of ``core.patterns``; an empty one takes everything.

    Attributes:
        type: Pattern of its type.
        source: Pattern of its source.
        subject: Pattern of its subject.
    """

    type: str
    source: str = ""
    subject: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Every:
    """Again and again, at multiples of ``seconds`` since 1970-01-01 UTC."""

    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class Daily:
    """Once a day, so many seconds after midnight in UTC."""

    second: int


@dataclasses.dataclass(frozen=True, slots=True)
class Crossing:
    """A metric went over a limit and stayed there.

    Attributes:
        metric: Name of the metric.
        subject: Whose.
        above: Limit that it has to be above; None for none.
        below: Limit that it has to be below; None for none.
        hold: For so many seconds without a break.
        labels: Only series with these labels. Of several series the worst counts.
    """

    metric: str
    subject: str
    above: float | None = None
    below: float | None = None
    hold: float = 0.0
    labels: Mapping[str, str] = dataclasses.field(default_factory=dict)


Trigger = On | Every | Daily | Crossing


@dataclasses.dataclass(frozen=True, slots=True)
class Expression:
    """A value that is worked out from the event, in the Common Expression Language."""

    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What follows from something that happens.

    Attributes:
        document: Name of its document.
        name: Unique there.
        trigger: What it waits for.
        when: Condition in the Common Expression Language over ``event``; empty for none.
        action: Name of the action.
        values: Its parameters; an ``Expression`` may stand anywhere in them.
    """

    document: str
    name: str
    trigger: Trigger
    action: str
    when: str = ""
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name everywhere, such as ``defaults/retrain-stale``."""
        return f"{self.document}/{self.name}"

    @property
    def source(self) -> str:
        """Source of the events that tell of it."""
        return f"{RULES}{self.document}"


class Sort(enum.StrEnum):
    """What the value of a parameter is."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "whole number"
    CORES = "quantity in cores"
    BYTES = "quantity in bytes"
    URL = "web address"
    VARIABLE = "name of an environment variable"
    EVENT_TYPE = "type of event"
    DATA = "mapping"


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """What an action takes.

    Attributes:
        name: Its key.
        sort: What its value is.
        help: One sentence for people.
        required: Whether it has to be given.
        is_subject: Whether the subject of the event stands in where it is not given.
    """

    name: str
    sort: Sort
    help: str
    required: bool = False
    is_subject: bool = False


class Outcome(enum.StrEnum):
    """What became of an event that a handler was given."""

    PASSED = "passed"
    DONE = "done"
    WAITING = "waiting"


@dataclasses.dataclass(frozen=True, slots=True)
class Mandate:
    """On whose behalf something is done, so that it can be traced back, and done twice without harm.

    Attributes:
        id: Id of the event that tells of it; the same at every attempt.
        by: Whose decision it is, such as ``rule defaults/retrain-stale``.
        cause: Id of the event that led to it.
        reason: Why, for people.
        time: When it was decided, in seconds since 1970-01-01 UTC.
        source: Source of the events of whoever decided.
        application: Application that the first event was about; empty where it was about none.
        saw: The numbers it was decided on.
        depth: How many rules lie between it and an event that no rule led to.
    """

    id: str
    by: str
    cause: str
    reason: str
    time: float
    source: str
    application: str = ""
    saw: Mapping[str, object] = dataclasses.field(default_factory=dict)
    depth: int = 1

    def data(self) -> Mapping[str, object]:
        """What each event that follows from it says of it."""
        told = {"reason": self.reason, "saw": dict(self.saw), "by": self.by, "cause": self.cause}
        return {**told, "depth": self.depth}
