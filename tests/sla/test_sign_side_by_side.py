"""Two who sign at the same instant, on connections of their own: one wins, the other is told why not."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.actors import Actor
from core.errors import DomainError
from sla import ladders
from sla.models import Commitment, CommitmentVersion, Promise, VersionState
from sla.services.letters import install_letter
from sla.services.signing import sign_version, wait_to_sign

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.external]

TIMEOUT = 30  # seconds after which a thread that waits for a lock has failed the test


@pytest.fixture
def drafts(now: datetime) -> list[CommitmentVersion]:
    """Two letters for one product, written differently."""
    return [draft("X", "Boiler", now), draft("Y", "BOILER", now)]


def draft(code: str, product: str, now: datetime) -> CommitmentVersion:
    commitment = Commitment.objects.create(code=code, title=code, created_at=now)
    version = CommitmentVersion.objects.create(
        commitment=commitment, number=f"CN-2026-{code}", party_name="Riverside Heating", product=product
    )
    facts = {"clause": "X1", "metric": "contact", "agreed": 60, "limit": 120}
    Promise.objects.create(version=version, position=1, ladders=ladders.as_data(ladders.DEFAULT), **facts)
    return version


def sign_by_service(start: Barrier, manager: User, version: CommitmentVersion, now: datetime) -> str:
    try:
        start.wait(TIMEOUT)
        sign_version(actor=Actor.user(manager), version_id=version.pk, now=now)
    except DomainError as error:
        return error.code
    else:
        return "signed"
    finally:
        connection.close()


def sign_by_page(start: Barrier, client: Client, version: CommitmentVersion) -> int:
    try:
        start.wait(TIMEOUT)
        return client.post(
            reverse("insights:commitment-sign", args=[version.pk]), {"effective_from": ""}
        ).status_code
    finally:
        connection.close()


def in_force() -> int:
    """Letters to customers; the first one that is signed brings the house's own rules along."""
    return CommitmentVersion.objects.filter(state=VersionState.SIGNED, is_internal=False).count()


def test_of_two_letters_for_the_same_requests_one_is_signed(
    drafts: list[CommitmentVersion], manager: User, now: datetime
) -> None:
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(sign_by_service, start, manager, version, now) for version in drafts]
        assert sorted(run.result(TIMEOUT) for run in runs) == ["scope_taken", "signed"]
    assert in_force() == 1


def test_the_page_says_so_instead_of_failing(drafts: list[CommitmentVersion], manager: User) -> None:
    start, client = Barrier(2), Client()
    client.force_login(manager)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(sign_by_page, start, client, version) for version in drafts]
        assert sorted(run.result(TIMEOUT) for run in runs) == [302, 422]
    assert in_force() == 1


def test_installing_a_letter_waits_for_its_turn_before_it_writes(now: datetime) -> None:
    """Else each would wait for the other: one for the turn, one for the edition of what is set up."""

    def install() -> str:
        try:
            return install_letter("A", actor=Actor.system("test"), now=now).commitment.code
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            wait_to_sign()
            installing = pool.submit(install)
            until_somebody_waits()
            draft("X", "Boiler", now)
        assert installing.result(TIMEOUT) == "A"


def until_somebody_waits() -> None:
    until = time.monotonic() + TIMEOUT
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits for his turn")
