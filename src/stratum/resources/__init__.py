"""The resource manager: gauge, decide, arbitrate; and the simulator that runs the same policies on traces.

What lives here: policies (pure plug-ins), one arbiter, the simulator.
What must not: measuring and acting; ``runtime`` joins them. Read ``types`` first.
"""
