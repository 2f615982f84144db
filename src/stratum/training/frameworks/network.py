"""Plain PyTorch: layers that it lacks, and the loop that trains. Notebooks carry this file as it is."""

import copy
import dataclasses
import math
from collections.abc import Callable

import numpy as np
import torch
from torch import nn


class Reshape(nn.Module):
    """Each row in another shape."""

    def __init__(self, *shape: int) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        return rows.reshape(-1, *self.shape)


class OverSteps(nn.Module):
    """A layer that takes (rows, values, steps), for series of shape (rows, steps, values)."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        return self.layer(rows.transpose(1, 2)).transpose(1, 2)


class Recurrent(nn.Module):
    """The answer of a recurrent layer to each step of a series, or to the last one."""

    def __init__(self, layer: nn.Module, *, sequence: bool) -> None:
        super().__init__()
        self.layer, self.sequence = layer, sequence

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        answers = self.layer(rows)[0]
        return answers if self.sequence else answers[:, -1]


class PositionCode(nn.Module):
    """Adds sines and cosines to each step, so that attention can tell one place from another."""

    def __init__(self, steps: int, values: int) -> None:
        super().__init__()
        places = torch.arange(steps)[:, None]
        waves = torch.exp(torch.arange(0, values, 2) * (-math.log(10000.0) / values))
        code = torch.zeros(steps, values)
        code[:, 0::2] = torch.sin(places * waves)
        code[:, 1::2] = torch.cos(places * waves)[:, : values // 2]
        self.register_buffer("code", code)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        return rows + self.code


class SelfAttention(nn.Module):
    """Each step plus what it takes from all others."""

    def __init__(self, values: int, heads: int) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(values, heads, batch_first=True)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        return rows + self.attention(rows, rows, rows, need_weights=False)[0]


class CategoryEmbedding(nn.Module):
    """Numbers as they are, then a learned vector for each category; code -1 stands for unknown ones."""

    def __init__(self, numbers: int, sizes: tuple[int, ...], dimensions: int) -> None:
        super().__init__()
        self.numbers = numbers
        starts = np.cumsum([1, *(n + 1 for n in sizes)])
        self.register_buffer("starts", torch.as_tensor(starts[:-1]))
        self.vectors = nn.Embedding(int(starts[-1]), dimensions)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        codes = rows[:, self.numbers :].long() + self.starts
        return torch.cat([rows[:, : self.numbers], self.vectors(codes).flatten(1)], 1)


class Rescale(nn.Module):
    """Answers in the unit of the target, of shape (rows, 1)."""

    def __init__(self, mean: float, deviation: float) -> None:
        super().__init__()
        self.mean, self.deviation = mean, deviation

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """The answers for rows."""
        return rows * self.deviation + self.mean


OPTIMISERS = {
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "sgd": torch.optim.SGD,
}
BATCH = 4096
"""Rows that are answered at once."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Attributes:
        epochs: Passes over the rows.
        batch_size: Rows of a step.
        optimiser: One of ``OPTIMISERS``.
        learning_rate: Size of a step.
        weight_decay: Strength of the penalty on large weights.
        momentum: How much of its last step ``sgd`` keeps.
        patience: Epochs without gain on the validation rows after which it ends; 0 for all rows and epochs.
        validation_fraction: Share of the rows that only tell when to end.
        class_weight: ``balanced`` where rare classes count as much as frequent ones; None for rows alike.
    """

    epochs: int = 50
    batch_size: int = 32
    optimiser: str = "adam"
    learning_rate: float = 0.001
    weight_decay: float = 0.0
    momentum: float = 0.9
    patience: int = 0
    validation_fraction: float = 0.1
    class_weight: str | None = None


def choose_device() -> torch.device:
    """The graphics processor where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class Training:
    """A network, and the rows that it learns from.

    Args:
        network: An ``nn.Sequential``; its last layer gives a score for each class, or one number.
        features: float32, shape (rows, values).
        target: Places of classes (int64) or numbers (float64), shape (rows,).
        settings: How it is trained.
    """

    def __init__(
        self, network: nn.Sequential, features: np.ndarray, target: np.ndarray, settings: Settings
    ) -> None:
        self.device = choose_device()
        self.network, self.settings = network.to(self.device), settings
        self.inputs = torch.from_numpy(features).to(self.device)
        if np.issubdtype(target.dtype, np.integer):
            self.answer = nn.Softmax(1)
            self.loss = nn.CrossEntropyLoss(self._weights(target))
        else:
            self.answer = Rescale(float(target.mean()), float(target.std()) or 1.0)
            target = ((target - self.answer.mean) / self.answer.deviation).astype(np.float32)[:, None]
            self.loss = nn.MSELoss()
        self.wanted = torch.from_numpy(target).to(self.device)
        momentum = {"momentum": settings.momentum} if settings.optimiser == "sgd" else {}
        self.steps = OPTIMISERS[settings.optimiser](
            network.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay, **momentum
        )

    def _weights(self, target: np.ndarray) -> torch.Tensor | None:
        if self.settings.class_weight is None:
            return None
        counts = np.bincount(target)
        return torch.tensor(len(target) / (len(counts) * counts), dtype=torch.float32, device=self.device)

    def run(self, tell: Callable[[str], None]) -> nn.Sequential:
        """Train; the network that comes out gives probabilities, or numbers in the unit of the target.

        Args:
            tell: Told the device, and the loss now and then.

        Raises:
            FloatingPointError: If the loss is no number any more.
        """
        tell(f"on {self.device}")
        settings = self.settings
        shuffled = torch.randperm(len(self.inputs)).to(self.device)
        held = int(len(shuffled) * settings.validation_fraction) if settings.patience else 0
        validation, rows = shuffled[:held], shuffled[held:]
        best, kept, last = math.inf, None, 0
        for epoch in range(1, settings.epochs + 1):
            loss = self._epoch(rows)
            if not math.isfinite(loss):
                raise FloatingPointError(f"the loss is {loss} after epoch {epoch}; use a lower learning rate")
            word = f"epoch {epoch} of {settings.epochs}, loss {loss:.4f}"
            if held:
                loss = self._score(validation)
                word += f", validation {loss:.4f}"
            if held and loss < best:
                best, kept, last = loss, copy.deepcopy(self.network.state_dict()), epoch
            ended = held and epoch - last >= settings.patience
            if ended or epoch in {1, settings.epochs} or epoch % max(1, settings.epochs // 20) == 0:
                tell(word)
            if ended:
                tell(f"no gain for {settings.patience} epochs: epoch {last} is kept")
                break
        if kept is not None:
            self.network.load_state_dict(kept)
        return self.network.append(self.answer).to(self.device).eval()

    def _epoch(self, rows: torch.Tensor) -> float:
        """One pass over rows; their mean loss."""
        self.network.train()
        total = torch.zeros((), device=self.device)
        for batch in rows[torch.randperm(len(rows)).to(self.device)].split(self.settings.batch_size):
            if len(batch) == 1 < len(rows):
                continue  # batch normalisation learns nothing from one row
            self.steps.zero_grad()
            loss = self.loss(self.network(self.inputs[batch]), self.wanted[batch])
            loss.backward()
            self.steps.step()
            total += loss.detach() * len(batch)
        return float(total) / len(rows)

    def _score(self, rows: torch.Tensor) -> float:
        """The mean loss of rows that it does not learn from."""
        self.network.eval()
        with torch.no_grad():
            found = [
                self.loss(self.network(self.inputs[part]), self.wanted[part]) * len(part)
                for part in rows.split(BATCH)
            ]
        return float(sum(found)) / len(rows)


def ask(network: nn.Sequential, features: np.ndarray) -> np.ndarray:
    """Probabilities of shape (rows, classes), or numbers of shape (rows, 1).

    Args:
        network: From ``Training.run``.
        features: float32, shape (rows, values).
    """
    device = choose_device()
    with torch.no_grad():
        found = [network(part.to(device)).cpu() for part in torch.from_numpy(features).split(BATCH)]
    answers: np.ndarray = torch.cat(found).numpy()
    return answers
