import pytest

from stratum.core.topology import Host, Resources, Tier
from stratum.placement.logic.feasibility import (
    amounts,
    capacity_failures,
    kind_failures,
    show_amount,
    suits,
    total,
    vector,
)
from stratum.placement.types import Condition, Demand

MIB = 2**20
FOG = Host("fog-1", Tier.FOG, Resources(2, 2048 * MIB, 10**9, 1), "arm64", "linux")


@pytest.mark.parametrize(
    ("demand", "told"),
    [
        (Demand("x", fixed_host="cloud-1"), "host: needs cloud-1, has fog-1"),
        (Demand("x", tiers=(Tier.EDGE, Tier.CLOUD)), "tier: needs edge or cloud, has fog"),
        (Demand("x", arch=("x86_64",)), "arch: needs x86_64, has arm64"),
        (Demand("x", os=("windows",)), "os: needs windows, has linux"),
        (
            Demand("x", conditions=(Condition("trust", "private", frozenset(), {"fog-1": "public"}),)),
            "trust: needs private, has public",
        ),
    ],
)
def test_a_host_of_the_wrong_kind_is_told_with_both_sides(demand: Demand, told: str) -> None:
    assert [str(f) for f in kind_failures(demand, FOG)] == [told]
    assert not suits(demand, FOG)


def test_a_host_of_a_right_kind_has_no_failures() -> None:
    demand = Demand("x", arch=("arm64", "x86_64"), tiers=(Tier.FOG,), os=("linux",), fixed_host="fog-1")
    assert kind_failures(demand, FOG) == ()
    assert suits(demand, FOG)


def test_the_fix_of_a_wrong_kind_is_a_change_of_the_model() -> None:
    wrong = Demand("x", tiers=(Tier.EDGE,), fixed_host="edge-1")
    assert [f.fix for f in kind_failures(wrong, FOG)] == ["let x be hosted on fog-1", "allow tier fog for x"]


def test_every_short_resource_is_told_with_what_is_free_and_offered() -> None:
    failed = capacity_failures("x", Resources(1.5, 512 * MIB, 1, 2), FOG, Resources(1, 256 * MIB, 1, 1))
    assert [str(f) for f in failed] == [
        "cpu: needs 1.5 cores, has 1 core free of 2 cores",
        "memory: needs 512 MiB, has 256 MiB free of 2 GiB",
        "gpus: needs 2 GPUs, has 1 GPUs free of 1 GPUs",
    ]
    assert failed[0].fix == "give fog-1 0.5 cores more cpu or let x require less"


def test_a_host_that_is_overfull_has_nothing_free() -> None:
    (failed,) = capacity_failures("x", Resources(cpu=1), FOG, Resources(cpu=-1))
    assert failed.available == "0 cores free of 2 cores"
    assert "2 cores more" in failed.fix


def test_amounts_are_named_as_in_models_and_shown_with_units() -> None:
    assert amounts(Resources(1, 2, 3, 4)) == {"cpu": 1, "memory": 2, "disk": 3, "gpus": 4}
    assert [show_amount(n, v) for n, v in amounts(Resources(0.5, 2**30, 2**31, 2)).items()] == [
        "0.5 cores",
        "1 GiB",
        "2 GiB",
        "2 GPUs",
    ]


def test_a_total_adds_every_entry() -> None:
    assert total([Resources(1, 2, 3, 4), Resources(1, 1, 1, 1)]) == Resources(2, 3, 4, 5)
    assert total([]) == Resources()


def test_own_capabilities_count_like_the_others() -> None:
    more = Resources(1, more={"licences": 2.0})
    assert total([more, Resources(1), more]) == Resources(3, more={"licences": 4.0})
    assert vector(more, ("cpu", "licences", "seats")) == [1, 2, 0]
    (failed,) = capacity_failures("x", more, FOG, Resources(2))
    assert str(failed) == "licences: needs 2, has 0 free of 0"
