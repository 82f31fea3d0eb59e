from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast, Coalesce, ExtractYear, NullIf
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from films import images, posters, triggers
from films.expressions import SortKey
from films.paths import film_path
from films.querysets import FilmQuerySet

HISTOGRAM_BINS = 10


def empty_histogram() -> list[int]:
    return [0] * HISTOGRAM_BINS


class NamedInTwoLanguages(models.Model):
    """`name` is English, `name_ru` Russian where it is known."""

    name = models.CharField(_("name"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return (get_language() == "ru" and self.name_ru) or self.name


class Genre(NamedInTwoLanguages):
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True, unique=True)
    slug = models.SlugField(unique=True)

    class Meta:
        verbose_name = _("genre")
        verbose_name_plural = _("genres")


class Country(NamedInTwoLanguages):
    code = models.CharField(
        _("code"),
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters."))],
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")


class Keyword(NamedInTwoLanguages):
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True, unique=True)
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True)

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")


class Collection(NamedInTwoLanguages):
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")


class Film(models.Model):
    class Status(models.TextChoices):
        RUMORED = "rumored", _("Rumored")
        PLANNED = "planned", _("Planned")
        IN_PRODUCTION = "in_production", _("In production")
        POST_PRODUCTION = "post_production", _("Post-production")
        RELEASED = "released", _("Released")
        CANCELED = "canceled", _("Canceled")

    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True, unique=True)
    imdb_id = models.CharField(
        _("IMDb id"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^tt\d{7,10}\Z", _("Two letters t and seven to ten digits, as in tt0017136."))],
    )
    title = models.CharField(_("title"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300, blank=True, editable=False)
    original_title = models.CharField(_("original title"), max_length=300, blank=True)
    original_language = models.CharField(_("original language"), max_length=8, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, blank=True)
    released_on = models.DateField(_("released on"), null=True, blank=True)
    year = models.GeneratedField(
        verbose_name=_("year"),
        expression=ExtractYear("released_on"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    runtime_minutes = models.PositiveSmallIntegerField(_("runtime in minutes"), null=True, blank=True)
    overview = models.TextField(_("synopsis"), blank=True)
    tagline = models.CharField(_("tagline"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.RELEASED)
    poster = models.ImageField(_("poster"), upload_to="posters", blank=True)
    backdrop = models.ImageField(_("backdrop"), upload_to="backdrops", blank=True)
    tmdb_poster_path = models.CharField(max_length=100, blank=True, editable=False)
    tmdb_backdrop_path = models.CharField(max_length=100, blank=True, editable=False)
    # The path at TMDB that the stored picture came from; empty where staff uploaded it.
    poster_source = models.CharField(max_length=100, blank=True, editable=False)
    backdrop_source = models.CharField(max_length=100, blank=True, editable=False)
    certification = models.CharField(
        _("age rating"), max_length=20, blank=True, help_text=_("As in the country of TMDB_REGION: PG-13, 16, 18+.")
    )
    budget = models.PositiveBigIntegerField(_("budget"), null=True, blank=True, help_text=_("US dollars."))
    revenue = models.PositiveBigIntegerField(_("revenue"), null=True, blank=True, help_text=_("US dollars."))
    tmdb_vote_average = models.FloatField(null=True, blank=True, editable=False)
    tmdb_vote_count = models.PositiveIntegerField(default=0, editable=False)
    popularity = models.FloatField(_("popularity at TMDB"), default=0, editable=False)
    adult = models.BooleanField(_("adult"), default=False, help_text=_("Shown to staff only."))
    collection = models.ForeignKey(
        Collection,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="films",
        verbose_name=_("collection"),
    )
    genres = models.ManyToManyField(
        Genre, through="FilmGenre", related_name="films", blank=True, verbose_name=_("genres")
    )
    countries = models.ManyToManyField(
        Country, through="FilmCountry", related_name="films", blank=True, verbose_name=_("countries")
    )
    keywords = models.ManyToManyField(Keyword, related_name="films", blank=True, verbose_name=_("keywords"))
    # What staff edited: the synchronisation with TMDB leaves it as it is. The names are those of films/locks.py.
    locked_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)
    gone_upstream_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    # Kept by triggers (films/triggers.py and reviews/triggers.py), never written by Python.
    genre_ids = ArrayField(models.BigIntegerField(), default=list, editable=False)
    country_codes = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    rating_count = models.PositiveIntegerField(default=0, editable=False)
    rating_sum = models.PositiveIntegerField(default=0, editable=False)
    rating_histogram = ArrayField(
        models.PositiveIntegerField(), size=HISTOGRAM_BINS, default=empty_histogram, editable=False
    )
    watched_count = models.PositiveIntegerField(default=0, editable=False)
    planned_count = models.PositiveIntegerField(default=0, editable=False)
    favorite_count = models.PositiveIntegerField(default=0, editable=False)
    review_count = models.PositiveIntegerField(default=0, editable=False)
    ranking_score = models.FloatField(null=True, editable=False)
    ranking_held = models.BooleanField(default=False, editable=False)  # while a burst of ratings is being judged

    # Computed by PostgreSQL from the columns above.
    rating_mean = models.GeneratedField(
        expression=Cast(F("rating_sum"), models.FloatField()) / NullIf(F("rating_count"), 0),
        output_field=models.FloatField(),
        db_persist=True,
    )
    attention = models.GeneratedField(
        expression=F("popularity") + F("watched_count") + F("planned_count"),
        output_field=models.FloatField(),
        db_persist=True,
    )
    sort_title = models.GeneratedField(
        expression=SortKey("title"), output_field=models.CharField(max_length=200), db_persist=True
    )
    sort_title_ru = models.GeneratedField(
        expression=SortKey(Coalesce(NullIf(F("title_ru"), Value("")), F("title"))),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )

    objects = FilmQuerySet.as_manager()

    class Meta:
        verbose_name = _("film")
        verbose_name_plural = _("films")
        constraints = [
            models.UniqueConstraint(
                fields=["imdb_id"],
                condition=~Q(imdb_id=""),
                name="film_imdb_id_unique",
                violation_error_message=_("Another film has this IMDb id."),
            ),
            models.CheckConstraint(
                condition=Q(rating_histogram__len=HISTOGRAM_BINS), name="film_histogram_has_ten_bins"
            ),
            models.CheckConstraint(
                condition=Q(rating_sum__gte=F("rating_count"), rating_sum__lte=F("rating_count") * 10),
                name="film_rating_sum_in_range",
            ),
        ]
        # `adult` stands in every index that a list is sorted by, so that skipping to a far page reads no row. The
        # default order carries the filters too: docs/performance.md.
        indexes = [
            models.Index(F("ranking_score").desc(nulls_last=True), F("id").desc(), F("adult"), name="film_by_ranking"),
            models.Index(
                fields=["-attention", "-id"],
                include=[
                    "adult",
                    "year",
                    "runtime_minutes",
                    "rating_count",
                    "rating_mean",
                    "original_language",
                    "genre_ids",
                    "country_codes",
                ],
                name="film_by_attention",
            ),
            models.Index(fields=["-id", "adult"], name="film_by_newness"),
            models.Index(F("released_on").desc(nulls_last=True), F("id").desc(), F("adult"), name="film_by_release"),
            models.Index(fields=["released_on", "id", "adult"], name="film_by_age"),
            models.Index(fields=["sort_title", "id", "adult"], name="film_by_title"),
            models.Index(fields=["sort_title_ru", "id", "adult"], name="film_by_title_ru"),
            models.Index(fields=["year"], name="film_by_year"),
            models.Index(fields=["runtime_minutes"], name="film_by_runtime"),
            models.Index(fields=["rating_mean", "rating_count"], name="film_by_rating"),
            models.Index(fields=["original_language"], name="film_by_language"),
            models.Index(fields=["-attention", "-id"], condition=~Q(locked_fields=[]), name="film_locked"),
            models.Index(fields=["-attention", "-id"], condition=Q(gone_upstream_at__isnull=False), name="film_gone"),
            GinIndex(fields=["genre_ids"], fastupdate=False, name="film_genres_gin"),
            GinIndex(fields=["country_codes"], fastupdate=False, name="film_countries_gin"),
        ]
        triggers = triggers.FILM

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def save(self, **kwargs) -> None:  # type: ignore[no-untyped-def]  # Django's own keywords
        """Fill the slug of a film that has none; `update_fields` of others stay as given."""
        if not self.slug:
            self.slug = slugify(self.title)[:120]
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return film_path(self.pk, self.slug)

    @property
    def local_title(self) -> str:
        return (get_language() == "ru" and self.title_ru) or self.title

    @cached_property
    def typographic_poster(self) -> posters.TypographicPoster:
        return posters.typographic_poster(self.local_title, self.year, self.genre_ids)

    @property
    def poster_sources(self) -> images.Sources | None:
        return images.sources(self.poster.name) if self.poster.name else None

    @property
    def backdrop_sources(self) -> images.Sources | None:
        return images.sources(self.backdrop.name) if self.backdrop.name else None


class FilmGenre(models.Model):
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="film_genres")
    genre = models.ForeignKey(Genre, on_delete=models.CASCADE, related_name="film_genres", verbose_name=_("genre"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("genre of a film")
        verbose_name_plural = _("genres of films")
        constraints = [models.UniqueConstraint(fields=["film", "genre"], name="film_genre_once")]
        triggers = triggers.keep_array("genre_ids", "films_filmgenre", "genre_id")

    def __str__(self) -> str:
        return str(self.genre)


class FilmCountry(models.Model):
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="film_countries")
    country = models.ForeignKey(
        Country, on_delete=models.CASCADE, related_name="film_countries", verbose_name=_("country")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("country of a film")
        verbose_name_plural = _("countries of films")
        constraints = [models.UniqueConstraint(fields=["film", "country"], name="film_country_once")]
        triggers = triggers.keep_array("country_codes", "films_filmcountry", "country_id")

    def __str__(self) -> str:
        return str(self.country)


class FilmTranslation(models.Model):
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=300, blank=True)
    overview = models.TextField(_("synopsis"), blank=True)
    tagline = models.CharField(_("tagline"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [models.UniqueConstraint(fields=["film", "language"], name="film_translation_once")]
        triggers = triggers.TRANSLATION

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"


class AlternativeTitle(models.Model):
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="alternative_titles")
    title = models.CharField(_("title"), max_length=300)
    country = models.CharField(_("country"), max_length=2, blank=True)
    kind = models.CharField(_("kind"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("alternative title")
        verbose_name_plural = _("alternative titles")
        constraints = [models.UniqueConstraint(fields=["film", "country", "title"], name="alternative_title_once")]
        triggers = triggers.ALTERNATIVE_TITLE

    def __str__(self) -> str:
        return self.title


class Video(models.Model):
    class Site(models.TextChoices):
        YOUTUBE = "YouTube"
        VIMEO = "Vimeo"

    class Kind(models.TextChoices):
        TRAILER = "Trailer", _("Trailer")
        TEASER = "Teaser", _("Teaser")
        CLIP = "Clip", _("Clip")
        FEATURETTE = "Featurette", _("Featurette")
        BEHIND_THE_SCENES = "Behind the Scenes", _("Behind the scenes")
        BLOOPERS = "Bloopers", _("Bloopers")

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="videos")
    site = models.CharField(_("site"), max_length=20, choices=Site, default=Site.YOUTUBE)
    key = models.CharField(
        _("key"), max_length=40, validators=[RegexValidator(r"^[A-Za-z0-9_-]+\Z", _("The id in the video's address."))]
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TRAILER)
    name = models.CharField(_("name"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        constraints = [models.UniqueConstraint(fields=["film", "site", "key"], name="video_once_per_film")]

    def __str__(self) -> str:
        return self.name or self.key
