from stratum.python.workspace import Workspace as Workspace

__version__: str
__all__ = ["Workspace", "__version__"]
