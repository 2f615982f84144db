"""Reading how large an embedded database is on its disk."""

from pathlib import Path

from stratum.core.errors import TransientError
from stratum.core.samples import Sample
from stratum.monitoring.types import Target, Told

_BLOCK = 512
_BESIDE = ("", "-wal", "-journal")


class FilesCollector:
    """Satisfies ``stratum.monitoring.ports.Collector``; ``Target.path`` is the file of an SQLite database."""

    def collect(self, target: Target, now: float) -> Told:
        """See ``Collector.collect``."""
        sizes = [_size(Path(target.path + suffix)) for suffix in _BESIDE]
        if sizes[0] is None:
            raise TransientError(f"{target.subject}: {target.path} cannot be read")
        total = float(sum(size or 0 for size in sizes))
        return Told((Sample("database_bytes", target.subject, now, total),))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_blocks * _BLOCK
    except OSError:
        return None
