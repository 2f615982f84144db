"""Laws of requirements as arrays: the same hosts as one comparison at a time finds."""

import functools

from hypothesis import given, settings
from hypothesis import strategies as st

from stratum.language.check import read_files
from stratum.language.constraints.build import build
from stratum.language.constraints.context import Typed
from stratum.language.constraints.fit import Load, unmet
from stratum.language.constraints.matching import Choice, choices
from stratum.language.library import library

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  c: {type: EdgeGateway, cpu: 1, memory: 512 MiB}
  b: {type: FogServer, cpu: 2, memory: 2 GiB, arch: arm64, gpus: 2, kernel: [cgroup-v2]}
  d: {type: CloudMachine, cpu: 4, memory: 8 GiB, disk: 100 GB, software: {docker: "24.1"}}
  a: {type: FogServer, cpu: 2, memory: 2 GiB, zone: z1}
  f: {type: CloudMachine, cpu: 9, memory: 1 GiB, gpus: 1}
  e: {type: CloudMachine, cpu: 3, memory: 64 GiB, disk: 2 TB, kernel: [bpf], zone: z1}
"""
NEEDS = {
    "cpu": st.sampled_from([0, 0.3, 1, 2, 3.5, 9]),
    "memory": st.sampled_from([0, 2**20, 2**29, 2**31, 2**40]),
    "disk": st.sampled_from([0, 10**10, 10**12]),
    "arch": st.sampled_from([("arm64",), ("x86_64",), ("arm64", "x86_64")]),
    "kernel": st.sampled_from([("cgroup-v2",), ("bpf",)]),
    "software": st.sampled_from([{"docker": ">=24"}, {"docker": "<20", "nginx": ""}]),
    "where": st.sampled_from(["host.cpu > 1.0", "host.zone == 'z1'"]),
    "licences": st.just(1),
}
WANTED = st.lists(st.fixed_dictionaries({}, optional=NEEDS), max_size=8)
TAKEN = st.fixed_dictionaries({
    name: st.fixed_dictionaries({}, optional={"cpu": st.sampled_from([0.5, 1.0])}) for name in "abcdef"
})


@functools.cache
def hosts() -> dict[str, Typed]:
    model = read_files({"site.yaml": SITE}, library()).model
    return dict(build(model, library()).spaces["site.yaml"].elements)


def one_by_one(state: Load, needs: dict[str, object]) -> Choice:
    lacking = [(host, unmet(host, needs, state.taken[name])) for name, host in state.hosts.items()]
    first = next((host for host, lacks in lacking if not lacks), None)
    if first is not None:
        return Choice(first)
    lacking.sort(key=lambda pair: (len(pair[1]), round(sum(u.short for u in pair[1]), 9), pair[0].name))
    return Choice(None, tuple(host for host, _ in lacking[:3]))


@settings(deadline=None)
@given(WANTED, TAKEN)
def test_arrays_find_what_single_comparisons_find(
    wanted: list[dict[str, object]], taken: dict[str, dict[str, float]]
) -> None:
    state = Load(hosts(), taken)
    assert choices(state, wanted) == [one_by_one(state, needs) for needs in wanted]


def test_without_hosts_there_is_no_choice() -> None:
    assert choices(Load({}, {}), [{"cpu": 1}]) == []
