from django.urls import include, path

from config.api import docs

v1 = [
    path("", include("accounts.api.urls")),
    path("", include("films.api.urls")),
    path("", include("reviews.api.urls")),
    path("", include("reviews.api.talk_urls")),
    path("", include("pages.api.urls")),
]

urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", docs.schema, name="api_schema"),
    path("schema/swagger-ui/", docs.swagger_ui, name="api_swagger_ui"),
    path("schema/redoc/", docs.redoc, name="api_redoc"),
]
