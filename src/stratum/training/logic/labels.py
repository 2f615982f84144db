"""The output of an ONNX graph that tells the class, as an integer or a text."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LABEL: Final = "label"
_CLASSES: Final = "label_classes"


def add_label(graph: onnx.GraphProto, place: str, classes: Sequence[object]) -> None:
    """Give a graph the output ``label``, before its others.

    Args:
        graph: Is changed.
        place: Name of its tensor with the place of the class of each row, shape (rows,).
        classes: By place: integers, or else texts.
    """
    is_text = not all(isinstance(one, int) for one in classes)
    values = np.array([str(one) for one in classes], object) if is_text else np.array(classes, np.int64)
    kind = TensorProto.STRING if is_text else TensorProto.INT64
    graph.initializer.append(numpy_helper.from_array(values, _CLASSES))
    graph.node.append(helper.make_node("Gather", [_CLASSES, place], [LABEL]))
    graph.output.insert(0, helper.make_tensor_value_info(LABEL, kind, [None]))
