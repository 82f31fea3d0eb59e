"""The people of a film and what they did, as TMDB has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from films.models import Credit, Film, Person, PersonRedirect
from films.tmdb.mapping import CreditValues, PersonValues

SHOWN = ("credit_id", "department", "job", "character", "order")


def write_credits(film: Film, credits: Iterable[CreditValues], *, seen_people: set[int]) -> dict[str, int]:
    """Make the film's credits those of TMDB; how many rows were added, changed and removed, by kind.

    No credits at all mean that TMDB does not know them: ours stay. Those without an id, as of the demo, give way to
    TMDB's. `seen_people` are those that an earlier answer of the same run has spoken of: where two answers disagree
    on a person, the first counts, or every run would write them back and forth.
    """
    credits = list(credits)
    if not credits:
        return {}
    people, counts = write_people(film, (credit.person for credit in credits), seen=seen_people)
    wanted = {credit.credit_id: row(film, people[credit.person.tmdb_id], credit) for credit in credits}
    ours = list(Credit.objects.filter(film=film))
    known = {credit.credit_id: facts(credit) for credit in ours}
    gone = [credit.pk for credit in ours if credit.credit_id not in wanted]
    added = [credit for credit in wanted.values() if credit.credit_id not in known]
    changed = [credit for credit in wanted.values() if facts(credit) != known.get(credit.credit_id, facts(credit))]
    if gone:
        Credit.objects.filter(pk__in=gone).delete()
    Credit.objects.bulk_create(
        [*added, *changed],
        update_conflicts=True,
        unique_fields=["credit_id"],
        update_fields=["film", "person", "department", "job", "character", "order"],
    )
    return counts | {"credits_added": len(added), "credits_changed": len(changed), "credits_removed": len(gone)}


def row(film: Film, person_id: int, values: CreditValues) -> Credit:
    return Credit(film=film, person_id=person_id, **{name: getattr(values, name) for name in SHOWN})


def facts(credit: Credit) -> tuple[Any, ...]:
    return (credit.person_id, credit.department, credit.job, credit.character, credit.order)


def write_people(
    film: Film, people: Iterable[PersonValues], *, seen: set[int]
) -> tuple[dict[int, int], dict[str, int]]:
    """The ids of the site's people by TMDB's, and how many were added and changed."""
    wanted: dict[int, PersonValues] = {}
    for person in people:
        wanted.setdefault(person.tmdb_id, person)
    known = known_people(film, wanted)
    ids = merged_people(wanted.keys() - known.keys())
    added = [new_person(values) for tmdb_id, values in wanted.items() if tmdb_id not in known and tmdb_id not in ids]
    changed = [
        renewed
        for tmdb_id, person in known.items()
        if tmdb_id not in seen and (renewed := renew_person(person, wanted[tmdb_id]))
    ]
    written = Person.objects.bulk_create(
        sorted([*added, *changed], key=lambda person: person.tmdb_id or 0),  # in one order, against deadlocks
        update_conflicts=True,
        unique_fields=["tmdb_id"],
        update_fields=["name", "tmdb_profile_path", "popularity"],
    )
    seen.update(wanted)
    ids |= {tmdb_id: person.pk for tmdb_id, person in known.items()}
    ids |= {person.tmdb_id: person.pk for person in written if person.tmdb_id}
    renamed = [person for person in changed if facts_of(person) != facts_of(known[person.tmdb_id or 0])]
    return ids, {"people_added": len(added), "people_changed": len(renamed)}


def known_people(film: Film, wanted: dict[int, PersonValues]) -> dict[int, Person]:
    """By TMDB id; one in the film's credits who has none yet is the person of that name."""
    known = {person.tmdb_id: person for person in Person.objects.filter(tmdb_id__in=wanted) if person.tmdb_id}
    if len(known) < len(wanted):
        nameless = Person.objects.filter(tmdb_id=None, credits__film=film).distinct()
        by_name = {person.name.casefold(): person for person in nameless}
        for tmdb_id, values in wanted.items():
            person = by_name.pop(values.name.casefold(), None) if tmdb_id not in known else None
            if person:
                Person.objects.filter(pk=person.pk).update(tmdb_id=tmdb_id)
                person.tmdb_id = tmdb_id
                known[tmdb_id] = person
    return known


def merged_people(missing: Iterable[int]) -> dict[int, int]:
    """Of the people that staff merged into others, the ids of those others."""
    found = PersonRedirect.objects.filter(tmdb_id__in=missing).values_list("tmdb_id", "person_id")
    return {tmdb_id: person_id for tmdb_id, person_id in found if tmdb_id}


def new_person(values: PersonValues) -> Person:
    return Person(
        tmdb_id=values.tmdb_id,
        name=values.name,
        slug=slugify(values.name)[:120],
        tmdb_profile_path=values.profile_path,
        popularity=values.popularity,
    )


def renew_person(person: Person, values: PersonValues) -> Person | None:
    """The person as TMDB now has them; None where nothing is new. A name that staff locked stays."""
    new = new_person(values)
    if "name" in person.locked_fields:
        new.name = person.name
    same = facts_of(new) == facts_of(person) and new.popularity == person.popularity
    return None if same else new


def facts_of(person: Person) -> tuple[str, str]:
    return person.name, person.tmdb_profile_path


def as_json(credits: Iterable[CreditValues]) -> list[list[Any]]:
    """For a difference: enough to read it, and to take it later."""
    return [
        [
            credit.credit_id,
            credit.person.tmdb_id,
            credit.person.name,
            credit.person.profile_path,
            credit.person.popularity,
            credit.department,
            credit.job,
            credit.character,
            credit.order,
        ]
        for credit in credits
    ]


def from_json(rows: Iterable[list[Any]]) -> list[CreditValues]:
    return [
        CreditValues(credit_id, PersonValues(tmdb_id, name, path, popularity), department, job, character, order)
        for credit_id, tmdb_id, name, path, popularity, department, job, character, order in rows
    ]


def shown(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """Of a difference what staff see and decide on: a person's picture and popularity change without them."""
    return [[*row[:3], *row[5:]] for row in rows]


def say_the_same(film: Film, credits: Iterable[CreditValues]) -> bool:
    """Whether the credits here name the same people for the same, whatever their ids."""
    ours = Credit.objects.filter(film=film).values_list("person__name", "department", "job", "character")
    return sorted(ours) == sorted((c.person.name, c.department, c.job, c.character) for c in credits)
