"""What a search finished, kept trial by trial until its run ends, so that it can go on after a crash."""

import contextlib
import dataclasses
from collections.abc import Mapping
from pathlib import Path

import msgspec

from stratum.effects.files import digest_file, write_durably
from stratum.training.trials import TrialResult


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """A trial that ended.

    Attributes:
        family: Of its candidate.
        params: What was drawn, from which the attributes of its candidate follow.
        spent: Seconds that the search had gone on for, in all of its processes.
        result: What it found; None where it failed.
        error: Why it failed.
    """

    family: str
    params: Mapping[str, int | float | str]
    spent: float
    result: TrialResult | None = None
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Record:
    key: str
    outcome: Outcome
    answers: str = ""


class Trialbook:
    """The finished trials of a search, each in a file of its own beside its answers.

    Args:
        folder: For both; there already.
        key: Digest of everything that trials follow from; what another key was kept under is not taken.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._key = key

    def answers(self, index: int) -> Path:
        """The file for the answers of a trial."""
        return self._folder / f"{index}.npy"

    def keep(self, index: int, outcome: Outcome) -> None:
        """Keep what came out of a trial; where there is no room, a search that goes on does it anew."""
        with contextlib.suppress(OSError):
            result = outcome.result
            has_answers = result is not None and not result.given_up
            answers = digest_file(self.answers(index)) if has_answers else ""
            record = msgspec.msgpack.encode(_Record(self._key, outcome, answers))
            write_durably(self._folder / f"{index}.trial", record)

    def kept(self) -> Mapping[int, Outcome]:
        """What was kept whole, by the index of the trial, in order."""
        found = {int(path.stem): self._read(path) for path in self._folder.glob("[0-9]*.trial")}
        return {index: outcome for index, outcome in sorted(found.items()) if outcome is not None}

    def _read(self, path: Path) -> Outcome | None:
        try:
            record = msgspec.msgpack.decode(path.read_bytes(), type=_Record)
            if record.key != self._key:
                return None
            if record.answers and digest_file(self.answers(int(path.stem))) != record.answers:
                return None
        except (OSError, msgspec.MsgspecError):
            return None
        return record.outcome
