from . import catalogue, differences, films, people, runs, tasks

__all__ = ["catalogue", "differences", "films", "people", "runs", "tasks"]
