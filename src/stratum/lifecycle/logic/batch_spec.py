"""What a batch predictor is told: the shape of its specification file."""

from typing import Annotated

import msgspec

from stratum.core.cron import parse_cron
from stratum.core.digests import digest_value
from stratum.data.types import SourceSpec, StepSpec
from stratum.lifecycle.logic.batch_runs import Timetable
from stratum.streaming.types import Address, Port, Token

Table = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z_][A-Za-z0-9_]{0,62}\Z")]
FORMATS = ("parquet", "csv")


class Model(msgspec.Struct, frozen=True):
    """The model that is asked: its name, its version, the absolute folder and the digest of its bundle."""

    name: Token
    version: str
    path: str
    digest: str
    variant: str = ""
    signers: tuple[str, ...] = ()


class Block(msgspec.Struct, frozen=True):
    """A source, or a step with ``inputs``, as ``stratum.data.types`` has them."""

    name: str
    kind: str
    attributes: dict[str, object]
    inputs: tuple[str, ...] = ()


class Rows(msgspec.Struct, frozen=True):
    """The rows that the model is asked about.

    Attributes:
        block: The source or step that gives them.
        sources: The sources behind it.
        steps: The steps behind it, each after its inputs.
        roots: Folders that files may be read from, absolute.
    """

    block: str
    sources: tuple[Block, ...]
    steps: tuple[Block, ...]
    roots: tuple[str, ...]

    def source_specs(self) -> tuple[SourceSpec, ...]:
        """The sources as the data service takes them."""
        return tuple(SourceSpec(s.name, s.kind, s.attributes) for s in self.sources)

    def step_specs(self) -> tuple[StepSpec, ...]:
        """The steps as the data service takes them."""
        return tuple(StepSpec(s.name, s.kind, s.inputs, s.attributes) for s in self.steps)


class Target(msgspec.Struct, frozen=True):
    """Where answers go.

    Attributes:
        format: ``parquet`` or ``csv``: a file for each run, where there is no database.
        database: Absolute path of an SQLite file; empty for files.
        table: Name of its table.
        columns: Columns of the rows that are written too; None for all.
    """

    format: str = FORMATS[0]
    database: str = ""
    table: Table = "answers"
    columns: tuple[str, ...] | None = None


class BatchSpec(msgspec.Struct, frozen=True):
    """A model that is asked about stored rows.

    Attributes:
        application: Name of the application.
        name: Name of the component.
        address: Where it tells its state.
        status: On which port.
        folder: Absolute path of the folder that keeps its runs and its files.
        model: The model.
        rows: What it is asked about.
        target: Where its answers go.
        every: Seconds between two runs, at multiples of that since 1970 UTC; 0 for none.
        cron: Five fields of cron, in UTC; empty for none.
        once: Whether it runs once for each model, rows and target, where it has no schedule.
    """

    application: Token
    name: Token
    address: Address
    status: Port
    folder: str
    model: Model
    rows: Rows
    target: Target
    every: Annotated[float, msgspec.Meta(ge=0.0)] = 0.0
    cron: str = ""
    once: bool = False

    def timetable(self) -> Timetable:
        """When it runs.

        Raises:
            InvalidInputError: If ``cron`` is none.
        """
        # who may sign and which folders are open change no answers
        model = msgspec.structs.replace(self.model, signers=())
        rows = msgspec.structs.replace(self.rows, roots=())
        told = msgspec.to_builtins((model, rows, self.target))
        once = f"once-{digest_value(told)[:12]}" if self.once else ""
        return Timetable(self.every, parse_cron(self.cron) if self.cron else None, once)
