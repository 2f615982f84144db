"""Importers: models of other tools as documents of this language, with a report of what was not understood.

Pure: text in, texts out. Nothing is guessed silently: what had to be assumed is a remark too.
"""
