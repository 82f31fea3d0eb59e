"""The schema, and two pages that show it, with their scripts and styles from this site."""

from csp.decorators import csp_update
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

schema = SpectacularAPIView.as_view()
swagger_ui = SpectacularSwaggerSplitView.as_view(url_name="api_schema")
# ReDoc writes its styles into the page; its search runs in a worker that it makes itself.
redoc = csp_update({"style-src": ["'self'", "'unsafe-inline'"], "worker-src": ["'self'", "blob:"]})(
    SpectacularRedocView.as_view(url_name="api_schema")
)
