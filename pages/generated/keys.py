from django.db.models import Max, Model


def next_range(model: type[Model], count: int) -> range:
    first = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
    return range(first, first + count)
