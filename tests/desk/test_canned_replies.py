"""Words written again and again: kept by leads in both languages, filled in for the ticket at hand."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client

from accounts.models import Branch, Customer, User
from core.actors import Actor
from core.errors import NotAllowed
from tests.desk.conftest import SignIn
from tests.races import together
from tickets.canned import filled
from tickets.models import CannedReply, Ticket
from tickets.services.canned import ReplyWish, remove_reply, save_reply

NEW = "/desk/canned/new/"
TEXTS = {"en": "Dear {customer}, about {number}: we are on our way. {agent}", "zh-hans": "{customer}，您好！"}
HTMX = {"HX-Request": "true"}
Keep = Callable[..., CannedReply]


@pytest.fixture
def leads(sign_in: SignIn, lead: User) -> Client:
    return sign_in(lead)


@pytest.fixture
def keep(lead: User, branch: Branch, now: datetime) -> Keep:
    """`keep("On the way")`: the lead keeps a reply for the branch."""

    def kept(name: str, person: User = lead, branch: Branch | None = branch, **texts: str) -> CannedReply:
        wish = ReplyWish(name, branch.pk if branch else None, texts or TEXTS)
        return save_reply(actor=Actor.user(person), reply_id=None, wish=wish, seen=0, now=now)

    return kept


def offers(browser: Client, page: str, words: str = "") -> list[tuple[str, str]]:
    answer = browser.get(f"{page}canned/", {"words": words}, headers=HTMX)
    return [(offer.name, offer.text) for offer in answer.context["offers"]]


def test_a_lead_keeps_one_and_an_agent_writes_it(
    leads: Client, desk: Client, branch: Branch, ticket: Ticket, page: str, agent: User
) -> None:
    data = {"name": " On the  way", "branch": branch.pk, "seen": "0", "text_en": TEXTS["en"]}
    assert "Canned reply saved" in leads.post(NEW, data, follow=True).content.decode()
    name = ticket.customer.name
    text = f"Dear {name}, about {ticket.number}: we are on our way. {agent.name}"
    assert offers(desk, page) == [("On the way", text)]
    reply = CannedReply.objects.get()
    link = f"?tab=reply&amp;canned={reply.pk}#editor"
    assert link in desk.get(f"{page}canned/").content.decode()
    assert desk.get(f"{page}?tab=reply&canned={reply.pk}").context["editor"].form["text"].value() == text


def test_the_words_are_in_the_customers_language_where_there_are_any(
    keep: Keep, desk: Client, ticket: Ticket, page: str
) -> None:
    keep("Both")
    keep("English only", en="Good day")
    Customer.objects.filter(pk=ticket.customer_id).update(language="zh-hans")
    assert offers(desk, page) == [("Both", f"{ticket.customer.name}，您好！"), ("English only", "Good day")]
    assert offers(desk, page, "您好") == [("Both", f"{ticket.customer.name}，您好！")]
    assert offers(desk, page, "nothing like it") == []


def test_what_a_customer_is_called_is_never_filled_in_itself() -> None:
    assert filled("{customer} {number} {x}", {"customer": "{number}", "number": "7"}) == "{number} 7 {x}"


def test_each_branch_has_its_own_and_those_of_the_house(
    keep: Keep, sign_in: SignIn, manager: User, other_agent: User, desk: Client, page: str
) -> None:
    keep("Ours", en="Ours")
    keep("Everybody's", manager, None, en="Everybody's")
    assert [name for name, _text in offers(desk, page)] == ["Everybody's", "Ours"]
    assert sign_in(other_agent).get(f"{page}canned/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Enter a name"),
        ({"text_en": " "}, "Write the reply in at least one language."),
        ({"text_en": "Dear {costumer}"}, "{costumer} is not filled in."),
        ({"name": "Taken"}, "There is a canned reply of this name already."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    leads: Client, keep: Keep, branch: Branch, changes: dict[str, str], said: str
) -> None:
    keep("Taken")
    data = {"name": "New", "branch": branch.pk, "seen": "0", "text_en": "Good day"} | changes
    answer = leads.post(NEW, data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert CannedReply.objects.count() == 1


def test_it_is_changed_and_deleted_and_an_old_page_is_told_so(
    leads: Client, keep: Keep, branch: Branch
) -> None:
    reply = keep("On the way")
    place = f"/desk/canned/{reply.pk}/"
    data: dict[str, Any] = {"name": "Coming", "branch": branch.pk, "text_en": "We come.", "seen": "1"}
    assert leads.post(place, data).status_code == 302
    old = leads.post(place, data | {"name": "Too late"})
    assert old.status_code == 409
    assert "Somebody else changed this reply meanwhile." in old.content.decode()
    reply.refresh_from_db()
    assert (reply.name, reply.texts, reply.version) == ("Coming", {"en": "We come."}, 2)
    assert "Coming" in leads.get("/desk/canned/").content.decode()
    leads.post(f"{place}remove/")
    assert not CannedReply.objects.exists()


def test_a_lead_keeps_none_for_others_and_agents_none_at_all(
    keep: Keep, leads: Client, agent: User, lead: User, manager: User, other_branch: Branch, now: datetime
) -> None:
    house = keep("Everybody's", manager, None)
    for person, branch in ((agent, lead.branch), (lead, None), (lead, other_branch)):
        with pytest.raises(NotAllowed):
            keep("New", person, branch)
    assert leads.get(f"/desk/canned/{house.pk}/").status_code == 404
    assert leads.post(f"/desk/canned/{house.pk}/remove/").status_code == 404
    assert CannedReply.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.external
def test_of_two_leads_at_once_one_is_told(keep: Keep, lead: User, branch: Branch, now: datetime) -> None:
    assert together([partial(keep, "One")] * 2) == ["canned_reply_name_taken", "done"]
    reply = CannedReply.objects.get()
    wishes = [ReplyWish("One", branch.pk, {"en": words}) for words in ("This", "That")]
    save = partial(save_reply, actor=Actor.user(lead), reply_id=reply.pk, seen=1, now=now)
    assert together([partial(save, wish=wish) for wish in wishes]) == ["canned_reply_has_changed", "done"]
    remove_reply(actor=Actor.user(lead), reply_id=reply.pk)
