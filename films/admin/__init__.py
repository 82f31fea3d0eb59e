from . import catalogue, differences, films, people, runs

__all__ = ["catalogue", "differences", "films", "people", "runs"]
