"""Valid models and ways to break them, each with the code and the element that a check has to name."""
