"""Carrying out one instruction of the supervisor, and writing down what came of it."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from stratum.core.clock import Clock
from stratum.core.errors import StratumError
from stratum.deployment.agent.carrier import Carrier
from stratum.deployment.agent.scribe import Scribe
from stratum.deployment.logic import endings
from stratum.deployment.logic.artifacts import kept_artifacts
from stratum.deployment.logic.launches import Place, hook_launch, main_launch
from stratum.deployment.logic.records import Application, Record
from stratum.deployment.logic.supervise import Effect, Instruction, hook_failed
from stratum.deployment.ports import Backend, Ids
from stratum.deployment.types import ComponentSpec, State

_SHY = 2.0
"""Seconds for which a component is left alone that did not take over its settings."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hands:
    """Does what is decided. What it meant to do is in the journal before it does it.

    Attributes:
        scribe: Writes down what was done.
        backends: By engine.
        carrier: Brings artifacts to hosts.
        clock: The time.
        ids: Tokens of starts.
        root: Folder of the components' directories, ``<root>/<application>/<component>``; absolute.
        shy: When a start, by its token, last failed to take over its settings.
    """

    scribe: Scribe
    backends: Mapping[str, Backend]
    carrier: Carrier
    clock: Clock
    ids: Ids
    root: Path
    shy: dict[str, float] = dataclasses.field(default_factory=dict)

    def act(self, application: Application, instruction: Instruction) -> None:
        """Carry out an instruction.

        Raises:
            TransientError: If the journal cannot be written.
        """
        record = instruction.record
        self.carrier.forget(application.name, record.component)
        ways = {
            Effect.CARRY: self._carry,
            Effect.START: self._start,
            Effect.ADJUST: self._adjust,
            Effect.HOOK: self._prepare,
            Effect.TERMINATE: self._terminate,
            Effect.KILL: self._kill,
        }
        ways.get(instruction.effect, self._write)(application, record)

    def is_shy(self, token: str) -> bool:
        """Whether a start failed to take over its settings a moment ago."""
        return token in self.shy and 0 <= self.clock.now() - self.shy[token] < _SHY

    def _write(self, application: Application, record: Record) -> None:
        self.scribe.write(application.name, record)
        if record.state is State.READY:
            self._clear(application, record)

    def _carry(self, application: Application, record: Record) -> None:
        self.scribe.write(application.name, record)
        spec, place = _spec(application, record.component), self._place(application)
        self.carrier.send(application.name, application.engine, spec, Path(place.artifacts))

    def _start(self, application: Application, record: Record) -> None:
        spec = _spec(application, record.component)
        meant = dataclasses.replace(record, token=self.ids())
        self.scribe.write(application.name, meant)
        try:
            launch = main_launch(spec, meant.token, self._place(application))
            handle = self.backends[application.engine].start(launch)
        except StratumError as error:
            over = dataclasses.replace(meant, since=self.clock.now())
            self.scribe.write(application.name, endings.failed(over, error.message, spec))
            return
        started = dataclasses.replace(meant, handle=handle, pid=handle.pid, reason="started")
        self.scribe.write(application.name, started)

    def _adjust(self, application: Application, record: Record) -> None:
        spec = _spec(application, record.component)
        launch = main_launch(spec, record.token, self._place(application))
        try:
            for handle in filter(None, [record.handle]):
                self.backends[record.engine].adjust(handle, launch)
        except StratumError as error:
            self.shy[record.token] = self.clock.now()
            data = {"reason": error.message, "component": record.component}
            self.scribe.tell(application.name, "deployment.adjust-failed", record.component, data)
            return
        self.shy.pop(record.token, None)
        self.scribe.write(application.name, record, "component.adjusted")

    def _prepare(self, application: Application, record: Record) -> None:
        spec = _spec(application, record.component)
        meant = dataclasses.replace(record, hook_token=self.ids(), hook=None)
        self.scribe.write(application.name, meant)
        try:
            launch = hook_launch(spec, meant.hook_token, self._place(application))
            hook = self.backends[application.engine].start(launch)
        except StratumError as error:
            if self._end(application, record, force=False):
                self.scribe.write(application.name, hook_failed(record, error.message, self.clock.now()))
            return
        self.scribe.write(application.name, dataclasses.replace(meant, hook=hook))

    def _terminate(self, application: Application, record: Record) -> None:
        if self._end(application, record, force=False):
            self.scribe.write(application.name, record)

    def _kill(self, application: Application, record: Record) -> None:
        if self._end(application, record, force=True):
            self.scribe.write(application.name, record)

    def _end(self, application: Application, record: Record, *, force: bool) -> bool:
        """Ends the processes of the record that is in the journal: the next one may have forgotten them.

        Returns:
            Whether the engine took it; else it is asked again in the next round.
        """
        current = application.records.get(record.component, record)
        try:
            for handle in filter(None, (current.hook, current.handle)):
                self.backends[current.engine].end(handle, force=force)
        except StratumError:
            return False
        return True

    def _clear(self, application: Application, record: Record) -> None:
        """A component with artifacts is ready: those that nobody will ask for again may go."""
        spec = _spec(application, record.component)
        if spec.artifacts:
            folder, keep = Path(self._place(application).artifacts), kept_artifacts(application)
            self.carrier.clear(application.name, application.engine, spec.host, folder, keep)

    def _place(self, application: Application) -> Place:
        python = self.backends[application.engine].python
        return Place(application.name, PurePosixPath(self.root / application.name), python)


def _spec(application: Application, component: str) -> ComponentSpec:
    return next(spec for spec in application.desired if spec.name == component)
