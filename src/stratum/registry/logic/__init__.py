"""Pure parts of the registry: references to versions, changes of stage, bundles against their manifest."""
