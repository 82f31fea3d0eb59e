from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from films import triggers
from films.paths import person_path
from films.querysets import CreditQuerySet

from .catalogue import Film


class Person(models.Model):
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True, unique=True)
    imdb_id = models.CharField(
        _("IMDb id"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^nm\d{7,10}\Z", _("Two letters and seven to ten digits, as in nm0000041."))],
    )
    name = models.CharField(_("name"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200, blank=True)
    also_known_as = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    slug = models.SlugField(_("slug"), max_length=120, blank=True)
    biography = models.TextField(_("biography"), blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    died_on = models.DateField(_("died on"), null=True, blank=True)
    place_of_birth = models.CharField(_("place of birth"), max_length=200, blank=True)
    tmdb_profile_path = models.CharField(max_length=100, blank=True, editable=False)
    popularity = models.FloatField(_("popularity at TMDB"), default=0, editable=False)
    # What staff edited, as for films.
    locked_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["imdb_id"],
                condition=~Q(imdb_id=""),
                name="person_imdb_id_unique",
                violation_error_message=_("Another person has this IMDb id."),
            )
        ]
        indexes = [
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["-popularity", "id"], name="person_by_popularity"),
        ]
        triggers = triggers.PERSON

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:  # type: ignore[no-untyped-def]  # Django's own keywords
        if not self.slug:
            self.slug = slugify(self.name)[:120]
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return person_path(self.pk, self.slug)

    @property
    def local_name(self) -> str:
        return (get_language() == "ru" and self.name_ru) or self.name


class Credit(models.Model):
    class Department(models.TextChoices):
        ACTING = "Acting", _("Cast")
        DIRECTING = "Directing", _("Directing")
        WRITING = "Writing", _("Writing")
        PRODUCTION = "Production", _("Production")
        CAMERA = "Camera", _("Camera")
        EDITING = "Editing", _("Editing")
        SOUND = "Sound", _("Sound")
        ART = "Art", _("Art")
        COSTUME = "Costume & Make-Up", _("Costume & Make-Up")
        EFFECTS = "Visual Effects", _("Visual effects")
        LIGHTING = "Lighting", _("Lighting")
        CREW = "Crew", _("Crew")

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="credits", verbose_name=_("person"))
    credit_id = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)
    department = models.CharField(_("department"), max_length=20, choices=Department, default=Department.ACTING)
    job = models.CharField(_("job"), max_length=100, blank=True)
    character = models.CharField(_("character"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        indexes = [
            models.Index(fields=["film", "department", "order"], name="credit_by_film"),
            models.Index(fields=["person", "film"], name="credit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.character or self.job}"
