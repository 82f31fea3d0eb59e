"""What the synchronisation with TMDB did, what it has yet to do, and where it disagrees with staff."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from films import locks

from .catalogue import Film


class SyncRun(models.Model):
    """One call of `sync_tmdb`. A run without an end is going on, or was killed and will be taken up by the next one."""

    class Exit(models.IntegerChoices):
        """The exit codes of the command."""

        DONE = 0, _("all done")
        INCOMPLETE = 1, _("some is left for the next run")
        UNABLE = 2, _("could not work")

    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    options = models.JSONField(_("options"), default=dict)
    counts = models.JSONField(_("counts"), default=dict)
    exit_code = models.PositiveSmallIntegerField(_("exit"), choices=Exit, null=True, blank=True)
    message = models.CharField(_("message"), max_length=300, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    changes_through = models.DateField(_("changes read through"), null=True, blank=True)

    class Meta:
        verbose_name = _("run of the synchronization")
        verbose_name_plural = _("runs of the synchronization")
        indexes = [models.Index(fields=["-started_at", "-id"], name="sync_run_by_start")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.words}".strip()

    @property
    def words(self) -> str:
        """The options as they would be typed."""
        return " ".join(
            f"--{name.replace('_', '-')}" if value is True else f"--{name.replace('_', '-')} {value}"
            for name, value in self.options.items()
        )


class SyncError(models.Model):
    """What a run could not do, and why."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="errors", verbose_name=_("run"))
    film = models.ForeignKey(
        Film, on_delete=models.SET_NULL, null=True, blank=True, related_name="sync_errors", verbose_name=_("film")
    )
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500)
    happened_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("error of the synchronization")
        verbose_name_plural = _("errors of the synchronization")

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"


class SyncRecord(models.Model):
    """How it stands with one film of TMDB: the queue of what is to be fetched, and the outcome of the last fetch.

    The record of a film that staff deleted stays and is `unwanted`, so that the next run does not bring it back.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        CREATED = "created", _("added")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        FAILED = "failed", _("failed")
        GONE = "gone", _("gone from TMDB")
        LEFT_OUT = "left_out", _("left out")

    tmdb_id = models.PositiveIntegerField(_("TMDB id"), primary_key=True)
    film = models.ForeignKey(
        Film, on_delete=models.SET_NULL, null=True, blank=True, related_name="sync_records", verbose_name=_("film")
    )
    run = models.ForeignKey(
        SyncRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="records", verbose_name=_("run")
    )
    state = models.CharField(_("outcome"), max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    unwanted = models.BooleanField(_("deleted by staff"), default=False)
    position = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    synced_at = models.DateTimeField(_("last success"), null=True, blank=True)

    class Meta:
        verbose_name = _("record of TMDB")
        verbose_name_plural = _("records of TMDB")
        indexes = [
            models.Index(fields=["position", "tmdb_id"], condition=Q(state="queued"), name="sync_record_queue"),
            models.Index(fields=["finished_at"], condition=Q(state="failed"), name="sync_record_failed"),
            models.Index(fields=["synced_at"], name="sync_record_by_age"),
        ]

    def __str__(self) -> str:
        return f"TMDB {self.tmdb_id}"


class TmdbDifference(models.Model):
    """A field that staff locked and of which TMDB says something else.

    `theirs` is what TMDB said, as `films.tmdb.fields` writes it. Staff decide: take it, or keep what stands here; what
    was kept comes up again only when TMDB changes its mind.
    """

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="tmdb_differences", verbose_name=_("film"))
    field = models.CharField(_("field"), max_length=40)
    theirs = models.JSONField(_("at TMDB"), null=True)
    seen_at = models.DateTimeField(_("since"))
    kept_at = models.DateTimeField(_("kept"), null=True, blank=True)

    class Meta:
        verbose_name = _("difference from TMDB")
        verbose_name_plural = _("TMDB says otherwise")
        constraints = [models.UniqueConstraint(fields=["film", "field"], name="tmdb_difference_once")]
        indexes = [
            models.Index(fields=["-seen_at", "-id"], condition=Q(kept_at=None), name="tmdb_difference_open"),
        ]

    def __str__(self) -> str:
        return f"{self.film}: {locks.label(self.field)}"
