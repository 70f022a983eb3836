"""Django's settings. What differs between machines comes from `env.py` and nowhere else."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from merchant_app.config.content_security import CONTENT_SECURITY_POLICY  # noqa: F401
from merchant_app.config.env import ROOT, read_env
from merchant_app.config.interface import SPECTACULAR_SETTINGS, rest_framework  # noqa: F401
from merchant_app.config.logs import logging_settings

ENV = read_env()
BASE_DIR = ROOT
VAR_DIR = ENV.VAR_DIR.resolve()
# The matching core knows no Django; it reads these from the environment of the process.
os.environ.setdefault("MODELS_DIR", str(ENV.models_dir))
for _name in ("AUDIO_MODEL", "TEXT_MODEL", "IMAGE_MODEL", "COVERAGE", "THREADS"):
    os.environ.setdefault(f"MATCHING_{_name}", str(getattr(ENV, f"MATCHING_{_name}")))

DEBUG = ENV.DEBUG
SECRET_KEY = ENV.SECRET_KEY
ALLOWED_HOSTS = list(ENV.ALLOWED_HOSTS)
SITE_URL = ENV.site_url
CSRF_TRUSTED_ORIGINS = [ENV.site_url]
ROOT_URLCONF = "merchant_app.config.urls"
WSGI_APPLICATION = "merchant_app.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "matching",
    "matching.jobs",
    "matching.concepts",
    "matching.maps",
    "licensing.history",
    "licensing.catalogue",
    "licensing.works",
    "licensing.licences",
    "licensing.imports",
    "licensing.quality",
    "licensing.duplicates",
    "licensing.rights",
    "licensing.bulk",
    "licensing.territories",
    "licensing.review",
    "licensing.desk",
    "merchant_app.ui",
    "merchant_app.accounts",
    "merchant_app.stores",
    "merchant_app.briefs",
    "merchant_app.playlists",
    "merchant_app.onair",
    "merchant_app.notices",
    "merchant_app.media",
    "merchant_app.webhooks",
    "merchant_app.voting",
    "merchant_app.atlas",
    "merchant_app.compliance",
    "merchant_app.operations",
    "merchant_app.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "merchant_app.config.refuse_nul.RefuseNul",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "merchant_app.accounts.language.PersonsLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "merchant_app.accounts.navigation.navigation",
                "merchant_app.notices.bell.bell",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------
_database = conninfo_to_dict(ENV.DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.pop("dbname", "foyer"),
        "USER": _database.pop("user", ""),
        "PASSWORD": _database.pop("password", ""),
        "HOST": _database.pop("host", ""),
        "PORT": _database.pop("port", ""),
        "CONN_MAX_AGE": 0 if ENV.DATABASE_POOL else 60,
        "CONN_HEALTH_CHECKS": not ENV.DATABASE_POOL,
        "OPTIONS": {
            **_database,
            **(
                {"pool": {"min_size": 1, "max_size": ENV.DATABASE_POOL, "timeout": 10}}
                if ENV.DATABASE_POOL
                else {}
            ),
        },
    }
}
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.cache_url}
        if ENV.cache_url
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "merchant_app.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "stores:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "stores:create"
ACCOUNT_FORMS = {
    "login": "merchant_app.accounts.forms.LoginForm",
    "signup": "merchant_app.accounts.forms.SignupForm",
    "reset_password": "merchant_app.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "merchant_app.accounts.forms.ResetPasswordKeyForm",
    "change_password": "merchant_app.accounts.forms.ChangePasswordForm",
    "set_password": "merchant_app.accounts.forms.SetPasswordForm",
    "add_email": "merchant_app.accounts.forms.ChangeEmailForm",
    "reauthenticate": "merchant_app.accounts.forms.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = None if ENV.RATE_LIMIT else False
if ACCOUNT_RATE_LIMITS is None:
    del ACCOUNT_RATE_LIMITS
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.TRUSTED_PROXIES
AXES_CLIENT_IP_CALLABLE = "merchant_app.accounts.lockout.client_address"
AXES_ENABLED = ENV.RATE_LIMIT
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "merchant_app.accounts.lockout.attempted_email"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "errors/429.html"

# --- languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.TIME_ZONE

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": (
        {
            "BACKEND": "merchant_app.media.bucket.BucketStorage",
            "OPTIONS": {
                "bucket_name": ENV.S3_BUCKET,
                "endpoint_url": ENV.S3_ENDPOINT or None,
                "default_acl": None,
                "querystring_expire": ENV.MEDIA_URL_SECONDS,
            },
        }
        if ENV.MEDIA_STORAGE == "s3"
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {"BACKEND": "merchant_app.ui.storage.ModuleStaticStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_HANDLERS = ["merchant_app.media.upload_limit.LimitedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 250

# --- mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.EMAIL_FROM
if ENV.EMAIL_URL:
    _mail = urlsplit(ENV.EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or 587
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "merchant_app.config.private_mail.PrivateFiles"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- security ---------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.HTTPS:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.HSTS_SUBDOMAINS
    # Other services on subdomains are their owner's affair: HSTS_SUBDOMAINS is asked for.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "merchant_app.ui.views.csrf_failure"

REST_FRAMEWORK = rest_framework(limited=ENV.RATE_LIMIT, proxies=ENV.TRUSTED_PROXIES)

# --- work -------------------------------------------------------------------------------------
CELERY_BROKER_URL = ENV.CELERY_BROKER_URL or "redis://localhost:6379/0"
JOB_LEASE_SECONDS = ENV.JOB_LEASE_SECONDS

# --- logs -------------------------------------------------------------------------------------
LOGGING = logging_settings(ENV.LOG_LEVEL)

# --- the product ------------------------------------------------------------------------------
DEMO = ENV.demo
INVITATIONS_A_DAY = 20  # of one organisation, and of one person whichever they invite to
UPLOAD_LIMITS = {
    "audio": ENV.UPLOAD_AUDIO_MB * 1024 * 1024,
    "photo": ENV.UPLOAD_PHOTO_MB * 1024 * 1024,
    "playlist": ENV.UPLOAD_LIST_MB * 1024 * 1024,
    "import": ENV.UPLOAD_IMPORT_MB * 1024 * 1024,
}
IMPORT_ROOT = ENV.IMPORT_ROOT.resolve() if ENV.IMPORT_ROOT else None
IMPORT_S3_BUCKET = ENV.IMPORT_S3_BUCKET
IMPORT_S3_ENDPOINT = ENV.S3_ENDPOINT
BRIEF_MAX_INPUTS = ENV.BRIEF_MAX_INPUTS
WEBHOOKS_TO_THIS_MACHINE = ENV.WEBHOOKS_TO_THIS_MACHINE
MEDIA_URL_SECONDS = ENV.MEDIA_URL_SECONDS
SNAPSHOT_DIR = VAR_DIR / "index"
MATCHING_HEAD_TRACKS = ENV.MATCHING_HEAD_TRACKS
# The licensing desk lies below the media app; this is how it gets signed addresses from it.
DESK_ASSET_URL = "merchant_app.media.urls_signed.asset_url"
DESK_EVIDENCE_URL = "merchant_app.media.urls_signed.evidence_url"
