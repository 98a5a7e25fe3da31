"""The vocabulary every face shares: errors with codes, policies that deny by default."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.chain import GENESIS, canonical, fingerprint, link
from core.errors import Conflict, NotAllowed
from core.moments import from_text, to_second, to_text
from core.policies import Policy
from core.worktime import add, between

NOON = datetime(2026, 11, 24, 4, 20, 30, 999_999, tzinfo=UTC)


class TooEarly(Conflict):
    code = "too_early"
    message = _("Possible from {earliest} on, {name}.")


def test_an_error_speaks_in_the_readers_zone() -> None:
    with translation.override("en"), timezone.override(ZoneInfo("Asia/Shanghai")):
        text = TooEarly(earliest=NOON, name="Wang Min").text
    assert "12:20" in text
    assert "Wang Min" in text


def test_a_policy_denies_by_name_and_an_unknown_permission_is_a_mistake() -> None:
    policy: Policy[str] = Policy({"open": lambda actor, door: actor.name == door})
    policy.require(Actor.system("north"), "open", "north")
    with pytest.raises(NotAllowed) as refusal:
        policy.require(Actor.system("south"), "open", "north")
    assert refusal.value.data == {"permission": "open"}
    with pytest.raises(LookupError):
        policy.allows(Actor.system("north"), "paint", "north")


def test_instants_are_whole_seconds_of_utc() -> None:
    local = NOON.astimezone(ZoneInfo("Asia/Shanghai"))
    assert to_second(local) == datetime(2026, 11, 24, 4, 20, 30, tzinfo=UTC)
    assert from_text(to_text(local)) == to_second(NOON)
    with pytest.raises(ValueError, match="time zone"):
        to_second(NOON.replace(tzinfo=None))


def test_elapsed_time_adds_and_subtracts() -> None:
    assert add(NOON, 90) == NOON + timedelta(seconds=90)
    assert add(NOON, -90) == NOON - timedelta(seconds=90)
    assert between(NOON, NOON + timedelta(hours=2)) == 7200
    with pytest.raises(ValueError, match="before the start"):
        between(NOON, NOON - timedelta(seconds=1))


def test_the_chain_depends_on_key_order_of_links_and_every_fact() -> None:
    assert canonical({"b": 1, "a": "中"}) == canonical({"a": "中", "b": 1})
    first = link(b"key", GENESIS, {"n": 1})
    assert link(b"key", first, {"n": 2}) != link(b"key", GENESIS, {"n": 2})
    assert link(b"other", GENESIS, {"n": 1}) != first
    assert fingerprint("words", "salt") != fingerprint("words", "pepper")
