"""Events: the journal that everybody writes to, and what follows from what is written there.

What lives here: the journal's file, the bus that hands events to handlers, rules and their actions.
What must not: knowledge of any capability; actions are plug-ins that ``runtime`` wires.
Read ``stratum.core.journal`` first, then ``journal``.
"""
