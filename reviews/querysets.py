from django.db import models


class UserFilmQuerySet(models.QuerySet):
    pass
