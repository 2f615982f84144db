"""The programs of the lifecycle: the monitor of a model. Read ``monitor`` first."""
