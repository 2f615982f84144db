"""Images: what a container of a component holds, made from the running installation without a registry.

What lives here: roles of images, the files of the interpreter, of distributions and of libraries, layers and
archives as the Engine loads them, the same as readable Dockerfiles. What must not: talking to an engine.
Read ``roles`` first, then ``build``.
"""
