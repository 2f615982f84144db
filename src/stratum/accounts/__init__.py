"""People, roles, tokens, sessions and invitations: who may ask for what, and who did.

What must not live here: knowledge of the web server, of the language and of git.
Read ``types`` and ``logic/permissions`` first, then ``service``.
"""
