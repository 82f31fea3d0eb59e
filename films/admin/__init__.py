from . import catalogue, differences, films, people

__all__ = ["catalogue", "differences", "films", "people"]
