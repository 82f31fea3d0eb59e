from . import catalogue, films, people

__all__ = ["catalogue", "films", "people"]
