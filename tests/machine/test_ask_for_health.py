from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from servicedesk import health

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def sweep_just_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "check_sweep", lambda _now: "ok")


def test_the_process_answers_without_touching_the_database(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz", headers={"host": "anything"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("db", "sweep_just_ran")
def test_a_whole_house_is_ok(client: Client) -> None:
    answer = client.get("/readyz?deep")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "broker": "ok", "sweep": "ok"},
    }


@pytest.mark.usefixtures("db", "sweep_just_ran")
def test_without_a_broker_pages_are_served_and_the_deep_answer_says_no(
    client: Client, settings: Settings
) -> None:
    settings.REDIS_URL = NOWHERE
    shallow, deep = client.get("/readyz"), client.get("/readyz?deep")
    assert (shallow.status_code, shallow.json()["status"]) == (200, "degraded")
    assert (deep.status_code, deep.json()["checks"]["broker"]) == (503, "unreachable")


@pytest.mark.django_db
def test_a_house_where_nobody_watches_the_clocks_is_degraded(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["sweep"]) == (200, "late")
    assert client.get("/readyz?deep").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(("ago", "said"), [(15, "ok"), (16, "late")])
def test_a_sweep_is_late_after_fifteen_seconds(
    now: datetime, monkeypatch: pytest.MonkeyPatch, ago: int, said: str
) -> None:
    monkeypatch.setattr(health, "last_sweep_at", lambda: now - timedelta(seconds=ago))
    assert health.check_sweep(now) == said


@pytest.mark.django_db
def test_a_missing_migration_makes_it_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "check_migrations", lambda: "missing")
    assert client.get("/readyz").status_code == 503
