"""The compose file against the schema of the compose specification, and against what we promise of it."""

import json
from importlib.resources import files
from typing import Any

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft7Validator

from tests.machine.conftest import PRODUCTION

COMPOSE: dict[str, Any] = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ["migrate", "web", "web2", "worker-clocks", "worker-delivery", "beat"]
LASTING = ["web", "web2", "worker-clocks", "worker-delivery", "beat"]


def test_it_follows_the_compose_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(COMPOSE)] == []


@pytest.mark.parametrize("name", OURS)
def test_every_process_of_ours_gets_every_setting_and_no_privilege(name: str) -> None:
    service = SERVICES[name]
    assert PRODUCTION.keys() <= service["environment"].keys()
    assert service["image"] == SERVICES["web"]["image"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "LOG_CHAIN_KEY", "EMAIL_URL"])
def test_a_secret_comes_from_the_environment_or_nothing_starts(name: str) -> None:
    assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:?")


@pytest.mark.parametrize("name", [*LASTING, "postgres", "redis"])
def test_every_lasting_service_has_a_health_check_and_comes_back(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", LASTING)
def test_nothing_starts_before_the_migration_is_done(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_every_queue_has_a_worker_and_the_clocks_one_of_their_own() -> None:
    queues = {name: SERVICES[name]["command"][7] for name in OURS if name.startswith("worker")}
    assert queues == {"worker-clocks": "clocks", "worker-delivery": "delivery,default"}


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (settings.BASE_DIR / "Dockerfile").read_text().splitlines()
    assert "USER desk" in lines[lines.index("RUN sh deploy/prepare_image") :]
