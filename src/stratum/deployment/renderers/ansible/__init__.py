"""Ansible: an inventory, a playbook and a role for each workload.

Everything is built as data and serialised: ``tagged`` writes YAML in which no value of a model is a template,
``secrets`` names where secrets are looked up, ``hosts`` writes the inventory, ``roles`` the tasks. Read
``playbook`` first.
"""
