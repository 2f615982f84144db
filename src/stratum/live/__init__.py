"""Live editing: one shared document of a workspace's texts, a journal, undo for each person, presence.

What must not live here: knowledge of the language, of git and of the web server; the ports ask for them.
Read ``types`` and ``ports`` first, then ``room``, then ``service``.
"""
