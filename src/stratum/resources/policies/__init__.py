"""Policies of the resource manager, each found by entry point. Pure: a situation goes in, a wish comes out."""
