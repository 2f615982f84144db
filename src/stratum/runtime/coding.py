"""Code of users in pipelines: read where it may run, and only there."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stratum.compiler.pipeline import MODULE, PYTHON
from stratum.core.digests import digest_value
from stratum.core.errors import DeniedError, InvalidInputError
from stratum.data.bounds import is_open
from stratum.data.coding.running import UNSEALED
from stratum.data.types import StepSpec
from stratum.runtime.wiring import Parts
from stratum.training.types import PipelineSpec

CODE: Final = "code"
_MOST: Final = 1 << 20


def with_code(parts: Parts, spec: PipelineSpec, root: Path) -> PipelineSpec:
    """The specification with the text of its users' code, which its digest then covers.

    Args:
        parts: Its settings say whether code may run here.
        spec: Of a pipeline.
        root: Folder that the code lies in: the workspace, or a commit of it.

    Raises:
        DeniedError: If there is some, and the settings do not let it run here.
        InvalidInputError: If a file of it is not in that folder, or cannot be read.
    """
    steps = steps_with_code(parts, spec.steps, root)
    codes = {s.name: s.attributes[CODE] for s in steps if s.kind == PYTHON}
    if not codes:
        return spec
    return dataclasses.replace(spec, steps=steps, digest=digest_value({"pipeline": spec.digest, CODE: codes}))


def steps_with_code(parts: Parts, steps: Sequence[StepSpec], root: Path) -> tuple[StepSpec, ...]:
    """Steps with the text of their code in the place of its path; see ``with_code``."""
    return tuple(_with_text(parts, step, root) if step.kind == PYTHON else step for step in steps)


def _with_text(parts: Parts, step: StepSpec, root: Path) -> StepSpec:
    if not parts.settings.code:
        raise DeniedError(
            f"block {step.name!r} is code of its author, which does not run here",
            "read it, then set STRATUM_CODE=allowed where stratum is started",
        )
    path = Path(str(step.attributes[MODULE]))
    kept = {key: value for key, value in step.attributes.items() if key not in {MODULE, UNSEALED}}
    kept |= {UNSEALED: True} if parts.settings.unsealed else {}
    return dataclasses.replace(step, attributes={**kept, CODE: _text(root, step, path)})


def _text(root: Path, step: StepSpec, path: Path) -> str:
    try:
        file = path.resolve(strict=True)
        if is_open(file, root.resolve()) and file.is_file() and file.stat().st_size <= _MOST:
            return file.read_text("utf-8")
    except (OSError, ValueError, RuntimeError):
        pass
    raise InvalidInputError(
        f"block {step.name!r}: {path.name} is no file of Python text in the workspace",
        "write it there, with at most a mebibyte",
    )
