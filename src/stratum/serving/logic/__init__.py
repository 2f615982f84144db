"""The pure half of serving: protocols, validation, metrics and documents, from bytes and values to the same.

What must not live here: sockets, files, clocks, sessions. Read ``signature`` and ``oip`` first.
"""
