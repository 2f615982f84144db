"""The pure rules of keeping a model well: what is counted, what is decided.

What must not live here: asking the clock, a broker or a model. Read ``monitor`` first.
"""
