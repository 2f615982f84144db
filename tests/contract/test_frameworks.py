"""The promises of frameworks over every implementation."""

import pytest

from stratum.testing.contracts.framework import FrameworkContract
from stratum.training.frameworks.boosters import CatboostFramework, LightgbmFramework, XgboostFramework
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.frameworks.torch import TorchFramework
from stratum.training.ports import Framework


class SklearnContract(FrameworkContract):
    @pytest.fixture
    def framework(self) -> SklearnFramework:
        return SklearnFramework()


class TestSklearnLinear(SklearnContract):
    @pytest.fixture
    def classifier(self) -> str:
        return "LogisticRegression"

    @pytest.fixture
    def regressor(self) -> str:
        return "Ridge"


class TestSklearnMargins(SklearnContract):
    @pytest.fixture
    def classifier(self) -> str:
        return "LinearSVC"

    @pytest.fixture
    def regressor(self) -> str:
        return "SVR"


class TestSklearnTrees(SklearnContract):
    @pytest.fixture
    def classifier(self) -> str:
        return "HistGradientBoostingClassifier"

    @pytest.fixture
    def regressor(self) -> str:
        return "RandomForestRegressor"


class TestTorch(FrameworkContract):
    @pytest.fixture
    def framework(self) -> TorchFramework:
        pytest.importorskip("torch", reason="PyTorch is optional: make torch")
        return TorchFramework()

    @pytest.fixture
    def seals(self) -> bool:
        return False

    @pytest.fixture
    def classifier(self) -> str:
        return "NeuralNetworkClassifier"

    @pytest.fixture
    def regressor(self) -> str:
        return "NeuralNetworkRegressor"


class TestLightgbm(FrameworkContract):
    @pytest.fixture
    def framework(self) -> Framework:
        pytest.importorskip("lightgbm")
        return LightgbmFramework()

    @pytest.fixture
    def classifier(self) -> str:
        return "LGBMClassifier"

    @pytest.fixture
    def regressor(self) -> str:
        return "LGBMRegressor"


class TestXgboost(FrameworkContract):
    @pytest.fixture
    def framework(self) -> Framework:
        pytest.importorskip("xgboost")
        return XgboostFramework()

    @pytest.fixture
    def classifier(self) -> str:
        return "XGBClassifier"

    @pytest.fixture
    def regressor(self) -> str:
        return "XGBRegressor"


class TestCatboost(FrameworkContract):
    @pytest.fixture
    def framework(self) -> Framework:
        pytest.importorskip("catboost")
        return CatboostFramework()

    @pytest.fixture
    def classifier(self) -> str:
        return "CatBoostClassifier"

    @pytest.fixture
    def regressor(self) -> str:
        return "CatBoostRegressor"
