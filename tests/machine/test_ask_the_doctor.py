from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from servicedesk import health

pytestmark = pytest.mark.django_db


def test_a_whole_house_is_well(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "check_sweep", lambda _now: "ok")
    call_command("doctor")
    said = capsys.readouterr().out.splitlines()
    assert [line.split() for line in said] == [
        [name, "ok"] for name in ("database", "migrations", "broker", "sweep", "chinese", "mail", "files")
    ]


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


def test_one_part_can_be_asked_about_alone(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("doctor", "database", "chinese")
    assert len(capsys.readouterr().out.splitlines()) == 2
