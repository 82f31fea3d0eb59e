from .catalogue import (
    AlternativeTitle,
    Collection,
    Country,
    Film,
    FilmCountry,
    FilmGenre,
    FilmTranslation,
    Genre,
    Keyword,
    Video,
)
from .people import Credit, Person
from .ranking import RankingBasis
from .redirects import FilmRedirect, PersonRedirect
from .search import SearchEntry, SearchWord
from .sync import SyncError, SyncRecord, SyncRun, TmdbDifference

__all__ = [
    "AlternativeTitle",
    "Collection",
    "Country",
    "Credit",
    "Film",
    "FilmCountry",
    "FilmGenre",
    "FilmRedirect",
    "FilmTranslation",
    "Genre",
    "Keyword",
    "Person",
    "PersonRedirect",
    "RankingBasis",
    "SearchEntry",
    "SearchWord",
    "SyncError",
    "SyncRecord",
    "SyncRun",
    "TmdbDifference",
    "Video",
]
