"""Colleagues named behind an @ in an internal note."""

import re
from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from accounts.models import User
from core.actors import Actor
from tickets.models import Ticket
from tickets.selectors.related import possible_watchers

MOST_OFFERED = 8
# Not the @ of a mail address, and no name that only begins another; after a Chinese name the text goes on.
AT = "(?<![a-z0-9._%+-])@({names})"
NO_LETTER = "(?![a-z0-9\u00c0-\u024f])"


def mentionable(ticket: Ticket, *, actor: Actor, words: str) -> list[User]:
    """Those of `actor`'s colleagues who may see the ticket and whose name or address `words` say."""
    sought = words.replace("\0", "").strip()
    said = Q(name__icontains=sought) | Q(email__istartswith=sought)
    return list(possible_watchers(ticket).filter(said).exclude(pk=actor.pk or 0)[:MOST_OFFERED])


def named_in(text: str, *, chosen: Collection[int] = ()) -> list[int]:
    """The staff whose names stand behind an @, whether they may see anything or not; one query.

    Of namesakes only the `chosen`, if any of them is.
    """
    if "@" not in text:
        return []
    said = User.objects.annotate(said=Value(text)).filter(said__icontains=Concat(Value("@"), F("name")))
    by_name: dict[str, list[int]] = defaultdict(list)
    for pk, name in said.filter(is_active=True).exclude(name="").values_list("pk", "name"):
        by_name[name.casefold()].append(pk)
    named = {pk for name in _names(text, by_name) for pk in by_name[name]}
    namesakes = {pk for same in by_name.values() if set(same) & set(chosen) for pk in same}
    return sorted(named - namesakes | named & set(chosen))


def _names(text: str, known: Collection[str]) -> set[str]:
    """The longest name at each @."""
    longest_first = sorted(known, key=len, reverse=True)
    names = "|".join(re.escape(name) + (NO_LETTER if name[-1].isascii() else "") for name in longest_first)
    found = re.findall(AT.format(names=names), text, re.IGNORECASE) if names else []
    return {name.casefold() for name in found}
