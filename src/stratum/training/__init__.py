"""Training: candidates fitted in parallel, evaluated, the best one exported as a bundle.

What lives here: frameworks, executors, evaluation, renderers of report and notebook.
What must not: the modelling language (a ``PipelineSpec`` arrives ready), serving.
Read ``types`` first.
"""
