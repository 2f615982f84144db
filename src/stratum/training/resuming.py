"""What a run finished, kept beside its models until it ends, so that it can go on after an interruption."""

import contextlib
import dataclasses
import io
import zipfile
from pathlib import Path

import msgspec
import numpy as np

from stratum.core.bundles import GraphInput
from stratum.effects.files import digest_file, write_durably
from stratum.training.jobs import BaselineJob, Candidate, Job
from stratum.training.types import BaselineResult, CandidateResult


@dataclasses.dataclass(frozen=True, slots=True)
class _Record:
    key: str
    result: CandidateResult | None = None
    inputs: tuple[GraphInput, ...] = ()
    graph: str = ""
    baseline: BaselineResult | None = None


class Finished:
    """Candidates and baselines that a run has finished.

    Args:
        work: Folder of what the run works on.
        key: Digest of everything that they follow from; what another key was kept under is not taken.
    """

    def __init__(self, work: Path, key: str) -> None:
        self._work = work
        self._key = key

    def keep(self, index: int, outcome: Candidate | BaselineResult) -> None:
        """Keep what came out of a job; where there is no room, a run that goes on does it anew."""
        with contextlib.suppress(OSError):
            self._keep(index, outcome)

    def _keep(self, index: int, outcome: Candidate | BaselineResult) -> None:
        if isinstance(outcome, BaselineResult):
            record = _Record(self._key, baseline=outcome)
        else:
            rows = io.BytesIO()
            np.savez(rows, answers=outcome.answers, truth=outcome.truth)
            write_durably(self._rows(index), rows.getvalue())
            graph = digest_file(outcome.graph)
            record = _Record(self._key, outcome.result, outcome.inputs, graph)
        write_durably(self._told(index), msgspec.json.encode(record))

    def find(self, index: int, job: Job) -> Candidate | BaselineResult | None:
        """What came out of a job before; None where nothing whole of these rows and pipeline is there."""
        try:
            record = msgspec.json.decode(self._told(index).read_bytes(), type=_Record)
            if record.key != self._key:
                return None
            if isinstance(job, BaselineJob):
                return record.baseline
            if record.result is None or digest_file(job.graph) != record.graph:
                return None
            content = io.BytesIO(self._rows(index).read_bytes())
            with np.load(content, allow_pickle=False) as rows:
                return Candidate(record.result, job.graph, record.inputs, rows["answers"], rows["truth"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, msgspec.MsgspecError):
            return None

    def _told(self, index: int) -> Path:
        return self._work / f"{index}.json"

    def _rows(self, index: int) -> Path:
        return self._work / f"{index}.npz"
