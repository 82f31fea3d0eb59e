from django.db import models


class FilmQuerySet(models.QuerySet):
    pass


class CreditQuerySet(models.QuerySet):
    pass
