from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground floor: no models, no knowledge of any other app."""

    name = "core"
