from django.apps import AppConfig

from servicedesk.celery import app as celery_app


class ServicedeskConfig(AppConfig):
    """Management commands, and the Celery application every task binds to."""

    name = "servicedesk"
    default_auto_field = "django.db.models.BigAutoField"
    celery_app = celery_app
