from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from pages.views import about, catalogue, data, elsewhere, feeds, home, machines, members, search, watchlist
from reviews.views import diary, diary_stats

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler429 = "pages.views.errors.too_many_requests"  # read by allauth
handler500 = "config.errors.server_error"

# The pages of films and members compose what several apps know, so their views are in `pages`, above all of them.
films_urls = (
    [
        path("films/", catalogue.film_list, name="list"),
        path("films/<int:pk>/", catalogue.film_detail, name="short"),
        path("films/<int:pk>-<slug:slug>/", catalogue.film_detail, name="detail"),
        path("films/<int:pk>-<slug:slug>/credits/", catalogue.film_credits, name="credits"),
        path("films/<int:pk>-<slug:slug>/similar/", catalogue.similar_films, name="similar"),
        path("search/", search.film_search, name="search"),
        path("films/<int:pk>-<slug:slug>/reviews/feed/", feeds.film_reviews, name="reviews_feed"),
        path("search/feed/", feeds.film_search, name="search_feed"),
        path("search/suggest/", search.suggestions, name="suggest"),
        path("search/elsewhere/", elsewhere.search_elsewhere, name="search_elsewhere"),
        path("search/elsewhere/add/", elsewhere.add_film, name="add"),
    ],
    "films",
)
people_urls = (
    [
        path("<int:pk>/", catalogue.person_detail, name="short"),
        path("<int:pk>-<slug:slug>/", catalogue.person_detail, name="detail"),
    ],
    "people",
)

urlpatterns = [
    path("favicon.ico", about.favicon),
    path("sw.js", about.service_worker, name="service_worker"),
    path("robots.txt", machines.robots),
    path(".well-known/security.txt", machines.security),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-places.xml", machines.sitemap_places, name="sitemap_places"),
    path("sitemap-<slug:name>-<int:number>.xml", machines.sitemap_part, name="sitemap_part"),
    path("api/", include("config.api.urls")),
    *i18n_patterns(
        path("", home.home, name="home"),
        path("", include(films_urls)),
        path("people/", include(people_urls)),
        path("members/<str:username>/", members.profile, name="profile"),
        path("members/<str:username>/watchlist/", watchlist.member_watchlist, name="member_watchlist"),
        path("members/<str:username>/diary/", diary.member_diary, name="diary"),
        path("members/<str:username>/diary/feed/", feeds.diary, name="diary_feed"),
        path("members/<str:username>/diary/<int:year>/<int:month>/", diary.diary_month, name="diary_month"),
        path("members/<str:username>/diary/entries/<int:pk>/", diary.diary_entry, name="diary_entry"),
        path("members/<str:username>/stats/", diary_stats.stats, name="stats"),
        path("members/<str:username>/stats/<int:year>/", diary_stats.stats, name="stats_year"),
        path("my/watchlist/", watchlist.my_watchlist, name="my_watchlist"),
        path("", include("reviews.urls")),
        path("accounts/data/", data.your_data, name="your_data"),
        path("accounts/data/export/", data.export_data, name="export_data"),
        path("accounts/delete/", data.delete_account, name="delete_account"),
        path("accounts/", include("accounts.urls")),
        path("accounts/", include("allauth.urls")),
        path("about/", about.about, name="about"),
        path("about/ranking/", about.ranking, name="about_ranking"),
        path("about/moderation/", about.moderation, name="about_moderation"),
        path("offline/", about.offline, name="offline"),
        path(f"{settings.ADMIN_PATH}/", admin.site.urls),
        prefix_default_language=False,
    ),
]

if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
