"""Every runtime keeps the contract of its port."""

from stratum.serving.ports import Runtime
from stratum.serving.runtimes.onnx import OnnxRuntime
from stratum.testing.contracts.runtime import RuntimeContract


class TestOnnxRuntime(RuntimeContract):
    def make(self) -> Runtime:
        return OnnxRuntime()
