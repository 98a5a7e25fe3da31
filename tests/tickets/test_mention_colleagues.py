"""A colleague named behind an @ in an internal note is told, watches from then on, and can read it."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import Branch, User
from core.actors import Actor
from notifications.kinds import MessageState
from notifications.mail.compose import compose
from notifications.models import Message, StaffAlert
from notifications.services.delivery import deliver_due
from tests.conftest import make_staff
from tickets.entries import Entry
from tickets.models import Ticket
from tickets.selectors.mentions import mentionable, named_in
from tickets.selectors.related import watchers_of
from tickets.selectors.timeline import timeline
from tickets.services.conversation import write_note
from tickets.services.mentioning import MentionedCannotSee
from tickets.wording import sentence


@pytest.fixture
def act(ticket: Ticket, agent: User, now: datetime) -> dict[str, Any]:
    return {"actor": Actor.user(agent), "ticket_id": ticket.pk, "now": now}


def told(user: User) -> list[str]:
    return list(StaffAlert.objects.filter(user=user, kind="mentioned").values_list("kind", flat=True))


def test_who_is_mentioned_is_told_and_watches(
    act: dict[str, Any], ticket: Ticket, colleague: User, agent: User
) -> None:
    write_note(**act, text="@Ma Li, have a look.", mentions=[colleague.pk, agent.pk])
    entry = ticket.log.get(entry=Entry.NOTED)
    assert entry.payload["mentions"] == entry.payload["new_watchers"] == [colleague.pk]
    assert not entry.is_public
    assert (told(colleague), told(agent)) == (["mentioned"], [])
    assert watchers_of(ticket) == [colleague]
    (shown,) = timeline(ticket, audience="staff", numbers=[entry.number])
    assert sentence(shown, audience="staff") == "Chen Jie, internal note for Ma Li"
    assert shown.words == "@Ma Li, have a look."
    assert not Message.objects.filter(audience="customer", entry_number=entry.number).exists()


def test_the_owner_is_told_and_does_not_watch_what_is_his(
    act: dict[str, Any], ticket: Ticket, colleague: User, agent: User
) -> None:
    write_note(**act | {"actor": Actor.user(colleague)}, text="@Chen Jie?", mentions=[agent.pk])
    assert told(agent) == ["mentioned"]
    assert watchers_of(ticket) == []


def test_mentioned_twice_he_is_told_of_both_and_watches_once(
    act: dict[str, Any], ticket: Ticket, colleague: User
) -> None:
    for _time in range(2):
        write_note(**act, text="@Ma Li", mentions=[colleague.pk])
    assert told(colleague) == ["mentioned"] * 2
    assert watchers_of(ticket) == [colleague]


def test_who_may_not_see_it_is_refused_by_name_and_nothing_is_written(
    act: dict[str, Any], ticket: Ticket, colleague: User, other_agent: User
) -> None:
    before = ticket.last_number
    for pk in (other_agent.pk, 999_999):
        with pytest.raises(MentionedCannotSee) as refused:
            write_note(**act, text="@Pau Soler @Ma Li", mentions=[colleague.pk, pk])
    assert "999999 cannot see this request." in refused.value.text
    ticket.refresh_from_db()
    assert ticket.last_number == before
    assert told(colleague) + told(other_agent) == []
    assert watchers_of(ticket) == []


@pytest.mark.parametrize("mails", [1, 0])
def test_a_mail_comes_to_who_wants_it_and_leads_to_the_note(
    act: dict[str, Any], ticket: Ticket, colleague: User, now: datetime, mails: int
) -> None:
    User.objects.filter(pk=colleague.pk).update(has_mention_mails=bool(mails))
    write_note(**act, text="@Ma Li, have a look.", mentions=[colleague.pk])
    found = Message.objects.filter(user=colleague, kind="mentioned")
    assert (len(found), told(colleague)) == (mails, ["mentioned"])
    for message in found:
        body = str(compose(message, now=now).body)
        assert "Chen Jie mentions you" in body
        assert "@Ma Li, have a look." in body
        assert f"/desk/tickets/{ticket.number}/#entry-{ticket.pk}-{message.entry_number}" in body


@pytest.mark.parametrize("since", [{"is_active": False}, {"branch": None}])
def test_a_mail_held_back_overnight_does_not_reach_who_lost_sight_of_it(
    act: dict[str, Any], colleague: User, now: datetime, since: dict[str, Any]
) -> None:
    User.objects.filter(pk=colleague.pk).update(quiet_from=time(0), quiet_until=time(23, 59))
    write_note(**act, text="@Ma Li, have a look.", mentions=[colleague.pk])
    message = Message.objects.get(user=colleague, kind="mentioned")
    assert message.state == MessageState.QUEUED
    User.objects.filter(pk=colleague.pk).update(**since)
    later = now + timedelta(days=1)
    deliver_due(clock=lambda: later)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (MessageState.FAILED, "not_for_him_now")
    assert not any(colleague.email in sent.to for sent in mail.outbox)


@pytest.fixture
def chinese(branch: Branch) -> list[User]:
    """李伟, 李伟明, and another 李伟."""
    names = {"li.wei": "李伟", "weiming": "李伟明", "li.wei2": "李伟"}
    return [make_staff(login, "agent", branch, name=name) for login, name in names.items()]


def test_names_are_found_as_people_write_them(ticket: Ticket, chinese: list[User], colleague: User) -> None:
    first, longer, namesake = (person.pk for person in chinese)
    assert named_in("请@李伟明看一下") == [longer]
    assert named_in("请@李伟看一下") == [first, namesake]
    assert named_in("请@李伟看一下", chosen=[namesake, longer]) == [namesake]
    assert named_in("@ma li: please; not x@李伟明") == [colleague.pk]
    assert named_in("@Ma Lin is nobody, @ neither") == []
    assert named_in("mail me at ma@li.example") == []


def test_those_are_offered_who_may_see_it(
    ticket: Ticket, chinese: list[User], agent: User, colleague: User, other_agent: User
) -> None:
    def offered(words: str) -> list[User]:
        return mentionable(ticket, actor=Actor.user(agent), words=words)

    assert {*offered("")} >= {colleague, *chinese}
    assert not {agent, other_agent} & {*offered("")}
    assert offered("伟明") == [chinese[1]]
    assert offered("li.wei") == [chinese[0], chinese[2]]
    assert offered("ma l") == [colleague]
    assert offered("\0") == offered("")
