"""Tasks of pipelines whose learning is that of another one."""

from typing import Final

REGRESSION: Final = "regression"
FORECASTING: Final = "forecasting"


def learned(task: str) -> str:
    """What an algorithm has to do for a task: one step of a forecast is a number."""
    return REGRESSION if task == FORECASTING else task
