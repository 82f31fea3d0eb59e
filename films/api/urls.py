from rest_framework.routers import SimpleRouter

from films.api import views

router = SimpleRouter(use_regex_path=False)
router.register("films/genres", views.GenreViewSet, basename="genre")

urlpatterns = router.urls
