"""Making what runs agree with the model: plan, apply, go back, destroy, and wait until it is so."""

import dataclasses
import threading
from collections.abc import Callable

from stratum.deployment.types import Observed, Plan
from stratum.language.tree import DocumentKind
from stratum.runtime.agent import ensure_agent
from stratum.runtime.deploying import compile_application, prepare, wait_for
from stratum.runtime.gauging import note_survey
from stratum.runtime.modelling import load
from stratum.runtime.reliance import Reliance, refuse_absent, reliances
from stratum.runtime.wiring import Parts

LATEST_LOOK = 5.0


def _unwatched(_: object) -> None:
    """Nobody looks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told while an application is made to run; by default nobody.

    Attributes:
        plan: Told the steps, before they are done.
        state: Told each change of a component.
    """

    plan: Callable[[Plan], None] = _unwatched
    state: Callable[[Observed], None] = _unwatched


UNWATCHED = Watcher()


def plan_application(
    parts: Parts, application: str | None, engine: str | None = None
) -> tuple[Plan, tuple[Reliance, ...]]:
    """What ``apply_application`` would do, and what it uses of others; nothing is changed.

    Raises:
        ModelError: If the model has errors.
    """
    checked = load(parts)
    desired = compile_application(parts, checked, application, engine)
    document = checked.document(DocumentKind.APPLICATION, application)
    ensure_agent(parts)
    uses = reliances(parts, checked, document, engine)
    return parts.deployments.plan(document.name, desired), uses


def apply_application(
    parts: Parts, application: str | None, wait: float, engine: str | None = None, watch: Watcher = UNWATCHED
) -> Plan:
    """Compile and apply an application and wait until it runs.

    Args:
        parts: The workspace.
        application: Its name; None where there is only one.
        wait: Seconds after which this gives up.
        engine: Name of the engine that is to run it; None for that of the settings.
        watch: Who is told.

    Raises:
        ModelError: If the model has errors.
        PermanentError: If a component failed for good.
        TransientError: If ``wait`` seconds have passed, or no agent can be started.
    """
    checked = load(parts)
    desired = compile_application(parts, checked, application, engine)
    document = checked.document(DocumentKind.APPLICATION, application)
    name = document.name
    ensure_agent(parts)
    refuse_absent(reliances(parts, checked, document, engine), name)
    prepare(parts, desired)
    steps = parts.deployments.apply(name, desired)
    note_survey(parts, checked, document)
    if steps.actions:
        watch.plan(steps)
    return _settled(parts, steps, wait, watch)


def roll_back_application(
    parts: Parts, application: str | None, wait: float, watch: Watcher = UNWATCHED
) -> Plan:
    """Let run what was applied before the last time, and wait until it does."""
    steps = parts.deployments.rollback(application or _only(parts))
    watch.plan(steps)
    return _settled(parts, steps, wait, watch)


def destroy_application(
    parts: Parts, application: str | None, wait: float, watch: Watcher = UNWATCHED
) -> Plan:
    """Destroy an application and wait until nothing of it runs. Data and history stay."""
    return _settled(parts, parts.deployments.destroy(application or _only(parts)), wait, watch)


def _only(parts: Parts) -> str:
    return load(parts).document(DocumentKind.APPLICATION, None).name


def _settled(parts: Parts, steps: Plan, wait: float, watch: Watcher) -> Plan:
    ensure_agent(parts)
    settle(parts, steps.application, wait, watch)
    return steps


def settle(parts: Parts, name: str, wait: float, watch: Watcher = UNWATCHED) -> None:
    """Wait until an application is as it should be; an agent that ends meanwhile is replaced.

    Raises:
        PermanentError: If a component failed for good.
        TransientError: If ``wait`` seconds have passed, or no agent can be started.
    """

    def observe() -> tuple[Observed, ...]:
        ensure_agent(parts, within=LATEST_LOOK)
        return parts.deployments.status(name)

    pause = threading.Event().wait
    wait_for(observe, lambda: parts.deployments.desired(name), parts.clock, pause, watch.state, wait)
