"""Decisions about comments as plain functions."""
