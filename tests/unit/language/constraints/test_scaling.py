from collections.abc import Callable

from stratum.core.findings import Finding

Checker = Callable[..., list[Finding]]

SITE = """\
stratum: 1
kind: Infrastructure
name: site
hosts:
  gpu-1: {type: CloudMachine, cpu: 8, memory: 64 GiB, gpus: 4, gpuMemory: 24 GiB}
"""
SCORER = """\
scorer:
  type: ModelService
  model: risk
  hostedOn: gpu-1
  requires: {cpu: 1, gpus: %d, gpuMemory: 16 GiB}
  scaling: {policy: hpa, minimum: 1, maximum: 4}
"""


def test_replicas_take_gpus_each_and_share_what_a_gpu_is(app: Checker) -> None:
    assert app(SCORER % 1, site=SITE) == []
    findings = app(SCORER % 2, site=SITE)
    assert [(f.code, f.message) for f in findings] == [
        ("scaling-room", "4 replicas of scorer would need gpus 8; gpu-1 has 4")
    ]
