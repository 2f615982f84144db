"""How estimators that are not scikit-learn's own become a part of an ONNX graph."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

# neither library has types
Estimator = Any
Scope = Any
Operator = Any
Container = Any

_OPTIONS = {"zipmap": [True, False, "columns"], "nocl": [True, False], "raw_scores": [True, False]}


def register_converter(estimator: Estimator) -> None:
    """Tell skl2onnx how to convert an estimator; nothing happens for scikit-learn's own."""
    library = type(estimator).__module__.partition(".")[0]
    if library in _LIBRARIES:
        _LIBRARIES[library]()


def _lightgbm() -> None:
    from lightgbm import LGBMClassifier, LGBMRegressor
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm

    _register(LGBMClassifier, LGBMRegressor, convert_lightgbm, {"split": None})


def _xgboost() -> None:
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from xgboost import XGBClassifier, XGBRegressor

    _register(XGBClassifier, XGBRegressor, convert_xgboost, {})


def _catboost() -> None:
    from catboost import CatBoostClassifier, CatBoostRegressor

    _register(CatBoostClassifier, CatBoostRegressor, _convert_catboost, {}, _declare_catboost)


_LIBRARIES: Mapping[str, Callable[[], None]] = {
    "lightgbm": _lightgbm,
    "xgboost": _xgboost,
    "catboost": _catboost,
}


def _register(
    classifier: Estimator,
    regressor: Estimator,
    convert: Callable[..., None],
    options: Mapping[str, object],
    parser: Callable[..., object] | None = None,
) -> None:
    from skl2onnx import update_registered_converter
    from skl2onnx.common import shape_calculator

    shapes = shape_calculator.calculate_linear_classifier_output_shapes
    update_registered_converter(classifier, classifier.__name__, shapes, convert, True, parser, _OPTIONS)
    shapes = shape_calculator.calculate_linear_regressor_output_shapes
    update_registered_converter(regressor, regressor.__name__, shapes, convert, options=dict(options))


def _declare_catboost(
    scope: Scope, model: Estimator, inputs: Sequence[object], custom_parsers: object = None
) -> Sequence[object]:
    """Label and probabilities: that it is a classifier cannot be seen of CatBoost's class."""
    from skl2onnx.common.data_types import FloatTensorType, Int64TensorType

    del custom_parsers
    operator = scope.declare_local_operator(type(model).__name__, model)
    operator.inputs = inputs
    operator.outputs.append(scope.declare_local_variable("label", Int64TensorType()))
    operator.outputs.append(scope.declare_local_variable("probabilities", FloatTensorType()))
    outputs: Sequence[object] = operator.outputs
    return outputs


def _convert_catboost(scope: Scope, operator: Operator, container: Container) -> None:
    """The ensemble of trees that CatBoost writes itself, between the tensors of the pipeline."""
    import onnx
    from catboost.utils import convert_to_onnx_object

    del scope
    node = convert_to_onnx_object(operator.raw_operator).graph.node[0]
    told = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
    container.add_node(
        node.op_type,
        [each.full_name for each in operator.inputs],
        [each.full_name for each in operator.outputs],
        op_domain="ai.onnx.ml",
        op_version=1,
        name=operator.full_name,
        **told,
    )
