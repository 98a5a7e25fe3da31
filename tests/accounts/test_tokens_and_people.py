"""Who may come in, and who is told."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import Branch, IntegrationToken, Role, User
from accounts.selectors.branches import NoBranch, branch_for
from accounts.selectors.staff import possible_owners, recipients
from accounts.selectors.tokens import actor_for_secret
from accounts.services.duty import set_duty
from core.actors import Actor
from core.errors import NotAllowed


def test_a_token_is_known_by_its_secret_which_is_kept_nowhere(
    integration: tuple[Actor, str], now: datetime
) -> None:
    actor, secret = integration
    assert actor_for_secret(secret, now=now) == actor
    token = IntegrationToken.objects.get()
    assert secret not in {token.digest, token.prefix, token.name}
    assert secret.startswith(token.prefix)


def test_a_wrong_or_withdrawn_secret_is_nobody(integration: tuple[Actor, str], now: datetime) -> None:
    _actor, secret = integration
    assert actor_for_secret(f"{secret}x", now=now) is None
    IntegrationToken.objects.update(is_active=False)
    assert actor_for_secret(secret, now=now) is None


def test_the_use_of_a_token_is_noted_once_a_minute(
    integration: tuple[Actor, str], now: datetime, later: Callable[..., datetime]
) -> None:
    _actor, secret = integration
    for moment in (now, later(seconds=30)):
        actor_for_secret(secret, now=moment)
        assert IntegrationToken.objects.get().last_used_at == now
    actor_for_secret(secret, now=later(seconds=61))
    assert IntegrationToken.objects.get().last_used_at == later(seconds=61)


def test_each_rung_names_the_people_of_the_branch(
    agent: User, lead: User, head: User, branch_manager: User, manager: User, other_branch: Branch
) -> None:
    """Semantics, section 5."""
    told = {
        role: recipients(role, owner=agent, branch=agent.branch or other_branch)
        for role in ("owner", *Role.values[1:])
    }
    assert told == {
        "owner": [agent],
        Role.LEAD: [lead],
        Role.DEPARTMENT_HEAD: [head],
        Role.BRANCH_MANAGER: [branch_manager],
        Role.MANAGEMENT: [manager],
    }


def test_a_role_nobody_holds_in_the_branch_is_looked_for_in_the_house(
    other_agent: User, other_branch: Branch, head: User
) -> None:
    assert recipients(Role.DEPARTMENT_HEAD, owner=other_agent, branch=other_branch) == [head]


def test_owners_on_duty_come_first_and_those_who_left_not_at_all(
    branch: Branch, agent: User, colleague: User, lead: User
) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert list(possible_owners(branch)) == [agent, colleague]


def test_people_switch_themselves_on_and_off_duty(agent: User, lead: User) -> None:
    set_duty(actor=Actor.user(agent), user_id=agent.pk, is_on_duty=False)
    agent.refresh_from_db()
    assert not agent.is_on_duty
    with pytest.raises(NotAllowed):
        set_duty(actor=Actor.user(lead), user_id=agent.pk, is_on_duty=True)


def test_without_a_default_branch_the_error_says_what_to_do(branch: Branch) -> None:
    Branch.objects.update(is_default=False)
    with pytest.raises(NoBranch, match="default"):
        branch_for(None)
    assert branch_for(branch.pk) == branch


def test_two_accounts_cannot_differ_only_in_case(agent: User) -> None:
    assert User.objects.create_user("Somebody@DESK.example", "x", name="S").email == "somebody@desk.example"


def test_somebody_who_has_left_is_not_told_in_place_of_others(
    branch: Branch, agent: User, lead: User
) -> None:
    agent.is_active = False
    assert recipients("owner", owner=agent, branch=branch) == [lead]
    lead.is_active = False
    lead.save()
    branch.lead = lead
    assert lead not in recipients(Role.LEAD, owner=agent, branch=branch)
