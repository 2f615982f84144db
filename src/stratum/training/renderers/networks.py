"""Python code of networks for the notebook: plain PyTorch."""

import functools
import importlib.resources
from typing import Final

from stratum.training.logic.modules import modules
from stratum.training.logic.networks import network_of
from stratum.training.types import CandidateSpec, PipelineSpec

_FRAMEWORK: Final = "torch"


def is_network(candidate: CandidateSpec) -> bool:
    """Whether a candidate is a network of PyTorch."""
    return candidate.framework == _FRAMEWORK


@functools.cache
def library() -> str:
    """The cell of layers that PyTorch lacks, and of the loop that trains."""
    folder = importlib.resources.files("stratum.training.frameworks")
    return folder.joinpath("network.py").read_text(encoding="utf-8").rstrip()


def maker(spec: PipelineSpec, candidate: CandidateSpec, classes: int) -> str:
    """An expression that makes a network which will be fitted on the rows ``r``.

    Args:
        spec: The pipeline.
        candidate: The network.
        classes: Of the target; 0 for regression.
    """
    network = network_of(candidate, spec.learns)
    lines = [f"        {module.code()}," for module in modules(network.stack(spec.learns, classes))]
    settings = ", ".join(f"{name}={value!r}" for name, value in network.training.items())
    return "\n".join([
        "TorchNetwork(",
        "    preparation(r, scaled=True),",
        "    lambda width, sizes: nn.Sequential(",
        *lines,
        "    ),",
        f"    Settings({settings}),",
        ")",
    ])
