"""Decisions about accounts as plain functions: no clock, no chance, no files."""
