"""Which module compiles which program; that of a model service is a service, see ``service``."""

from collections.abc import Mapping
from types import MappingProxyType

from stratum.compiler.programs.batch import batch
from stratum.compiler.programs.broker import broker
from stratum.compiler.programs.cluster import scheduler, worker
from stratum.compiler.programs.context import Builder
from stratum.compiler.programs.database import board, init_database, writer
from stratum.compiler.programs.processor import processor
from stratum.compiler.programs.replay import replay

BUILDERS: Mapping[str, Builder] = MappingProxyType({
    "batch-predictor": batch,
    "board": board,
    "broker": broker,
    "init-database": init_database,
    "processor": processor,
    "replay": replay,
    "training-scheduler": scheduler,
    "training-worker": worker,
    "writer": writer,
})
