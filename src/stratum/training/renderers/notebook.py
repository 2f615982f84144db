"""A notebook of the pipeline: every block once, in order; it runs without the platform."""

import json
from collections.abc import Sequence

from stratum.training.renderers.listing import Part, listing
from stratum.training.types import PipelineSpec, Run


def render(spec: PipelineSpec, run: Run) -> str:
    """The notebook as JSON text; equal pipelines give equal text.

    Its last cell prints the held-out figures of every candidate as JSON, equal to those of the platform.

    Args:
        spec: The pipeline.
        run: Named in the introduction.

    Raises:
        InvalidInputError: If a candidate's framework has no form as code.
    """
    return _notebook(listing(spec, run))


def _notebook(parts: Sequence[Part]) -> str:
    made: list[dict[str, object]] = []
    for number, (kind, text) in enumerate(parts):
        cell: dict[str, object] = {
            "cell_type": kind,
            "id": f"cell-{number:02d}",
            "metadata": {},
            "source": text,
        }
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
