"""The tables of the comments."""

from typing import Final

from stratum.effects.sqlite import Schema

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS threads (
  id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL, element TEXT NOT NULL, before TEXT NOT NULL,
  resolved TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS remarks (
  number INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER NOT NULL REFERENCES threads,
  author TEXT NOT NULL, time REAL NOT NULL, edited REAL NOT NULL, text TEXT NOT NULL, deleted INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS remarks_of_threads ON remarks (thread);
CREATE TABLE IF NOT EXISTS mentions (
  person TEXT NOT NULL, remark INTEGER NOT NULL REFERENCES remarks, PRIMARY KEY (person, remark)
) STRICT;
CREATE TABLE IF NOT EXISTS seen (person TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
"""
SCHEMA: Final = Schema("the comments", 1, _TABLES)
