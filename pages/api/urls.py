from rest_framework.routers import SimpleRouter

from pages.api import views

router = SimpleRouter(use_regex_path=False)
router.register("films", views.FilmViewSet, basename="film")

urlpatterns = router.urls
