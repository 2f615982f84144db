"""Large models for the benchmarks of the language: generated texts and what other programs make of them."""
