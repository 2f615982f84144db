"""Terraform: machines and services of clouds, and a firewall that opens what is wired, as ``*.tf.json``.

Everything is built as data and serialised: ``expressions`` keeps texts of a model from being templates,
``openings`` says who may connect to what, one module a cloud writes its resources. Read ``configuration``
first.
"""
