"""Data: where rows come from and how they are prepared, for training and serving alike.

What lives here: sources (one file each, found by entry point), steps of preparation, cached tables.
What must not: models, HTTP. ``logic.rows`` is imported by the model server and knows numpy only.
Read ``types`` first.
"""
