import pytest

from tests.machine.conftest import PRODUCTION, Manage


def test_without_settings_every_missing_one_is_named_and_no_traceback_shown(manage: Manage) -> None:
    done = manage("check", SERVICEDESK_ENV="production")
    assert done.returncode == 1
    for name in PRODUCTION.keys() - {"SERVICEDESK_ENV"}:
        assert f"{name} is missing: set it to " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_one_missing_setting_stops_the_start(manage: Manage, production: dict[str, str], name: str) -> None:
    del production[name]
    done = manage("migrate", **production)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [line for line in done.stderr.splitlines() if line.startswith(name)]


def test_with_all_settings_djangos_deployment_check_is_clean(
    manage: Manage, production: dict[str, str]
) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_an_unknown_way_of_running_is_refused(manage: Manage) -> None:
    done = manage("check", SERVICEDESK_ENV="staging")
    assert done.returncode == 1
    assert "SERVICEDESK_ENV is 'staging': set it to embedded or production." in done.stderr


def test_a_database_that_does_not_answer_is_said_in_one_sentence(
    manage: Manage, production: dict[str, str]
) -> None:
    done = manage("migrate", **production)
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer")
    assert "Traceback" not in done.stderr
