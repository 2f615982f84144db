"""What the hosts in use cost."""

import dataclasses

from stratum.deployment.types import ComponentSpec
from stratum.runtime.operating.costs import HostCost, costs
from stratum.testing.components import make_spec

PRICES = {"edge": None, "fog": 0.1, "cloud": 0.5, "idle": 9.0}


def on(host: str, name: str) -> ComponentSpec:
    return dataclasses.replace(make_spec(name), host=host)


def test_a_host_counts_once_however_much_is_on_it() -> None:
    spent = costs(PRICES, [on("fog", "a"), on("fog", "b")], [on("fog", "a"), on("cloud", "b")])
    assert (spent.before, spent.after) == (0.1, 0.6)
    assert spent.hosts == (
        HostCost("fog", 0.1, ("a", "b"), ("a",)),
        HostCost("cloud", 0.5, (), ("b",)),
    )


def test_a_host_without_a_price_is_named_not_counted() -> None:
    spent = costs(PRICES, [], [on("edge", "a"), on("elsewhere", "b")])
    assert (spent.after, spent.unknown) == (0.0, ("edge", "elsewhere"))


def test_a_host_that_is_left_costs_nothing_any_more() -> None:
    spent = costs(PRICES, [on("cloud", "a")], [])
    assert (spent.before, spent.after, spent.unknown) == (0.5, 0.0, ())
