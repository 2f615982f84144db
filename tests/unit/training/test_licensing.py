import importlib.metadata

import pytest

from stratum.training.licensing import PACKAGES, licences, packages_of
from stratum.training.types import CandidateSpec


def candidate(framework: str, *members: CandidateSpec) -> CandidateSpec:
    return CandidateSpec(framework, framework, "anything", {}, members)


def test_candidates_of_scikit_learn_come_from_the_packages_of_every_model() -> None:
    assert packages_of([candidate("sklearn")]) == PACKAGES


@pytest.mark.parametrize("framework", ["lightgbm", "xgboost", "catboost"])
def test_a_framework_names_its_library_also_within_an_ensemble(framework: str) -> None:
    pytest.importorskip(framework)
    alone = packages_of([candidate(framework)])
    owners = importlib.metadata.packages_distributions()[framework]
    assert {*PACKAGES, *owners} <= set(alone)
    assert packages_of([candidate("ensemble", candidate("sklearn"), candidate(framework))]) == alone
    assert "not told" not in licences(owners).values()


def test_a_library_that_is_not_installed_is_not_named() -> None:
    both = {"xgboost", "xgboost-cpu"}
    found = both & set(packages_of([candidate("xgboost")]))
    assert found == both & {one.name for one in importlib.metadata.distributions()}
