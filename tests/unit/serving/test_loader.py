"""Which runtime answers for a model, and which forms may not be served."""

import pytest

from stratum.core.bundles import ONNX, SKOPS
from stratum.core.errors import NotFoundError, PermanentError
from stratum.serving.loader import load_runtime, permitted
from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.serving.runtimes.skops import SkopsRuntime


def test_each_form_has_its_runtime() -> None:
    assert isinstance(load_runtime(ONNX), OnnxRuntime)
    assert isinstance(permitted([ONNX, SKOPS])(SKOPS), SkopsRuntime)


def test_a_form_that_is_not_allowed_is_refused_whatever_the_runtime() -> None:
    for name in ("", "skops"):
        with pytest.raises(PermanentError, match=r"form of skops.*onnx only") as caught:
            permitted([ONNX], name)(SKOPS)
        assert "skops: true" in caught.value.hint


def test_somebody_elses_runtime_answers_where_it_is_named() -> None:
    assert isinstance(permitted([ONNX], "onnx")(ONNX), OnnxRuntime)
    with pytest.raises(NotFoundError, match="mine"):
        permitted([ONNX], "mine")(ONNX)
