"""The shipped test kit: contract suites and named fakes of the ports. Imported by tests only."""
