"""All settings. `SERVICEDESK_ENV` says which way of running: embedded (default), production or test."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from servicedesk.api.conf import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - read by Django
from servicedesk.embedded import layout
from servicedesk.env import Env, broker_url, cache_url, mail_server
from servicedesk.logs import logging_config
from servicedesk.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = os.environ.get("SERVICEDESK_ENV", "embedded")
IS_PRODUCTION = MODE == "production"
IS_EMBEDDED = MODE == "embedded"
IS_TEST = MODE == "test"
env = Env(os.environ, strict=IS_PRODUCTION)
if MODE not in {"embedded", "production", "test"}:
    env.problems.append(f"SERVICEDESK_ENV is {MODE!r}: set it to embedded or production.")

# What the running pair left behind, so that every other command finds it.
pair = layout.running() if IS_EMBEDDED else {}
made = layout.embedded_secrets() if IS_EMBEDDED else layout.Secrets("", "")
no_pair = layout.socket_dsn("/nonexistent/start-manage.py-up-first", "servicedesk", "servicedesk")

# --- secrets and addresses -------------------------------------------------------------------------

SECRET_KEY = env.secret(
    "SECRET_KEY", "a random text of 50 characters that never changes", embedded=made.secret_key
)
# Older ones: what they signed or sealed is still known.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", "", default="")
LOG_CHAIN_KEY = env.secret(
    "LOG_CHAIN_KEY",
    "a random text of 50 characters; keep a copy, it proves the log",
    embedded=made.log_chain_key,
)
ALTCHA_HMAC_KEY = f"altcha:{SECRET_KEY}"
DATABASE_URL = env.url(
    "DATABASE_URL",
    "the address of PostgreSQL 15 or newer, postgresql://user:password@host/name",
    {"postgres", "postgresql"},
    embedded=pair.get("database_url", no_pair),
)
REDIS_URL = env.url(
    "REDIS_URL",
    "the address of Redis 7 or Valkey, redis://host:6379/0",
    {"redis", "rediss", "unix"},
    embedded=pair.get("redis_url", "unix:///nonexistent/valkey.sock?db=0"),
)
EMAIL_URL = env.url(
    "EMAIL_URL",
    "the mail server, smtp://user:password@host:587?tls=1",
    {"smtp", "smtps"},
    embedded=pair.get("email_url", "smtp://127.0.0.1:8025"),
)
BASE_URL = env.url(
    "BASE_URL",
    "the public address, https://desk.example.com",
    {"http", "https"},
    embedded=pair.get("base_url", "http://127.0.0.1:8000"),
).rstrip("/")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    "the host names to answer to, separated by commas",
    embedded="localhost,127.0.0.1,[::1],testserver",
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", "", default=BASE_URL)
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL",
    "the sender of every mail, desk@example.com",
    embedded="Service desk <desk@localhost>",
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ORGANISATION_NAME = env.text(
    "ORGANISATION_NAME", "the name customers know you by", embedded="Demo Service Company"
)
MEDIA_ROOT = Path(
    env.text("MEDIA_ROOT", "the folder for customers' files", embedded=str(layout.VAR_DIR / "media"))
)
LOG_ROOT_DIR = Path(
    env.text("LOG_ROOT_DIR", "a folder for the log's anchors", embedded=str(layout.VAR_DIR / "anchors"))
)
env.finish()

# --- applications ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "servicedesk.apps.ServicedeskConfig",
    "servicedesk.portal",
    "servicedesk.desk",
    "servicedesk.insights",
    "servicedesk.api",
    # Promises hear of an event before the messages about it do: `ready` runs in this order.
    "sla",
    "notifications",
    "tickets",
    "accounts",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_altcha",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "lucide",
    "pgtrigger",
    "rest_framework",
    "template_partials",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "servicedesk.health.HealthMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.UploadLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "servicedesk.second_step.SecondStepMiddleware",
    "core.middleware.DomainErrorMiddleware",
]
ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicedesk.context.site",
            ],
        },
    },
]

# --- data ------------------------------------------------------------------------------------------

# Controls are drawn with templates of ours where we have them.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Database 0 carries the queues, the next one the cache: clearing one must not empty the other.
CACHES = {
    "default": {
        "BACKEND": "servicedesk.cache.DeskCache",
        "LOCATION": cache_url(REDIS_URL),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MEDIA_URL = "media/"
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
UPLOAD_MAX_FILES = 10
# All files of one form together; a larger request is refused before it is read.
UPLOAD_MAX_TOTAL_BYTES = env.number("UPLOAD_MAX_TOTAL_BYTES", default=60 * 1024 * 1024)
# Files go to disk as they arrive; this bounds everything else in a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Somewhat above it: a file too many is a word beside the field, not a bare page that loses what was typed.
DATA_UPLOAD_MAX_NUMBER_FILES = 10 * UPLOAD_MAX_FILES

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", "", default=str(BASE_DIR / "staticfiles")))
# The manifest needs `collectstatic`, which the image runs; a clone serves the files as they lie.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not IS_PRODUCTION
_static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _static if IS_PRODUCTION else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "", default="UTC")

# --- rules of the house (semantics, section 3; working days) ------------------------------------------

# A resolved request may be closed without the customer's answer after three working days,
CONFIRMATION_TIMEOUT_WORKING_DAYS = env.number("CONFIRMATION_TIMEOUT_WORKING_DAYS", default=3)
# and a wait for the customer ends by itself after five, when the owner must act.
WAIT_LIMIT_WORKING_DAYS = env.number("WAIT_LIMIT_WORKING_DAYS", default=5)
# A daily update that may leave by itself does so this long before close of business: a mail server that is
# down for some minutes must not cost the day.
DAILY_UPDATE_LEAD_SECONDS = env.number("DAILY_UPDATE_LEAD_SECONDS", default=900)

# --- sign-in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "servicedesk.sign_in.StaffBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if IS_TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "servicedesk.sign_in.StaffOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {"confirm_login_code": "servicedesk.sign_in_forms.EnterCodeForm"}
# A code by mail instead of the password; a second step is asked for all the same.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# By network address a whole branch counts as one; by account ("key") five errors in five minutes.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/5m/key",
    "reset_password": "20/m/ip,3/5m/key",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.partition(":")[0]
# Roles that work with an app or a passkey only, as management,branch_manager,admin.
REQUIRE_TWO_FACTOR_ROLES = env.words("REQUIRE_TWO_FACTOR_ROLES", "", default="")
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "servicedesk.sign_in.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "servicedesk.sign_in_forms.SetUpAppForm",
    "authenticate": "servicedesk.sign_in_forms.SecondStepForm",
    "reauthenticate": "servicedesk.sign_in_forms.ProveByCodeForm",
    "add_webauthn": "servicedesk.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "servicedesk.sign_in_forms.RenamePasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # a phone's clock is often half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION

# Single sign-on by OpenID Connect: the accounts stay ours, the other house only says who somebody is.
OIDC_ISSUER = env.url(
    "OIDC_ISSUER", "the issuer's address, such as https://id.example.com", {"https", "http"}, default=""
)
# By a link: the policy below lets forms lead nowhere else, and what begins there names its sender by `state`.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ADAPTER = "servicedesk.sign_on.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.text("OIDC_NAME", "the name on the button", default="OpenID Connect"),
                "client_id": env.text("OIDC_CLIENT_ID", "the client's id at the issuer"),
                "secret": env.text("OIDC_CLIENT_SECRET", "the client's secret at the issuer"),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}

# --- mail ------------------------------------------------------------------------------------------

_mail = mail_server(EMAIL_URL)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.is_tls, _mail.is_ssl
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""
# Mail of the embedded run stays here unless a server is named.
_is_caught = not IS_PRODUCTION and "EMAIL_URL" not in os.environ
MAIL_CATCHER_DIR = layout.VAR_DIR / "mails" if _is_caught else None

# --- tasks -----------------------------------------------------------------------------------------

CELERY_BROKER_URL = broker_url(REDIS_URL)
# At least once: a task whose worker dies is handed to another. Every task is idempotent.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
# Without the second value lost tasks are only looked for every hundred seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 330,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
# A nudge after commit must not hold a page up; the outbox is swept anyway.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "sla.tasks.*": {"queue": "clocks"},
    "notifications.tasks.*": {"queue": "delivery"},
}
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# --- safety ----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],  # the proof of work of the request form runs in workers
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Limits count by address. What a visitor writes into X-Forwarded-For himself must not give him a new one, so
# only the addresses that our own proxies added are believed.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=1 if IS_PRODUCTION else 0)
REST_FRAMEWORK["NUM_PROXIES"] = TRUSTED_PROXIES
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # the pages' own script sends it with every htmx request
if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- logs ------------------------------------------------------------------------------------------

LOG_LEVEL = env.text("LOG_LEVEL", "", default="WARNING" if IS_TEST else "INFO")
LOGGING = logging_config(level=LOG_LEVEL, is_json=IS_PRODUCTION)
env.finish()
