"""Serving: one data plane over ONNX Runtime, thin skins over it.

What lives here: loading bundles, decoding requests, validation, inference, metrics of models.
What must not: scikit-learn or any training library, web frameworks on the hot path.
Read ``service`` first.
"""
