"""Pure steps of preparation: ``rows`` for training and serving (numpy only), ``tables`` for Arrow tables.

Read ``rows`` first: the model server runs it for every request.
"""
