"""Recommendation by alternating least squares; its graph holds the lists of all users."""

import dataclasses
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from stratum.core.bundles import OUTPUTS
from stratum.core.errors import InvalidInputError, PermanentError
from stratum.core.specs import read_spec
from stratum.data.logic.rows import Columns
from stratum.data.logic.tables import near_matches
from stratum.training.frameworks.onnx import OPSET, graph_inputs
from stratum.training.logic.factors import Settings, fit_factors, ratings_of
from stratum.training.logic.recommending import Recommender, recommend
from stratum.training.ports import FittedModel, Tell, silent
from stratum.training.types import CandidateSpec, FeaturePlan, FitOrder, Graph, Pairs

TASK = "recommendation"
ALGORITHM = "AlternatingLeastSquares"
_IR = 9
"""Version of the format that goes with the operator sets of ``OPSET``."""


@dataclasses.dataclass(frozen=True, slots=True)
class RecommendingModel:
    """Lists of recommendations; satisfies ``FittedModel``.

    Attributes:
        lists: For all users.
        plan: Its columns.
        pairs: The same, named.
    """

    lists: Recommender
    plan: FeaturePlan
    pairs: Pairs

    @property
    def classes(self) -> tuple[object, ...]:
        """None."""
        return ()

    def predict(self, columns: Columns) -> np.ndarray:
        """Answers for pairs, as ``training.logic.recommending`` has them."""
        return self.lists.answers(columns[self.pairs.user], columns[self.pairs.item])

    def weights(self) -> Mapping[str, float]:
        """Nothing: the one column names the user."""
        return {}

    def export(self) -> Graph:
        """A graph that looks up the list of a user; what is not found gets the list for everybody else."""
        lists = self.lists
        names = np.append(lists.ratings.items, "").astype(object)  # -1, where a list ends, is the empty one
        places = np.where(lists.places < 0, len(names) - 1, lists.places)
        (tensor,) = graph_inputs(self.plan)
        users = [str(name) for name in lists.ratings.users]
        numbers = list(range(1, len(users) + 1))
        nodes = [
            helper.make_node(
                "LabelEncoder", [tensor.name], ["row"], domain="ai.onnx.ml",
                keys_strings=users, values_int64s=numbers, default_int64=0,
            ),
            helper.make_node("Reshape", ["row", "flat"], ["rows"]),
            helper.make_node("Gather", ["places", "rows"], ["listed"]),
            helper.make_node("Gather", ["names", "listed"], ["items"]),
            helper.make_node("Gather", ["lists", "rows"], ["scores"]),
            helper.make_node("Greater", ["row", "nobody"], ["known"]),
        ]  # fmt: skip
        width = lists.places.shape[1]
        told = helper.make_tensor_value_info
        kinds = ((TensorProto.STRING, width), (TensorProto.FLOAT, width), (TensorProto.BOOL, 1))
        graph = helper.make_graph(
            nodes,
            "model",
            [told(tensor.name, TensorProto.STRING, [None, 1])],
            [told(n, kind, [None, wide]) for n, (kind, wide) in zip(OUTPUTS[TASK], kinds, strict=True)],
            [
                helper.make_tensor("names", TensorProto.STRING, [len(names)], [n.encode() for n in names]),
                numpy_helper.from_array(places.astype(np.int32), "places"),
                numpy_helper.from_array(lists.scores, "lists"),
                numpy_helper.from_array(np.array([-1], np.int64), "flat"),
                numpy_helper.from_array(np.array([0], np.int64), "nobody"),
            ],
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in OPSET.items()]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR)
        return Graph(model.SerializeToString(deterministic=True), (tensor,))

    def seal(self) -> Graph:
        """Nothing: ONNX always says it.

        Raises:
            PermanentError: Always.
        """
        raise PermanentError("there is no other form of lists of recommendations")


class AlsFramework:
    """Fits factors of users and items; satisfies ``Framework``."""

    name: ClassVar[str] = "als"

    def check(self, candidate: CandidateSpec, task: str) -> None:
        """Check algorithm and parameters without data.

        Raises:
            InvalidInputError: If one is unknown or out of range.
        """
        if (candidate.algorithm, task) != (ALGORITHM, TASK):
            raise InvalidInputError(
                f"candidate {candidate.name!r}: no algorithm {candidate.algorithm!r} for {task}",
                f"known: {ALGORITHM} for {TASK}",
            )
        known = [field.name for field in dataclasses.fields(Settings)]
        for name in candidate.parameters:
            if name not in known:
                raise InvalidInputError(
                    f"candidate {candidate.name!r}: {ALGORITHM} has no parameter {name!r}",
                    near_matches(name, known),
                )

    def fit(
        self, order: FitOrder, columns: Columns, target: np.ndarray, _tell: Tell = silent, /
    ) -> FittedModel:
        """Fit on pairs.

        Args:
            order: What to fit.
            columns: Users and items of the training rows, each of shape (rows,).
            target: As ``training.logic.recommending`` has the truth, shape (rows, 3).

        Raises:
            InvalidInputError: If the plan names no pairs, or a value of implicit feedback is below 0.
        """
        pairs, settings = order.plan.pairs, read_spec(Settings, order.candidate.parameters)
        if pairs is None:
            raise InvalidInputError(f"{ALGORITHM} needs users and items", "name their columns")
        ratings = ratings_of(columns[pairs.user], columns[pairs.item], target[:, 1])
        explicit = settings.feedback == "explicit"
        if not explicit and ratings.values.min() < 0:
            raise InvalidInputError(
                f"candidate {order.candidate.name!r}: with implicit feedback a value says how often, and "
                f"{ratings.values.min():g} is below 0",
                "leave such rows out, or set feedback: explicit",
            )
        factors = fit_factors(ratings, settings, order.seed)
        lists = recommend(ratings, factors, pairs.length, factors if explicit else None)
        return RecommendingModel(lists, order.plan, pairs)
