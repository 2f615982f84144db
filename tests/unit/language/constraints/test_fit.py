import pytest

from stratum.language.check import check_files
from stratum.language.constraints.build import build
from stratum.language.constraints.context import Typed
from stratum.language.constraints.fit import Load, requirements, signature, take
from stratum.language.constraints.matching import choices
from stratum.language.metamodel import Metamodel

GIB = 2**30


@pytest.fixture
def state(types: Metamodel, site: str) -> Load:
    """The hosts of the site with nothing on them."""
    model = check_files({"site.yaml": site}, types).model
    elements = build(model, types).spaces["site.yaml"].elements
    hosts = {name: typed for name, typed in elements.items() if typed.type.capabilities}
    return Load(hosts, {name: {} for name in hosts})


def test_an_empty_host_offers_all_it_has(state: Load) -> None:
    assert list(state.hosts) == ["edge-1", "fog-1", "cloud-1"]
    assert state.unmet(state.hosts["fog-1"], {"cpu": 2, "memory": 2 * GIB}) == ()
    (lack,) = state.unmet(state.hosts["fog-1"], {"memory": 3 * GIB})
    assert (lack.code, lack.required, lack.available) == ("capacity-memory", "3 GiB", "2 GiB")
    assert str(lack) == "memory 3 GiB, has 2 GiB"


def test_what_is_taken_is_gone_for_the_next(state: Load) -> None:
    fog = state.hosts["fog-1"]
    take(fog, {"memory": GIB, "cpu": 0.5, "arch": ("x86_64",)}, state.taken["fog-1"])
    (lack,) = state.unmet(fog, {"memory": 2 * GIB, "cpu": 1.5})
    assert lack.available == "2 GiB (1 GiB free)"
    assert lack.short == 0.5


def test_an_exact_fit_of_many_parts_is_a_fit(state: Load) -> None:
    edge = state.hosts["edge-1"]
    for _ in range(10):
        assert state.unmet(edge, {"cpu": 0.1}) == ()
        take(edge, {"cpu": 0.1}, state.taken["edge-1"])
    assert [u.code for u in state.unmet(edge, {"cpu": 0.1})] == ["capacity-cpu"]


@pytest.mark.parametrize(
    ("needs", "host"),
    [
        ({}, "edge-1"),
        ({"cpu": 2}, "fog-1"),
        ({"tier": ("cloud", "fog")}, "fog-1"),
        ({"disk": 1}, "cloud-1"),
        ({"arch": ("arm64",)}, None),
        ({"licences": 1}, None),
    ],
)
def test_the_first_host_with_room(state: Load, needs: dict[str, object], host: str | None) -> None:
    (choice,) = choices(state, [needs])
    found = choice.first
    assert (found.name if found else None) == host
    assert found is None or state.unmet(found, needs) == ()


def test_a_capability_that_a_host_does_not_have_is_unmet(state: Load) -> None:
    (lack,) = state.unmet(state.hosts["cloud-1"], {"licences": 2})
    assert (lack.code, lack.required, lack.available) == ("host-licences", "2", "nothing of the kind")
    assert lack.short == 1.0


def test_matched_capabilities_take_any_of_a_list(state: Load) -> None:
    edge = state.hosts["edge-1"]
    assert state.unmet(edge, {"arch": ("arm64", "x86_64"), "os": ("linux",)}) == ()
    lacks = state.unmet(edge, {"arch": ("arm64",), "os": ("macos", "windows")})
    assert [(u.code, u.required, u.available) for u in lacks] == [
        ("host-arch", "arm64", "x86_64"),
        ("host-os", "macos or windows", "linux"),
    ]


def test_equal_requirements_have_equal_signatures() -> None:
    assert signature({"cpu": 1, "tier": ("fog",)}) == signature({"tier": ("fog",), "cpu": 1})
    assert signature({"cpu": 1}) != signature({"cpu": 2})
    assert hash(signature({"cpu": 1, "tier": ("fog",)})) is not None


def test_requirements_of_what_requires_nothing(types: Metamodel, site: str) -> None:
    document = check_files({"site.yaml": site}, types).model.documents["site.yaml"]
    element = document.elements[0]
    assert requirements(Typed(element, types.type(element.type), "site/edge-1")) == {}
