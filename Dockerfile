# One image for all: web, workers, beat and the one-time migration differ only in their command.
FROM python:3.13-slim-bookworm AS packages
COPY servicedesk/requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/desk && \
    /opt/desk/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r /tmp/runtime.txt

FROM python:3.13-slim-bookworm
ENV PATH=/opt/desk/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=servicedesk.settings
RUN useradd --system --uid 10001 --home-dir /srv/desk --create-home desk && \
    install -d -o desk -g desk /srv/desk/media /srv/desk/anchors
COPY --from=packages /opt/desk /opt/desk
WORKDIR /app
COPY . .
RUN sh deploy/prepare_image
USER desk
ENV SERVICEDESK_ENV=production MEDIA_ROOT=/srv/desk/media LOG_ROOT_DIR=/srv/desk/anchors
EXPOSE 8000
CMD ["gunicorn", "-c", "python:servicedesk.gunicorn_conf", "servicedesk.wsgi"]
