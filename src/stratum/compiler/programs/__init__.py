"""One module per program: what a component of the model tells the program that runs it.

What must not live here: how programs are started, see ``deployment``. Read ``context`` first.
"""
