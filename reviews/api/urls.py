from rest_framework.routers import SimpleRouter

from reviews.api import marks, viewings

router = SimpleRouter(use_regex_path=False)
router.register("ratings", marks.RatingViewSet, basename="rating")
router.register("favorites", marks.FavoriteViewSet, basename="favorite")
router.register("watchlist", marks.WatchlistViewSet, basename="watchlist")
router.register("statuses", marks.StatusViewSet, basename="status")
router.register("watch-history", viewings.ViewingViewSet, basename="viewing")

urlpatterns = router.urls
