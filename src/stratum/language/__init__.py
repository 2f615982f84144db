"""The modelling language: documents as an immutable tree, the metamodel, the checks.

PURE: text comes in, trees and findings go out. What must not live here: files, clocks, engines.
Read ``tree`` first, then ``metamodel``, then ``check``.
"""
