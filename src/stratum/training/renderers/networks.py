"""Python code of networks for the notebook: plain PyTorch."""

import functools
import importlib.resources
from typing import Final

from stratum.training.logic.modules import modules
from stratum.training.logic.networks import network_of
from stratum.training.types import CandidateSpec, PipelineSpec

FRAMEWORK: Final = "torch"


@functools.cache
def library() -> str:
    """The cell of layers that PyTorch lacks, and of the loop that trains."""
    folder = importlib.resources.files("stratum.training.frameworks")
    return folder.joinpath("network.py").read_text(encoding="utf-8").rstrip()


def candidate_code(spec: PipelineSpec, candidate: CandidateSpec, classes: int) -> str:
    """The cell that trains a network.

    Args:
        spec: The pipeline.
        candidate: The network.
        classes: Of the target; 0 for regression.
    """
    network = network_of(candidate, spec.task)
    layers = network.stack(spec.task, classes)
    lines = [f"    {module.code()}," for module in modules(layers)]
    settings = ", ".join(f"{name}={value!r}" for name, value in network.training.items())
    width = ["width = values.shape[1]"]
    if layers[0].kind == "embedding":
        width = [
            "sizes = tuple(len(prepare.named_transformers_[c].categories_[0]) for c in categories)",
            f"width = len(numbers) + len(sizes) * {layers[0].settings.get('dimensions', 8)!r}",
        ]
    return "\n".join([
        "prepare = preparation(scaled=True)",
        "values = values_of(prepare.fit_transform(train_features))",
        *width,
        "torch.manual_seed(seed)",
        "network = nn.Sequential(",
        *lines,
        ")",
        f"training = Training(network, values, learned, Settings({settings}))",
        f"models[{candidate.name!r}] = TrainedNetwork(prepare, training.run(print))",
    ])
