from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from accounts.models import Branch
from core.actors import Actor
from servicedesk import health
from sla.selectors import calendars
from sla.services.calendar_install import install_calendar
from sla.zone_data import zone_data_version

pytestmark = pytest.mark.django_db


def test_a_whole_house_is_well(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "check_sweep", lambda _now: "ok")
    call_command("doctor")
    said = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    names = ("database", "migrations", "broker", "sweep", "chinese", "zones", "mail", "files")
    edition = {"zones": f"ok, {zone_data_version()}"}
    assert said == [[name, edition.get(name, "ok")] for name in names]


def test_what_is_not_well_is_named_with_its_remedy(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "broker      unreachable: start Redis or Valkey, or correct REDIS_URL" in said
    assert "sweep       late: start beat" in said
    assert "mail        unreachable" in said
    assert "files       not writable" in said


def test_calendars_of_an_older_time_zone_database_are_named(
    capsys: pytest.CaptureFixture[str], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_calendar(actor=Actor.system("test"), now=now)
    call_command("doctor", "zones")
    monkeypatch.setattr(calendars, "zone_data_version", lambda: "2030z")
    with pytest.raises(CommandError):
        call_command("doctor", "zones")
    said = capsys.readouterr().out.splitlines()[-1]
    assert said.startswith(f"zones       calendars made with {zone_data_version()}, not")
    assert "republish_calendars" in said


def test_a_zone_that_this_machine_does_not_know_is_named(
    capsys: pytest.CaptureFixture[str], branch: Branch
) -> None:
    Branch.objects.filter(pk=branch.pk).update(zone="Asia/Atlantis")
    with pytest.raises(CommandError):
        call_command("doctor", "zones")
    assert "zones       no such zone Asia/Atlantis: install tzdata" in capsys.readouterr().out


def test_one_part_can_be_asked_about_alone(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor", "database", "chinese")
    assert len(capsys.readouterr().out.splitlines()) == 2
