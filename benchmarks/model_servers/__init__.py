"""The parts of ``benchmarks/serving.py``: the model, the servers it is compared with, and the load."""
