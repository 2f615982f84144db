"""How each kind of broker is read, one file a kind."""
