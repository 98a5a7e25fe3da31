"""The arithmetic of a tamper-evident chain: canonical bytes, HMAC links, salted hashes of erasable text.

Pure; the key is passed in and never lies in the database (semantics, section 7).
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

GENESIS = ""


def canonical(facts: Mapping[str, Any]) -> bytes:
    """One byte string for one set of facts, whatever the order of keys."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def link(key: bytes, previous: str, facts: Mapping[str, Any]) -> str:
    """The hex digest that binds `facts` to the `previous` digest (`GENESIS` for the first)."""
    return hmac.new(key, previous.encode() + b"\n" + canonical(facts), hashlib.sha256).hexdigest()


def fingerprint(text: str, salt: str) -> str:
    """A salted hash of personal text: the chain keeps this, so the text itself can be erased."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
