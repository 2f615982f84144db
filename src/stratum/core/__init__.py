"""The shared vocabulary: values without behaviour that all capabilities speak.

What lives here: identifiers, quantities, topology, findings, errors, events, samples, bundle manifests.
What must not: input and output, clocks, chance, anything outside the standard library.
Read ``findings`` and ``topology`` first.
"""
