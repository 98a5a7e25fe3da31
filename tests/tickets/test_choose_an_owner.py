"""Dispatch: who fits, who takes it, and why (D3.3, A2.3, B3.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from accounts.editions import one_edition
from accounts.models import PersonSkill, Role, Skill, User
from core.actors import Actor
from tests.conftest import make_staff
from tickets.choices import Department, Kind, Nature, State
from tickets.choosing import Candidate, Need, choose
from tickets.dispatch import Wanted, choose_owner
from tickets.entries import Entry
from tickets.models import SkillNeed, Ticket
from tickets.reasons import why
from tickets.selectors.handing_over import plan_hand_over
from tickets.selectors.rules import dry_run
from tickets.selectors.timeline import timeline
from tickets.services.diagnosis import record_diagnosis
from tickets.services.handing_over import hand_over_tickets
from tickets.services.registration import ServiceRequest, register_ticket
from tickets.wording import sentence

SYSTEM = Actor.system("portal")
GAS, HIGH_VOLTAGE = 1, 2


def reasons(candidates: list[Candidate], need: Need) -> dict[int, str]:
    return {v.candidate.pk: str(v.why_not or "chosen") for v in choose(candidates, need).verdicts}


def test_everybody_is_told_apart_by_the_first_thing_that_stands_against_him() -> None:
    need = Need(frozenset({GAS}), "zh-hans")
    able = Candidate(1, load=9, skills=frozenset({GAS}), languages=frozenset({"zh-hans"}))
    candidates = [
        replace(able, pk=7, load=0, is_on_duty=False),
        replace(able, pk=6, load=0, is_in_shift=False),
        replace(able, pk=5, load=0, skills=frozenset({HIGH_VOLTAGE})),
        replace(able, pk=4, load=0, skills=frozenset(), lapsed=frozenset({GAS})),
        replace(able, pk=3, load=0, languages=frozenset({"en"})),
        replace(able, pk=2),
        able,
        replace(able, pk=8, load=10),
    ]
    assert reasons(candidates, need) == {
        1: "chosen",
        2: "equal",
        8: "more_load",
        3: "other_language",
        4: "skill_lapsed",
        5: "no_skill",
        6: "off_shift",
        7: "off_duty",
    }
    assert choose(candidates, need) == choose(reversed(candidates), need)


def test_who_speaks_another_language_is_better_than_nobody() -> None:
    ruling = choose([Candidate(1, languages=frozenset({"en"}))], Need(language="zh-hans"))
    assert ruling.chosen is not None


def test_nobody_fits_without_candidates() -> None:
    assert choose([], Need()).chosen is None


@pytest.fixture
def two(agent: User, colleague: User) -> tuple[User, User]:
    """Two agents on duty."""
    User.objects.filter(pk=colleague.pk).update(is_on_duty=True)
    return agent, colleague


@pytest.fixture
def register(request_facts: ServiceRequest, now: datetime) -> Callable[..., Ticket]:
    def registered(at: datetime = now, **facts: Any) -> Ticket:
        return register_ticket(actor=SYSTEM, request=replace(request_facts, **facts), now=at)

    return registered


@pytest.fixture
def gas(db: None) -> Skill:
    """Needed for the repair of boilers."""
    skill = Skill.objects.create(name="Gas fitter")
    SkillNeed.objects.create(skill=skill, product="Boiler", kind=Kind.REPAIR)
    return skill


def test_a_matter_that_needs_a_skill_goes_to_who_has_it_however_busy(
    two: tuple[User, User], gas: Skill, register: Callable[..., Ticket]
) -> None:
    agent, colleague = two
    PersonSkill.objects.create(person=colleague, skill=gas)
    boiler = {"product": "boiler X2", "kind": Kind.REPAIR}
    assert [register(**boiler).owner for _ in range(3)] == [colleague] * 3
    assert register(product="boiler X2", kind=Kind.CONSULTATION).owner == agent
    assert register(product="Pump", kind=Kind.REPAIR).owner == agent


def test_a_skill_needed_for_a_nature_counts_from_the_diagnosis_on_and_the_log_says_so(
    two: tuple[User, User], lead: User, register: Callable[..., Ticket], later: Callable[..., datetime]
) -> None:
    agent, colleague = two
    controls = Skill.objects.create(name="Controls")
    SkillNeed.objects.create(skill=controls, nature=Nature.SOFTWARE)
    software, wear = register(), register()
    assert [software.owner, wear.owner] == [agent, colleague]
    Ticket.objects.filter(pk=wear.pk).update(owner=agent)
    third = make_staff("third", Role.AGENT, agent.branch, name="Hu Bo")
    PersonSkill.objects.create(person=third, skill=controls)
    for ticket, nature in ((software, Nature.SOFTWARE), (wear, Nature.WEAR)):
        record_diagnosis(
            actor=Actor.user(agent),
            ticket_id=ticket.pk,
            nature=nature,
            department=Department.SERVICE,
            now=later(hours=1),
        )
    moves = plan_hand_over(Ticket.objects.all(), person=agent, to=None, now=later(hours=2))
    assert {move.ticket: move.to for move in moves} == {software: third, wear: colleague}
    tried = dry_run(actor=Actor.user(lead), branch=software.branch, rules=[], now=later(hours=2))
    assert {share.name: share.would_get for share in tried.shares} == {"Chen Jie": 1, "Hu Bo": 1, "Ma Li": 0}
    ids = [software.pk, wear.pk]
    hand_over_tickets(
        actor=Actor.user(lead), from_id=agent.pk, ticket_ids=ids, to_id=None, now=later(hours=2)
    )
    software.refresh_from_db()
    wear.refresh_from_db()
    assert [software.owner, wear.owner] == [third, colleague]
    named = [entry for entry in timeline(software, audience="staff") if entry.entry == Entry.OWNER_NAMED]
    explained = why(named[-1])
    assert explained is not None
    assert (explained.skills, explained.nature) == (("Controls",), "Software fault")
    assert [(one.name, one.verdict) for one in explained.standings][1:] == [
        ("Ma Li", "lacks a skill that it needs")
    ]
    assert "nature" not in wear.log.filter(entry=Entry.OWNER_NAMED).latest("number").payload


def test_a_skill_holds_through_its_last_day_in_the_zone_of_the_branch_and_then_lapses(
    two: tuple[User, User],
    lead: User,
    gas: Skill,
    register: Callable[..., Ticket],
    later: Callable[..., datetime],
) -> None:
    """B3.2. It is a Tuesday, 12:20 in Shanghai; eleven hours and 40 minutes later the day is over there."""
    PersonSkill.objects.create(person=two[1], skill=gas, until_on="2026-11-24")
    boiler = {"product": "Boiler X2", "kind": Kind.REPAIR}
    assert register(at=later(hours=11, minutes=39), **boiler).owner == two[1]
    late = register(at=later(hours=11, minutes=40), **boiler)
    assert late.owner == lead
    assert late.log.get(entry=Entry.OWNER_NAMED).payload["candidates"] == [
        {"who": two[0].pk, "load": 0, "speaks": True, "why_not": "no_skill"},
        {"who": two[1].pk, "load": 2, "speaks": True, "why_not": "skill_lapsed"},
    ]


def test_outside_his_shift_nobody_is_named(
    two: tuple[User, User], register: Callable[..., Ticket], later: Callable[..., datetime]
) -> None:
    day, night = [["08:00", "20:00"]], [["20:00", "08:00"]]
    User.objects.filter(pk=two[0].pk).update(shifts=[night] * 7)
    User.objects.filter(pk=two[1].pk).update(shifts=[day] * 7)
    assert register().owner == two[1]
    assert register(at=later(hours=9)).owner == two[0]


def test_a_missed_promise_weighs_more_than_two_quiet_tickets(
    two: tuple[User, User], register: Callable[..., Ticket], now: datetime, later: Callable[..., datetime]
) -> None:
    agent, colleague = two
    tickets = [register() for _ in range(3)]
    assert [t.owner for t in tickets] == [agent, colleague, agent]
    Ticket.objects.filter(owner=colleague).update(next_due_at=later(minutes=-1))
    assert register().owner == agent
    Ticket.objects.filter(owner=agent).update(next_due_at=later(hours=1), next_risk_at=now)
    assert register().owner == colleague
    Ticket.objects.filter(owner=agent).update(state=State.RESOLVED)
    assert register().owner == agent


def test_who_speaks_the_customers_language_goes_first(
    two: tuple[User, User], request_facts: ServiceRequest, register: Callable[..., Ticket]
) -> None:
    User.objects.filter(pk=two[1].pk).update(spoken=["en", "zh-hans"])
    chinese = replace(request_facts.customer, language="zh-hans", name="Li Wei")
    assert [register(customer=chinese).owner for _ in range(2)] == [two[1]] * 2
    assert register().owner == two[0]


def test_the_log_answers_why_this_person_and_the_customer_reads_the_name(
    two: tuple[User, User], gas: Skill, register: Callable[..., Ticket]
) -> None:
    PersonSkill.objects.create(person=two[0], skill=gas)
    ticket = register(product="Boiler X2", kind=Kind.REPAIR)
    [named] = [e for e in timeline(ticket, audience="staff") if e.entry == Entry.OWNER_NAMED]
    explained = why(named)
    assert explained is not None
    assert explained.skills == ("Gas fitter",)
    assert [(one.name, one.verdict, one.is_chosen) for one in explained.standings] == [
        ("Chen Jie", "chosen: fits the matter, least load", True),
        ("Ma Li", "lacks a skill that it needs", False),
    ]
    assert sentence(named, audience="customer") == "Chen Jie is responsible for you"


def test_choosing_takes_the_same_queries_however_many_people_there_are(
    two: tuple[User, User], gas: Skill, now: datetime, django_assert_num_queries: Any
) -> None:
    branch = two[0].branch
    assert branch is not None
    wanted = Wanted(Kind.CONSULTATION, "Pump", "en")
    with django_assert_num_queries(4):
        choose_owner(branch, wanted, now=now)
    with one_edition():
        choose_owner(branch, wanted, now=now)
        with django_assert_num_queries(1):  # what they carry
            choose_owner(branch, wanted, now=now)
