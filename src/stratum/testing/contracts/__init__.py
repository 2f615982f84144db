"""Contract suites: what each port promises, as tests that every implementation has to pass.

Subclass the suite in a test module and fill in its factory methods. What must not live here: tests of one
implementation alone.
"""
