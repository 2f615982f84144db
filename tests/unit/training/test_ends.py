"""The distances that the file of clusters gives are those of the trained model, or no numbers."""

import numpy as np
import onnxruntime
import pytest

from stratum.testing.pipelines import number_plan
from stratum.training.frameworks.sklearn import SklearnFramework
from stratum.training.types import CandidateSpec, FitOrder

CHANCE = np.random.default_rng(0)
COLUMNS = {
    "near": CHANCE.normal(size=60).astype(np.float32),
    "far": CHANCE.normal(scale=1e3, size=60).astype(np.float32),
}


@pytest.mark.parametrize("algorithm", ["KMeans", "MiniBatchKMeans"])
@pytest.mark.parametrize("groups", [1, 3])
def test_only_a_centre_is_at_itself(algorithm: str, groups: int) -> None:
    candidate = CandidateSpec("one", "sklearn", algorithm, {"n_clusters": groups})
    order = FitOrder(candidate, "clustering", number_plan(*COLUMNS), 7)
    model = SklearnFramework().fit(order, COLUMNS, np.zeros(60))
    centres = model.pipeline["estimate"].cluster_centers_.astype(np.float32)  # type: ignore[attr-defined]
    session = onnxruntime.InferenceSession(model.export().content)

    def distances(rows: np.ndarray) -> np.ndarray:
        answer: np.ndarray = session.run(["distances"], {"input": rows})[0]
        return answer

    assert distances(centres).diagonal() == pytest.approx(0, abs=1)
    too_large = np.array([[1e20, 0], [0, -3e19], [np.nan, 0]], np.float32)
    assert np.isnan(distances(too_large)).all()
