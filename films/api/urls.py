from rest_framework.routers import SimpleRouter

from films.api import views

router = SimpleRouter(use_regex_path=False)
router.register("films/genres", views.GenreViewSet, basename="genre")
router.register("films/<int:film_id>/credits", views.CreditViewSet, basename="film-credit")
router.register("films/<int:film_id>/videos", views.VideoViewSet, basename="film-video")

urlpatterns = router.urls
