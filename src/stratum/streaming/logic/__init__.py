"""Decisions of the streaming programs as pure functions over values.

What lives here: message formats, names, broker configuration, tensors of a batch, the order and pace of
a replay, SQL, figures. What must not: input and output, clocks. Read ``messages`` first.
"""
