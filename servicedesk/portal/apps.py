from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customer's face: request form, tracking page, confirmation, rating. Holds no rules of its own."""

    name = "servicedesk.portal"
    label = "portal"
