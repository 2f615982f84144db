"""A plain Python script of the pipeline: the same code as the notebook, to be run from a terminal."""

from stratum.training.renderers.listing import Part, listing
from stratum.training.types import PipelineSpec, Run


def render(spec: PipelineSpec, run: Run) -> str:
    """The script's text; equal pipelines give equal text.

    It prints the held-out figures of every candidate as JSON, equal to those of the platform. Its parts begin
    with ``# %%``, so that editors can run them one by one.

    Args:
        spec: The pipeline.
        run: Named in the introduction.

    Raises:
        InvalidInputError: If a candidate's framework has no form as code.
    """
    return "\n\n".join(map(_written, listing(spec, run))) + "\n"


def _written(part: Part) -> str:
    kind, text = part
    if kind == "code":
        return text
    lines = ["# %%", *(f"# {line}".rstrip() for line in text.splitlines())]
    return "\n".join(lines)
