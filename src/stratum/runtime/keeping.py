"""The loop that keeps models well: look, decide, act, tell, for one service after the other.

What is decided is in ``stratum.lifecycle.logic``; where things stand is in the journal. So it may be killed
anywhere, and the next one carries on.
"""

import dataclasses
import logging
import sys
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from stratum.core.errors import PermanentError, StratumError
from stratum.core.events import Event
from stratum.deployment.types import ServiceState
from stratum.drift.logic.profile import FILE
from stratum.events.logic.identity import derived
from stratum.lifecycle.logic.decide import decide
from stratum.lifecycle.logic.guards import Judgement, Opinion
from stratum.lifecycle.logic.scene import (
    Action,
    Ask,
    Reroute,
    Restage,
    Scene,
    Stop,
    Teach,
    Tell,
    Trace,
    Train,
)
from stratum.lifecycle.logic.telling import fallen, plain
from stratum.lifecycle.records import SOURCE, Life, Stage, Type
from stratum.registry.types import Stage as Rank
from stratum.runtime.jobs import Jobs, machine_lock
from stratum.runtime.lives import Follower
from stratum.runtime.monitors import Monitors
from stratum.runtime.plans import Planbook, read_plans
from stratum.runtime.scenes import Kept, Means, Scenes
from stratum.runtime.wiring import Parts

EVERY: Final = 0.5
BY: Final = "lifecycle"
MOST_STEPS: Final = 12


def lifecycle_keeper(parts: Parts) -> "LifecycleKeeper":
    """The keeper of a workspace."""
    workers = ThreadPoolExecutor(2, "monitors")
    means = Means(
        parts.journal,
        parts.deployments,
        parts.registry,
        parts.samples,
        Jobs(parts.state / "jobs", machine_lock()),
        Monitors(workers, parts.clock),
        Planbook(parts.journal, lambda name: read_plans(parts, name)),
        parts.workspace.root,
    )
    return LifecycleKeeper(means, workers)


class LifecycleKeeper:
    """Satisfies ``stratum.runtime.keepers.Keeper``.

    Args:
        means: What it works with.
        workers: Ended with it.
    """

    def __init__(self, means: Means, workers: Executor) -> None:
        self._means = means
        self._workers = workers
        self._follower = Follower(means.journal)
        self._scenes = Scenes(means)
        self._looked = 0.0
        self._told: dict[tuple[str, str], str] = {}

    def step(self, now: float) -> None:
        """See ``Keeper.step``; looks at each service twice a second.

        Raises:
            StratumError: If the journal cannot be read. What goes wrong with one service is logged.
        """
        if 0 <= now - self._looked < EVERY:
            return
        self._looked = now
        for application in self._means.deployments.applications():
            plans = self._means.plans.plans(application)
            for state in self._means.deployments.services(application):
                if state.spec.name in plans:
                    self._look_after(Kept(application, state, plans[state.spec.name]), now)

    def close(self) -> None:
        """See ``Keeper.close``; trainings go on."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _look_after(self, kept: Kept, now: float) -> None:
        """One service; what goes wrong with it must not keep the others waiting."""
        try:
            self._keep(kept, now)
        except StratumError as error:
            if self._told.get(kept.key) != error.message:
                logging.getLogger(__name__).warning("%s: %s", "/".join(kept.key), error.message)
            self._told[kept.key] = error.message
        except Exception:
            logging.getLogger(__name__).exception("%s cannot be kept", "/".join(kept.key))

    def _keep(self, kept: Kept, now: float) -> None:
        """Decide and act until nothing new is to be done."""
        before: tuple[Action, ...] = ()
        for _ in range(MOST_STEPS):
            life = self._life(kept)
            scene = self._scenes.look(kept, life, now)
            if scene.watch is None and not scene.trouble:
                break  # its monitor was asked just now for the first time
            actions = decide(life, scene)
            if not actions or actions == before:
                break
            before = actions
            self._act(kept, life, scene, actions)
            kept = dataclasses.replace(kept, state=self._state(kept))
        self._told.pop(kept.key, None)

    def _life(self, kept: Kept) -> Life:
        return self._follower.lives().get(kept.key, Life(*kept.key))

    def _state(self, kept: Kept) -> ServiceState:
        services = self._means.deployments.services(kept.application)
        return next((each for each in services if each.spec.name == kept.key[1]), kept.state)

    def _act(self, kept: Kept, life: Life, scene: Scene, actions: tuple[Action, ...]) -> None:
        """Do things in order; what never will work ends the cycle."""
        for action in actions:
            try:
                self._do(kept, action, scene.now)
            except PermanentError as error:
                cycle = life.cycle
                if cycle is None or cycle.stage is Stage.ENDING:
                    raise
                why = Judgement(Opinion.FAIL, f"it cannot be done: {error.message}")
                self._do(kept, fallen(cycle, scene, why, Stage.FAILED), scene.now)
                return

    def _do(self, kept: Kept, action: Action, now: float) -> None:
        match action:
            case Tell(kind, key, data):
                self._tell(kept, kind, derived(*key), data, now)
            case Train():
                self._train(kept, action, now)
            case Stop(job):
                self._means.jobs.stop(job)
            case Ask() | Teach():
                self._order(kept, action)
            case Reroute() | Restage() | Trace():
                self._change(kept, action)

    def _change(self, kept: Kept, action: Reroute | Restage | Trace) -> None:
        application, service = kept.key
        match action:
            case Reroute(changes, reason, saw):
                deployments = self._means.deployments
                deployments.change(application, service, changes, by=BY, reason=reason, saw=plain(saw))
            case Restage(number, stage):
                self._means.registry.promote(kept.plan.model, number, Rank(stage))
            case Trace(number, origin):
                self._means.registry.trace(kept.plan.model, number, plain(origin))

    def _order(self, kept: Kept, action: Ask | Teach) -> None:
        url = self._scenes.monitor(kept)
        match action:
            case Ask("", _):
                self._means.monitors.order(url, "DELETE", "/shadow", {})
            case Ask(version, address):
                self._means.monitors.order(url, "POST", "/shadow", {"version": version, "url": address})
            case Teach(version, path):
                profile = Path(path) / FILE
                if profile.is_file():
                    body = {"version": version, "profile": msgspec.json.decode(profile.read_bytes())}
                    self._means.monitors.order(url, "POST", "/versions", body)

    def _train(self, kept: Kept, action: Train, now: float) -> None:
        plan = kept.plan
        command = [sys.executable, "-m", "stratum.runtime.retraining", str(self._means.root), plan.pipeline]
        command += ["--until", action.until, "--window", str(plan.window), "--held-out", str(plan.held_out)]
        command += ["--out", str(self._means.jobs.answer_of(action.token))]
        job = self._means.jobs.start(action.token, command)
        cycle = self._life(kept).cycle
        if job is None or cycle is None:
            return
        data = {
            "reason": f"training {action.attempt} of {plan.model} on outcomes known until {action.until}",
            "saw": {"window": plan.window, "heldOut": plan.held_out, "pid": job.pid},
            "cycle": cycle.id,
            "cause": cycle.request,
            "depth": cycle.depth,
            "attempt": action.attempt,
            "job": job,
        }
        self._tell(kept, Type.TRAINING_STARTED, derived(cycle.id, "started", action.attempt), data, now)

    def _tell(self, kept: Kept, kind: str, name: str, data: Mapping[str, object], now: float) -> None:
        application, service = kept.key
        self._means.journal.append(Event(name, f"{SOURCE}{application}", kind, service, now, plain(data)))
