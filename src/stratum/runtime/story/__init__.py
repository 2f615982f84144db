"""The run of an application as a story: load, replicas, accuracy, drift, cycles and decisions in one answer.

What lives here: pure functions from events, readings and the registry to JSON data.
What must not: reading any of them; ``runtime.platform`` does. Read ``tell`` first.
"""
