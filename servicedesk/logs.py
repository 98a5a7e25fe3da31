"""One line of JSON per event in production, a readable line elsewhere."""

import re
from typing import Any

import structlog

# The same steps for our own events and for those of Django, Celery and gunicorn.
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

# Whoever holds one of these addresses is the customer, or may choose a new password: no log may hold it.
PRIVATE = re.compile(r"(/(?:track|received|confirm|matters/open)/|/password/reset/key/)[^/\s?#'\"]+")


def hide_private_links(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """The last step before a line is written: what makes a private address private is left out."""
    return {
        name: PRIVATE.sub(r"\1...", value) if isinstance(value, str) else value
        for name, value in event.items()
    }


def logging_config(*, level: str, is_json: bool) -> dict[str, Any]:
    """The value of Django's LOGGING; also points structlog at it."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    plain = structlog.dev.plain_traceback
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)
    if is_json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *([structlog.processors.format_exc_info] if is_json else []),
                    hide_private_links,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Refused host names and the like are the visitor's doing, not ours.
        "loggers": {
            "django.security.DisallowedHost": {"level": "ERROR"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
        },
    }
