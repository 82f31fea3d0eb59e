# Two images: `app` runs gunicorn, the worker, the scheduler and the migrations; `nginx` is that with its configuration.
# It holds nothing of `app`, so it is not replaced when only the site changed.

FROM python:3.13-slim-bookworm AS build
# Where packages come from, if not from PyPI.
ARG PIP_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
# The versions of Debian 12 are fixed by the release; pinning a patch level breaks the build when it is replaced.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
WORKDIR /app
COPY requirements/base.txt requirements/
RUN python -m pip wheel --quiet --require-hashes --wheel-dir /wheels --requirement requirements/base.txt \
    && python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install --quiet --no-index --no-deps --compile /wheels/*.whl
COPY . .
ENV PATH=/opt/venv/bin:$PATH
# Production's settings ask for these; none of them is used here or kept.
RUN export DJANGO_SETTINGS_MODULE=config.settings.prod SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost \
        DATABASE_URL=postgres://localhost/none CACHE_URL=dummycache:// EMAIL_URL=dummymail:// \
    && ./scripts/compile-messages \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf nginx \
    && python -m compileall -q .


FROM nginx:1.28-bookworm AS nginx
COPY nginx/nginx.conf /etc/nginx/nginx.conf
COPY nginx/snippets/ /etc/nginx/snippets/
COPY nginx/templates/ /etc/nginx/templates/
COPY nginx/errors/ /srv/errors/
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["curl", "--fail", "--silent", "--max-time", "4", "http://127.0.0.1:8081/"]


FROM python:3.13-slim-bookworm AS app
# What pg_dump and psql need beside their own libpq; the versions as above.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 liblz4-1 libzstd1 libreadline8 openssl \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
    && python -m pip uninstall --yes --quiet --root-user-action ignore pip \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin filmtracker \
    && install -d -o filmtracker -g filmtracker /srv/media /srv/backups
# pg_dump refuses a server newer than itself, so these come from the server's image.
COPY --from=postgres:17-bookworm /usr/lib/postgresql/*/bin/pg_dump /usr/lib/postgresql/*/bin/pg_restore /usr/lib/postgresql/*/bin/psql /usr/local/bin/
COPY --from=postgres:17-bookworm /usr/lib/*-linux-gnu/libpq.so.5* /usr/local/lib/
RUN ldconfig && pg_dump --version && pg_restore --version && psql --version
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    MEDIA_ROOT=/srv/media \
    BACKUP_DIR=/srv/backups
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="FilmTracker" \
      org.opencontainers.image.description="A self-hosted film community site" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
