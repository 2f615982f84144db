"""Streaming: the programs that move events between broker, model and database.

What lives here: replay publisher, stream processor, database writer, board, and the set-up of broker
and database.
Each program is a component of its own and gets all it needs from one specification file.
What must not: supervision, the modelling language.
"""
