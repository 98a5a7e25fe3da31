"""Ticket numbers: short enough for the phone, not guessable, not telling how many there are."""

import secrets
from datetime import datetime

# Crockford's alphabet: no I, L, O, U, so that nobody reads one for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_number(now: datetime) -> str:
    """A random number such as `SR-26-K7M4Q2X`; 34 bits, the unique constraint settles the rest."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"SR-{now:%y}-{tail}"


def clean_number(typed: str) -> str:
    """What somebody typed or read aloud, as a number would be written."""
    text = typed.replace("\0", "").strip().upper().replace(" ", "")
    head, _dash, tail = text.rpartition("-")
    return f"{head}-{tail.translate(LOOKALIKES)}" if head else text
