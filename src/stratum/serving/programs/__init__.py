"""What stands in front of the model servers of a service: its gateway, and who holds requests meanwhile.

What must not live here: models, or anything that a request to a model that is awake runs through in Python.
"""
