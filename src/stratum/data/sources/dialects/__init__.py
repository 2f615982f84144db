"""How each kind of database is asked, one file a kind."""
