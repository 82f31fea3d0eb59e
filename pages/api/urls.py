from rest_framework.routers import SimpleRouter

from pages.api import people, views

router = SimpleRouter(use_regex_path=False)
router.register("films", views.FilmViewSet, basename="film")
router.register("people", people.PersonViewSet, basename="person")

urlpatterns = router.urls
