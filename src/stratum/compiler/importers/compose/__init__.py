"""Docker Compose files: a component for each service, on one machine.

``reading`` understands a service, ``secrecy`` what must not be copied, ``known`` finds the type that has its
image, ``body`` writes the component. Read ``project`` first.
"""
