"""Comments on elements and documents: threads, answers, mentions, and who has seen them.

What must not live here: knowledge of the language, of accounts and of the web server.
Read ``types`` first, then ``service``.
"""
