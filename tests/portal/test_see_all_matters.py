"""All requests of one address, by a link that is mailed to it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Branch, Customer, EntryLink, User
from accounts.services.customers import CustomerFacts
from accounts.services.entry_links import ask_for_entry, enter, entry_token, forget_entry_links
from core.actors import Actor
from core.errors import NotFound
from notifications.mail.failures import DeliveryError
from notifications.services import entry_links
from tests.endings import resolve_ticket
from tests.races import together
from tickets.models import Ticket
from tickets.services.closing import confirm_solved
from tickets.services.complaining import complain
from tickets.services.conversation import send_reply
from tickets.services.merging import merge_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.tracking import token_for

ADDRESS = "min.wang@riverside.example"
ASK, ASKED = "/matters/", "/matters/asked/"
PORTAL = Actor.system("portal")
Ask = Callable[..., Ticket]


@pytest.fixture
def ask(request_facts: ServiceRequest, agent: User, now: datetime) -> Ask:
    """`ask(title, email=...)`: one more request."""

    def register(problem: str, *, email: str = ADDRESS, name: str = "Wang Min") -> Ticket:
        customer = CustomerFacts(name=name, email=email)
        return register_ticket(
            actor=PORTAL, request=replace(request_facts, customer=customer, problem=problem), now=now
        )

    return register


def deliver(at: datetime) -> int:
    return entry_links.deliver_links(clock=lambda: at)


def mailed_address() -> str:
    """The path of the link in the last mail."""
    found = re.search(r"https?://[^/]+(/matters/open/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.fixture
def inside(client: Client, branch: Branch, now: datetime) -> Client:
    """A visitor who has opened the link to ADDRESS."""
    link = ask_for_entry(email=ADDRESS, language="en", now=now)
    assert client.post(reverse("portal:matters-open", args=[entry_token(link)])).status_code == 302
    return client


def test_from_the_address_to_the_list_and_out_again(client: Client, bound: Ticket, now: datetime) -> None:
    assert client.post(ASK, {"email": ADDRESS.upper()}).headers["Location"] == ASKED
    assert deliver(now) == 1
    assert mail.outbox[-1].to == [ADDRESS]
    address = mailed_address()
    assert "Open all your requests" in client.get(address).content.decode()
    assert EntryLink.objects.get().opened_at is None  # looking at it changed nothing
    page = client.post(address, follow=True).content.decode()
    for shown in (bound.number, bound.title, "Registered", "Next promise", bound.owner.name):
        assert shown in page
    assert reverse("portal:track", args=[token_for(bound)]) in page
    assert client.post("/matters/leave/").status_code == 302
    assert bound.number not in client.get(ASK).content.decode()


def test_who_has_left_is_out_on_every_device(inside: Client, bound: Ticket) -> None:
    kept = inside.cookies["matters"].value
    inside.post("/matters/leave/")
    inside.cookies["matters"] = kept
    assert bound.number not in inside.get(ASK).content.decode()


def test_the_answer_never_tells_whether_the_address_is_known(
    client: Client, bound: Ticket, now: datetime
) -> None:
    known, unknown = (
        client.post(ASK, {"email": email}, follow=True) for email in (ADDRESS, "nobody@elsewhere.example")
    )
    without = partial(re.sub, r'x-csrftoken": "[^"]+|value="[^"]{64}"', "")
    assert without(known.content.decode()) == without(unknown.content.decode())
    assert EntryLink.objects.count() == 2
    assert deliver(now) == 1
    assert [one.to for one in mail.outbox] == [[ADDRESS]]


def test_the_mail_is_written_in_the_language_of_the_page(
    client: Client, bound: Ticket, now: datetime
) -> None:
    client.post(ASK, {"email": ADDRESS}, headers={"Accept-Language": "zh-CN"})
    deliver(now)
    assert "30 分钟" in str(mail.outbox[-1].body)


def test_the_link_opens_once(client: Client, inside: Client, bound: Ticket) -> None:
    token = entry_token(EntryLink.objects.get())
    again = Client().post(reverse("portal:matters-open", args=[token]))
    assert again.status_code == 404
    assert "has been used" in again.content.decode()
    assert "matters" not in again.cookies


def test_of_two_who_open_it_at_once_one_is_let_in(transactional_db: None, now: datetime) -> None:
    token = entry_token(ask_for_entry(email=ADDRESS, language="en", now=now))
    assert together([partial(enter, token=token, now=now)] * 3) == [
        "done",
        "entry_link_gone",
        "entry_link_gone",
    ]


def test_the_link_is_good_for_half_an_hour(client: Client, bound: Ticket, now: datetime) -> None:
    address = reverse(
        "portal:matters-open", args=[entry_token(ask_for_entry(email=ADDRESS, language="en", now=now))]
    )
    with time_machine.travel(now + timedelta(minutes=31), tick=False):
        assert client.post(address).status_code == 404
    assert EntryLink.objects.get().opened_at is None


def test_a_forged_or_damaged_link_opens_nothing(client: Client, bound: Ticket) -> None:
    for token in ("1:nothing", "x", token_for(bound)):
        assert client.get(reverse("portal:matters-open", args=[token])).status_code == 404
        assert client.post(reverse("portal:matters-open", args=[token])).status_code == 404


def test_the_session_ends_after_twelve_hours(inside: Client, bound: Ticket, now: datetime) -> None:
    with time_machine.travel(now + timedelta(hours=11, minutes=59), tick=False):
        assert bound.number in inside.get(ASK).content.decode()
    with time_machine.travel(now + timedelta(hours=12, seconds=1), tick=False):
        assert bound.number not in inside.get(ASK).content.decode()


def test_the_cookie_goes_to_these_pages_alone_and_cannot_be_written_by_hand(
    inside: Client, bound: Ticket
) -> None:
    cookie = inside.cookies["matters"]
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == (ASK, "Lax", True)
    inside.cookies["matters"] = str(EntryLink.objects.get().pk)
    assert bound.number not in inside.get(ASK).content.decode()


def test_every_customer_with_the_address_and_nobody_else(inside: Client, ask: Ask) -> None:
    mine = [ask("First matter"), ask("Second matter", name="Wang M."), ask("Third", email=ADDRESS.upper())]
    Customer.objects.filter(pk=mine[1].customer_id).update(email=ADDRESS.title())  # typed at the desk
    others = [ask("Not mine", email="wang@elsewhere.example"), ask("Near", email=f"x{ADDRESS}")]
    Customer.objects.create(name="Wang Min", phone="138 0013 8000", created_at=mine[0].received_at)
    page = inside.get(ASK).content.decode()
    assert all(ticket.number in page for ticket in mine)
    assert not any(ticket.number in page for ticket in others)


def test_a_customer_without_an_address_belongs_to_nobody_s_list(ask: Ask, db: None) -> None:
    Ticket.objects.filter(pk=ask("Called").pk).update()
    assert not Ticket.objects.of_address("").exists()


def test_what_is_done_and_what_is_closed(inside: Client, bound: Ticket, agent: User, now: datetime) -> None:
    facts: dict[str, Any] = {"actor": Actor.user(agent), "ticket_id": bound.pk, "now": now}
    send_reply(**facts, text="We come.")
    assert "Nothing yet" in inside.get(ASK).content.decode()
    resolve_ticket(**facts, text="Replaced.")
    confirm_solved(actor=Actor.customer(bound.customer_id), ticket_id=bound.pk, now=now)
    assert bound.number not in inside.get(ASK).content.decode()
    page = inside.get(ASK, {"show": "closed"}).content.decode()
    assert bound.number in page
    assert "Next promise" not in page


def test_a_merged_request_says_where_it_is_followed(
    inside: Client, ask: Ask, agent: User, now: datetime
) -> None:
    gone, kept = ask("The same again"), ask("The one that stays")
    merge_tickets(actor=Actor.user(agent), ticket_id=gone.pk, into_id=kept.pk, now=now)
    page = inside.get(ASK, {"show": "closed"}).content.decode()
    assert f"Followed under {kept.number}" in page


def test_a_complaint_is_a_matter_of_its_own_and_its_request_says_nothing_of_it(
    inside: Client, bound: Ticket, manager: User, now: datetime
) -> None:
    complaint = complain(
        actor=Actor.customer(bound.customer_id), ticket_id=bound.pk, text="Nobody calls.", files=[], now=now
    )
    rows = inside.get(ASK).content.decode().split('<li class="card">')[1:]
    assert len(rows) == 2
    (of_request,) = (row for row in rows if bound.number in row)
    assert complaint.number not in of_request
    assert "omplain" not in of_request


@pytest.mark.parametrize("many", [2, 25])
def test_the_number_of_queries_does_not_depend_on_the_number_of_requests(
    inside: Client, ask: Ask, letter: Any, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        ask(f"Matter {number}")
    inside.get(ASK)
    with django_assert_num_queries(7):
        page = inside.get(ASK).content.decode()
    assert page.count('<li class="card">') == min(many, 20)


def test_longer_lists_come_page_by_page(inside: Client, ask: Ask) -> None:
    for number in range(21):
        ask(f"Matter {number}")
    assert inside.get(ASK).content.decode().count('<li class="card">') == 20
    assert inside.get(ASK, {"page": "2"}).content.decode().count('<li class="card">') == 1


def test_from_one_network_ten_an_hour(client: Client, db: None, branch: Any) -> None:
    answers = [
        client.post(ASK, {"email": f"v{number}@elsewhere.example"}).status_code for number in range(11)
    ]
    assert answers == [302] * 10 + [429]
    assert EntryLink.objects.count() == 10


def test_nobody_fills_the_mailbox_of_somebody_else(client: Client, bound: Ticket, now: datetime) -> None:
    answers = {
        client.post(ASK, {"email": ADDRESS}, REMOTE_ADDR=f"10.0.0.{number}").headers["Location"]
        for number in range(6)
    }
    assert answers == {ASKED}  # and the answer does not tell
    assert deliver(now) == 3


def test_what_is_no_address_is_said_so(client: Client, branch: Any) -> None:
    response = client.post(ASK, {"email": "not an address"})
    assert response.status_code == 422
    assert "name@example.com" in response.content.decode()
    assert not EntryLink.objects.exists()


def test_a_mail_server_that_is_down_is_tried_again_until_the_link_would_be_too_old(
    bound: Ticket, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for_entry(email=ADDRESS, language="en", now=now)
    with monkeypatch.context() as broken:

        def refuse(_mail: Any) -> None:
            raise DeliveryError("unreachable", is_server_down=True)

        broken.setattr(entry_links, "send", refuse)
        assert deliver(now) == 0
    assert deliver(now + timedelta(seconds=5)) == 0
    assert deliver(now + timedelta(seconds=15)) == 1
    ask_for_entry(email=ADDRESS, language="en", now=now)
    assert deliver(now + timedelta(minutes=31)) == 0


def test_links_are_forgotten_after_two_days(inside: Client, now: datetime) -> None:
    assert forget_entry_links(now=now + timedelta(hours=47)) == 0
    assert forget_entry_links(now=now + timedelta(hours=49)) == 1
    assert not EntryLink.objects.exists()


def test_a_link_that_is_used_raises_what_a_stranger_gets(now: datetime, db: None) -> None:
    token = entry_token(ask_for_entry(email=ADDRESS, language="en", now=now))
    enter(token=token, now=now)
    with pytest.raises(NotFound):
        enter(token=token, now=now)
