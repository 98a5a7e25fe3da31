"""What the settings hand to Django REST framework and drf-spectacular. Everything not listed is refused."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["servicedesk.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["servicedesk.api.permissions.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["servicedesk.api.throttles.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": "600/min", "trial": "10/min"},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["servicedesk.api.parsers.ShallowJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "servicedesk.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "servicedesk.api.problems.problem_handler",
    # Accept headers decide; `?format=` would be a second way and clash with strict query parameters.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Service desk",
    "VERSION": "1",
    "DESCRIPTION": (
        "Register service requests, read what happened to them, and act on them.\n\n"
        "Send `Authorization: Bearer <token>`. Every POST needs an `Idempotency-Key`: repeating a request "
        "with the same key gives the first answer again and does nothing twice. "
        "Instants are ISO 8601 in UTC. "
        "Every error is a problem document (RFC 9457)."
    ),
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "TAGS": [
        {"name": name}
        for name in ("tickets", "log", "clocks", "ledger", "registry", "house", "rules", "canned replies")
    ],
    "ENUM_NAME_OVERRIDES": {
        "Channel": "tickets.choices.Channel",
        "ContactChannel": "tickets.choices.ContactChannel",
        "TicketState": "tickets.choices.State",
        "KindEnum": "tickets.choices.Kind",
        "LanguageCode": "django.conf.settings.LANGUAGES",
        "LinkKind": "tickets.choices.LinkKind",
        "StepKind": "servicedesk.api.serializers.clocks.STEP_KINDS",
    },
}
