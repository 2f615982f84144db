"""Which elements there are after a merge, what they are called, and where they stand."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from stratum.language.merging.conflicts import Choices, Side, conflict, conflict_id
from stratum.language.merging.facts import MISSING, Named, is_same
from stratum.language.merging.shown import element_text, place_text
from stratum.language.merging.sides import Place, Trio, View

News = Mapping[Side, Mapping[Named, str]]
"""What each side names that the base does not name there, with what names it."""


@dataclasses.dataclass
class Structure:
    """The elements of a merged document, while it is worked out.

    Attributes:
        trio: The document in its three states.
        choices: Whose state counts in a conflict.
        gone: Identities of what is in one of the sides, and not in the result.
        ruled: Whose state of what names an element counts, where it was lost to one side.
        whole: Of which side an element is taken as it is.
        names: What each element is called.
        places: Where each element stands.
    """

    trio: Trio
    choices: Choices
    gone: set[str] = dataclasses.field(default_factory=set)
    ruled: dict[str, Side] = dataclasses.field(default_factory=dict)
    whole: dict[str, Side] = dataclasses.field(default_factory=dict)
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    places: dict[str, Place] = dataclasses.field(default_factory=dict)

    def view(self, side: Side) -> View:
        """The document of one side."""
        return self.trio.ours if side is Side.OURS else self.trio.theirs

    def shared(self, key: str) -> bool:
        """Whether both sides have an element."""
        return key in self.trio.ours and key in self.trio.theirs

    def owner(self, key: str) -> Side:
        """The side that has an element; ours where both have it."""
        return Side.OURS if key in self.trio.ours else Side.THEIRS

    @property
    def keys(self) -> list[str]:
        """Identities of all elements of the result."""
        every = dict.fromkeys((*self.trio.ours.elements, *self.trio.theirs.elements))
        return [key for key in every if key not in self.gone]

    def called(self, key: str) -> str:
        """The name of an element in what is told: the first that it had."""
        return next(view.name(key) for view in self.trio.views if key in view)

    def ask(self, key: str, what: str, told: Callable[[View, str], str], why: str) -> Side:
        """Whose state of an element counts."""
        base, ours, theirs = (told(view, key) if key in view else "" for view in self.trio.views)
        found = conflict_id(self.trio.file, key, what)
        subject = (self.trio.file, self.called(key), what)
        return self.choices.side(conflict(found, subject, (base, ours, theirs), why))


def structured(trio: Trio, choices: Choices, news: News) -> Structure:
    """Work out the elements of a merged document.

    Args:
        trio: The document in its three states.
        choices: Whose state counts in a conflict.
        news: What the sides newly name.
    """
    found = Structure(trio, choices)
    for side in Side:
        _lost(found, side, news[side.other])
    _twice(found)
    _name(found)
    _collide(found)
    _place(found)
    _unwind(found)
    return found


def _lost(found: Structure, by: Side, named: Mapping[Named, str]) -> None:
    """What one side removed: it goes, unless the other side changed it, or names it now."""
    base, left, kept = found.trio.base, found.view(by), found.view(by.other)
    lost = {key for key in base.elements if key not in left and key in kept}
    for top in [key for key in base.elements if key in lost and kept.parent(key) not in lost]:
        members = kept.subtree(top)
        why = _why_kept(found, by, top, members, named)
        side = found.ask(top, "element", element_text, why) if why else by
        out = [key for key in members if key not in left]
        if side is by:
            found.gone.update(out)
        if why:
            found.ruled.update(dict.fromkeys(out, side))


def _why_kept(
    found: Structure, by: Side, top: str, members: Iterable[str], named: Mapping[Named, str]
) -> str:
    """Why an element cannot simply go with all that is in it; empty where it can."""
    base, kept = found.trio.base, found.view(by.other)
    who = ("we", "they") if by is Side.OURS else ("they", "we")
    gone = f"{who[0]} removed {found.called(top)}, and {who[1]}"
    for key in members:
        if not kept.is_same(key, base):
            how = "changed" if key in base else "added"
            return f"{gone} {how} {kept.name(key)}" + ("" if key == top else f" in {kept.name(top)}")
        user = named.get(Named(found.trio.file, key))
        if user is not None:
            return f"{gone} let {user} name {kept.name(key)}"
    return ""


def _twice(found: Structure) -> None:
    """What both sides added under one identity, in different ways."""
    base, ours, theirs = found.trio.views
    for key in [key for key in ours.elements if key in theirs and key not in base]:
        if key in found.gone or ours.is_same(key, theirs):
            continue
        why = f"both added an element {ours.name(key)}, and not the same"
        side = found.ask(key, "element", element_text, why)
        found.whole[key] = side
        chosen = found.view(side)
        found.gone.update(k for k in found.view(side.other).subtree(key) if k not in chosen and k not in base)


def _name(found: Structure) -> None:
    base, ours, theirs = found.trio.views
    for key in found.keys:
        if not found.shared(key) or key in found.whole:
            found.names[key] = found.view(found.whole.get(key, found.owner(key))).name(key)
            continue
        was, mine, other = (view.name(key) if key in view else "" for view in (base, ours, theirs))
        name = other if mine == was else mine
        if mine != other and was not in {mine, other}:
            why = f"we renamed {was} to {mine}, and they to {other}"
            side = found.ask(key, "name", View.name, why)
            name = mine if side is Side.OURS else other
        found.names[key] = name


def _collide(found: Structure) -> None:
    """Elements that got the same name, one from each side: the one of the other side steps back."""
    for name, keys in _by_name(found).items():
        if len(keys) < 2:
            continue
        one = next((k for k in keys if k in found.trio.ours and found.trio.ours.name(k) == name), keys[0])
        other = next(key for key in keys if key != one)
        why = f"two elements are called {name} now: one of ours and one of theirs"
        texts = ("", element_text(found.view(found.owner(one)), one), _their_text(found, other))
        subject = (found.trio.file, name, "name")
        told = conflict(conflict_id(found.trio.file, name, "same-name"), subject, texts, why)
        side = found.choices.side(told)
        _step_back(found, other if side is Side.OURS else one, side)
    _tell_apart(found)


def _their_text(found: Structure, key: str) -> str:
    return element_text(found.trio.theirs if key in found.trio.theirs else found.trio.ours, key)


def _by_name(found: Structure) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for key in found.keys:
        names.setdefault(found.names[key], []).append(key)
    return names


def _step_back(found: Structure, key: str, side: Side) -> None:
    """An element takes its former name again; a new one is left out with what is new in it."""
    base = found.trio.base
    if key in base:
        found.names[key] = base.name(key)
        return
    chosen = found.view(side)
    members = found.view(side.other).subtree(key) if key in found.view(side.other) else [key]
    found.gone.update(k for k in members if k not in chosen and k not in base)
    found.gone.add(key)


def _tell_apart(found: Structure) -> None:
    """Other names for elements that still share theirs, since several names were chosen."""
    taken = {found.names[key] for key in found.keys}
    for name, keys in _by_name(found).items():
        for key in keys[1:]:
            free = next(n for count in range(2, len(taken) + 3) if (n := f"{name}-{count}") not in taken)
            taken.add(free)
            found.names[key] = free
            message = f"an element that would be called {name} as well is called {free}"
            found.choices.note(found.trio.file, free, message, "rename one of the two")


def _place(found: Structure) -> None:
    base, ours, theirs = found.trio.views
    for key in found.keys:
        if not found.shared(key) or key in found.whole:
            found.places[key] = found.view(found.whole.get(key, found.owner(key))).place(key)
            continue
        was, mine, other = (view.place(key) if key in view else MISSING for view in (base, ours, theirs))
        place = other if is_same(mine, was) else mine
        if not is_same(mine, other) and was not in {mine, other}:
            why = f"both moved {found.called(key)}, to different places"
            side = found.ask(key, "place", place_text, why)
            place = mine if side is Side.OURS else other
        found.places[key] = place if place is not MISSING else ours.place(key)
    _hold(found)


def _hold(found: Structure) -> None:
    """Elements whose container is gone stand where another state has them, else in their section."""
    there = set(found.keys)
    for key in found.keys:
        if not found.places[key][1] or found.places[key][1] in there:
            continue
        known = [view.place(key) for view in found.trio.views[::-1] if key in view]
        section = next(view.elements[key].section for view in found.trio.views if key in view)
        found.places[key] = next((p for p in known if not p[1] or p[1] in there), (section, ""))
        name = found.names[key]
        message = f"what was to contain {name} is gone; it stands in {_place_said(found, key)}"
        found.choices.note(found.trio.file, name, message, "move it, or remove it")


def _place_said(found: Structure, key: str) -> str:
    """Where an element stands in the result."""
    section, parent = found.places[key]
    return section or found.names[parent]


def _unwind(found: Structure) -> None:
    """Elements that would contain each other, since each side moved one of them into another."""
    settled: set[str] = set()
    while ring := _ring(found.places):
        first = min(ring)
        names = " and ".join(sorted(found.called(key) for key in ring))
        why = f"each of {names} would contain the other: we moved one of them, and they another"
        side = found.ask(first, "place", place_text, why)
        if settled.issuperset(ring):
            side = Side.OURS
        settled.update(ring)
        for key in ring:
            view = found.view(side) if key in found.view(side) else found.view(side.other)
            found.places[key] = view.place(key)
        if set(_ring(found.places)) == set(ring):
            found.places[first] = (found.view(found.owner(first)).elements[first].section, "")


def _ring(places: Mapping[str, Place]) -> list[str]:
    """Elements that contain each other; none where all stand in a section in the end."""
    safe: set[str] = set()
    for begin in places:
        key, seen = begin, dict[str, None]()
        while key and key not in safe and key not in seen:
            seen[key] = None
            key = places[key][1]
        if key and key not in safe:
            trail = list(seen)
            return trail[trail.index(key) :]
        safe.update(seen)
    return []


def ordered(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], kept: Collection[str]
) -> list[str]:
    """The elements of one place in their order: that of the side that changed it, ours where both did.

    What only the other side has stands behind what it stands behind there.
    """
    mine, other = ([key for key in keys if key in kept] for keys in (ours, theirs))
    known, have = set(base), set(mine)
    is_moved = [key for key in mine if key in known] != [key for key in base if key in have]
    lead, follow = (mine, other) if is_moved else (other, mine)
    told = set(lead)
    behind: dict[str, list[str]] = {}
    for before, key in zip(["", *follow], follow, strict=False):
        if key not in told:
            behind.setdefault(before, []).append(key)
    found: list[str] = []
    waiting = [*reversed(lead), ""]
    while waiting:
        key = waiting.pop()
        found += [key] if key else []
        waiting += reversed(behind.pop(key, []))
    return [*found, *(key for key in kept if key not in told and key not in set(follow))]
