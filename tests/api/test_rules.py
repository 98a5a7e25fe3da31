"""Another system reads, tries, writes, orders and removes the rules of dispatch (B2.1, D3.3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Scope, User
from accounts.services.tokens import issue_token
from core.actors import Actor
from servicedesk.api import throttles
from tests.api.conftest import Caller
from tests.races import together
from tickets.choices import How
from tickets.models import BranchRule, DispatchChange, DispatchRule, LogEntry, Ticket
from tickets.services.registration import ServiceRequest, register_ticket

OWNERS, BRANCHES = "/api/v1/rules/owners/", "/api/v1/rules/branches/"
READS = [Scope.RULES_READ]
CHANGES = [Scope.RULES_READ, Scope.RULES_WRITE]
ALL = [*CHANGES, Scope.TICKETS_READ]
TURNS = {"kind": "repair", "product": "KX", "how": "round_robin"}
Token = Callable[..., Caller]


@pytest.fixture
def token(branch: Branch, now: datetime) -> Token:
    return lambda scopes=ALL, **more: Caller(issue_token(name="Planner", scopes=scopes, now=now, **more)[1])


@pytest.fixture
def planner(token: Token) -> Caller:
    """May read, try and change the rules of the whole house."""
    return token()


def state() -> list[Any]:
    """Everything that a refused request, or a trial, must leave alone."""
    models: list[Any] = [DispatchRule, BranchRule, DispatchChange, LogEntry]
    return [list(model.objects.order_by("pk").values()) for model in models]


def write(caller: Caller, path: str, **body: Any) -> dict[str, Any]:
    answer = caller.post(path, body)
    assert answer.status_code == 201, answer.content
    rules: dict[str, Any] = answer.json()
    return {"path": answer.headers["Location"], "ETag": answer.headers["ETag"]} | rules


def test_a_rule_is_written_changed_ordered_and_removed(planner: Caller, branch: Branch) -> None:
    first = write(planner, OWNERS, **TURNS)
    second = write(planner, OWNERS, branch=branch.pk, how="by_load")
    assert [rule["how"] for rule in second["rules"]] == ["round_robin", "by_load"]
    changed = planner.post(first["path"], {"product": "Pump"}).json()
    assert (changed["rules"][0]["product"], changed["rules"][0]["kind"]) == ("Pump", "repair")
    moved = planner.post(f"{second['path']}move-up/").json()
    assert [rule["how"] for rule in moved["rules"]] == ["by_load", "round_robin"]
    left = planner.post(f"{second['path']}removal/").json()
    assert [rule["how"] for rule in left["rules"]] == ["round_robin"]
    assert left == planner.get(OWNERS).json()
    assert left["version"] > moved["version"] > changed["version"]
    assert {change["by"] for change in left["changes"]} == {"Planner"}
    assert [change.made_by for change in DispatchChange.objects.all()] == [None] * 5


def test_what_another_system_changed_stands_in_the_page(planner: Caller, client: Any, manager: User) -> None:
    write(planner, OWNERS, **TURNS)
    client.force_login(manager)
    assert "Planner" in client.get("/desk/rules/owners/").content.decode()


def test_which_branch_takes_what_is_written_too(planner: Caller, other_branch: Branch) -> None:
    kept = write(planner, BRANCHES, region="Madrid", branch=other_branch.pk)
    assert kept["rules"] == [
        {
            "id": BranchRule.objects.get().pk,
            "position": 1,
            "region": "Madrid",
            "product": "",
            "address": "",
            "branch": other_branch.pk,
            "is_active": True,
        }
    ]
    assert not planner.post(kept["path"], {"is_active": False}).json()["rules"][0]["is_active"]


def test_a_changed_rule_keeps_whose_turn_it_is(planner: Caller) -> None:
    kept = write(planner, OWNERS, **TURNS)
    DispatchRule.objects.update(turns=7)
    planner.post(kept["path"], {"product": ""})
    assert DispatchRule.objects.get().turns == 7


def test_a_trial_says_who_would_have_got_what_and_keeps_nothing(
    planner: Caller, ticket: Ticket, agent: User, branch: Branch
) -> None:
    before = state()
    answer = planner.post(f"{OWNERS}trial/", {"how": "fixed", "person": agent.pk, "branch": branch.pk})
    assert answer.json() == {
        "branch": branch.pk,
        "tried": 1,
        "is_cut": False,
        "other": 0,
        "shares": [{"name": agent.name, "got": 1, "would_get": 1}],
    }
    assert state() == before


def test_a_changed_rule_is_tried_in_its_place(
    planner: Caller, ticket: Ticket, branch: Branch, other_branch: Branch
) -> None:
    kept = write(planner, BRANCHES, product="KX", branch=branch.pk)
    before = state()
    answer = planner.post(f"{kept['path']}trial/", {"branch": other_branch.pk}).json()
    assert (answer["branch"], answer["tried"], answer["other"]) == (None, 1, 1)
    assert {share["name"]: share["would_get"] for share in answer["shares"]}[other_branch.name] == 1
    assert state() == before


@pytest.mark.parametrize("path", [OWNERS, BRANCHES])
def test_a_trial_costs_the_same_for_any_number_of_tickets(
    planner: Caller, ticket: Ticket, branch: Branch, request_facts: ServiceRequest, path: str
) -> None:
    def cost() -> int:
        body = {"branch": branch.pk} | ({"how": "round_robin"} if path == OWNERS else {})
        with CaptureQueriesContext(connection) as queries:
            assert planner.post(f"{path}trial/", body).status_code == 200
        return len(queries)

    cost()
    before = cost()
    for _time in range(4):
        register_ticket(actor=Actor.system("portal"), request=request_facts, now=ticket.received_at)
    assert cost() == before <= 20


@pytest.mark.parametrize("path", [OWNERS, BRANCHES])
def test_the_rules_cost_the_same_however_many(
    planner: Caller, branch: Branch, agent: User, path: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert planner.get(path).status_code == 200
        return len(queries)

    cost()
    before = cost()
    for _time in range(5):
        body = {"how": "fixed", "person": agent.pk} if path == OWNERS else {}
        write(planner, path, branch=branch.pk, **body)
    assert cost() == before <= 5


def test_trials_are_asked_for_less_often(
    planner: Caller, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles.TrialThrottle, "rate", "2/min", raising=False)
    body = {"branch": branch.pk}
    assert [planner.post(f"{BRANCHES}trial/", body).status_code for _ in range(3)] == [200, 200, 429]
    assert planner.get(BRANCHES).status_code == 200


def test_who_has_read_older_rules_is_told_and_changes_nothing(planner: Caller) -> None:
    first = write(planner, OWNERS, **TURNS)
    write(planner, OWNERS, how="by_load")
    before = state()
    for path in (OWNERS, first["path"], f"{first['path']}move-up/", f"{first['path']}removal/"):
        stale = planner.post(f"{path}?version={first['version']}", TURNS)
        assert (stale.status_code, stale.json()["code"]) == (409, "dispatch_rule_has_changed")
        passed = planner.post(path, TURNS, **{"If-Match": first["ETag"]})
        assert (passed.status_code, passed.json()["code"]) == (412, "version_passed")
    assert state() == before
    now = planner.get(OWNERS)
    assert planner.post(first["path"], {"product": ""}, **{"If-Match": now["ETag"]}).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("tail", ["", "trial/"])
@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        (OWNERS, {}, "#/how"),
        (OWNERS, {"how": "by_lot"}, "#/how"),
        (OWNERS, {"how": "fixed"}, "#/person"),
        (OWNERS, {"how": "round_robin", "branch": 999_999}, "#/branch"),
        (OWNERS, {"how": "round_robin", "kind": "magic"}, "#/kind"),
        (OWNERS, {"how": "round_robin", "product": "x" * 121}, "#/product"),
        (BRANCHES, {"region": "Madrid"}, "#/branch"),
        (BRANCHES, {"branch": 10**30}, "#/branch"),
        (BRANCHES, {"branch": None}, "#/branch"),
    ],
)
def test_what_cannot_be_used_says_where_and_changes_nothing(
    planner: Caller, language: str, path: str, tail: str, body: dict[str, Any], pointer: str
) -> None:
    before = state()
    answer = planner.post(f"{path}{tail}", body, **{"Accept-Language": language})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert answer.json()["detail"].isascii() == (language == "en")
    assert state() == before


def test_only_an_agent_of_the_branch_can_be_named(
    planner: Caller, branch: Branch, other_agent: User, lead: User
) -> None:
    before = state()
    for person in (other_agent, lead):
        refused = planner.post(OWNERS, {"how": "fixed", "branch": branch.pk, "person": person.pk})
        assert (refused.status_code, refused.json()["code"]) == (422, "person_cannot_be_named")
    assert state() == before


@pytest.mark.parametrize(
    ("scopes", "reads", "writes", "tries"),
    [
        (ALL, 200, 201, 200),
        (CHANGES, 200, 201, 403),
        (READS, 200, 403, 403),
        ([Scope.RULES_WRITE, Scope.TICKETS_READ], 403, 403, 403),
        ([Scope.TICKETS_READ, Scope.TICKETS_WRITE], 403, 403, 403),
    ],
)
def test_a_token_does_what_it_was_given_and_no_more(
    token: Token, branch: Branch, scopes: Any, reads: int, writes: int, tries: int
) -> None:
    caller, before = token(scopes), state()
    assert caller.get(BRANCHES).status_code == reads
    assert caller.post(f"{BRANCHES}trial/", {"branch": branch.pk}).status_code == tries
    assert state() == before
    assert caller.post(BRANCHES, {"branch": branch.pk}).status_code == writes
    assert (state() == before) == (writes == 403)


def test_a_token_of_a_branch_keeps_to_who_gets_what_there(
    planner: Caller, token: Token, branch: Branch, other_branch: Branch
) -> None:
    theirs = write(planner, OWNERS, branch=branch.pk, how="round_robin")
    everywhere = write(planner, OWNERS, how="by_load")
    by_place = write(planner, BRANCHES, region="Madrid", branch=other_branch.pk)
    south = token(branch=other_branch)
    before = state()
    assert [rule["branch"] for rule in south.get(OWNERS).json()["rules"]] == [None]
    assert len(south.get(BRANCHES).json()["rules"]) == 1
    for path, body, status in (
        (theirs["path"], {"product": ""}, 404),
        (f"{theirs['path']}removal/", {}, 404),
        (f"{theirs['path']}trial/", {}, 404),
        (everywhere["path"], {"product": ""}, 403),
        (f"{everywhere['path']}removal/", {}, 403),
        (OWNERS, {"branch": branch.pk, "how": "round_robin"}, 403),
        (OWNERS, {"branch": None, "how": "round_robin"}, 403),
        (BRANCHES, {"branch": other_branch.pk}, 403),
        (by_place["path"], {"region": "Bilbao"}, 403),
    ):
        assert south.post(path, body).status_code == status, path
    assert state() == before
    assert write(south, OWNERS, how="round_robin")["rules"][-1]["branch"] == other_branch.pk


def test_what_was_changed_of_other_branches_rules_is_not_told(
    planner: Caller, token: Token, branch: Branch, other_branch: Branch, client: Any, agent: User, lead: User
) -> None:
    kept = write(planner, OWNERS, branch=branch.pk, how="fixed", person=agent.pk)
    gone = write(planner, OWNERS, branch=branch.pk, how="by_load")
    planner.post(gone["path"], {"product": "Turbine"})
    planner.post(f"{gone['path']}removal/")
    everybodys = write(planner, OWNERS, how="by_load", product="Valve")
    planner.post(f"{everybodys['path']}removal/")
    south = token(branch=other_branch).get(OWNERS).json()
    assert len(south["changes"]) == 2
    assert "Valve" in str(south["changes"])
    assert agent.name not in str(south["changes"])
    north = token(branch=branch).get(OWNERS).json()
    assert north["changes"] == planner.get(OWNERS).json()["changes"]
    assert len(north["changes"]) == 6
    for reader, sees in ((lead, True), (other_branch.lead, False)):
        client.force_login(reader)
        page = client.get("/desk/rules/owners/").content.decode()
        assert ("Turbine" in page, agent.name in page, "Valve" in page) == (sees, sees, True)
    assert kept["rules"][0]["person"] == agent.pk


@pytest.mark.parametrize("path", [OWNERS, BRANCHES])
def test_what_does_not_exist_is_not_found(planner: Caller, path: str) -> None:
    for tail in ("", "move-up/", "removal/", "trial/"):
        answer = planner.post(f"{path}999999/{tail}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.external
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("case", ["two new ones", "two others"])
def test_of_two_who_write_rules_at_once_the_second_is_told(planner: Caller, token: Token, case: str) -> None:
    one, other = write(planner, OWNERS, **TURNS), write(planner, OWNERS, **TURNS)
    paths = [OWNERS, OWNERS] if case == "two new ones" else [one["path"], other["path"]]
    version, noted = other["version"], DispatchChange.objects.count()
    answers: list[int] = []

    def change(caller: Caller, path: str) -> Callable[[], None]:
        body = TURNS | {"product": "Pump", "how": How.BY_LOAD}
        return lambda: answers.append(caller.post(f"{path}?version={version}", body).status_code)

    together([change(planner, paths[0]), change(token(), paths[1])])
    assert sorted(answers) in ([200, 409], [201, 409])
    assert DispatchChange.objects.count() == noted + 1
