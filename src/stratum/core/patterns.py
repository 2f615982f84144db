"""Patterns over names: ``*`` stands for any text, everything else for itself."""


def matches(pattern: str, text: str) -> bool:
    """Whether all of ``text`` has the form of ``pattern``; upper and lower case differ.

    Args:
        pattern: Such as ``component.*`` or ``/lifecycle/*``. An empty one matches only an empty text.
        text: What is looked at.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *inner, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for part in inner:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True
