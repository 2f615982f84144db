"""Docker Compose: ``project`` writes the file, ``service`` what it says of each workload."""
