"""Triggers that keep what is derived from a film's rows: its search entries, Russian title, genre and country arrays.

They run once per statement over transition tables, so a bulk insert of a thousand rows costs one pass; only a change of
titles, which is rare, is watched row by row.
"""

import pgtrigger
from pgtrigger import Delete, Insert, Referencing, Statement, Update

REFERENCING = {
    Insert: Referencing(new="new_rows"),
    Update: Referencing(old="old_rows", new="new_rows"),
    Delete: Referencing(old="old_rows"),
}
CHANGED_ROWS = {
    Insert: "SELECT * FROM new_rows",
    Update: "SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows",
    Delete: "SELECT * FROM old_rows",
}


def after_each(name: str, body: str) -> list[pgtrigger.Trigger]:
    """Statement triggers after insert, update and delete; `{rows}` in `body` stands for the rows that changed."""
    return [
        pgtrigger.Trigger(
            name=f"{name}_{str(operation).lower()}",
            level=Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=REFERENCING[operation],
            func=body.replace("{rows}", CHANGED_ROWS[operation]) + "\nRETURN NULL;",
        )
        for operation in (Insert, Update, Delete)
    ]


def keep_array(column: str, through: str, target: str) -> list[pgtrigger.Trigger]:
    """Keep the array `column` of films equal to their rows in the table `through`, in their order."""
    body = f"""
UPDATE films_film SET {column} = ARRAY(
    SELECT {target} FROM {through} WHERE film_id = films_film.id ORDER BY position, id)
WHERE id IN (SELECT film_id FROM ({{rows}}) AS changed);"""
    return after_each(f"keep_{column}", body)


REFRESH_CHANGED = "PERFORM films_refresh_search(ARRAY(SELECT DISTINCT film_id FROM ({rows}) AS changed));"

FILM = [
    pgtrigger.Trigger(
        name="index_titles_insert",
        level=Statement,
        when=pgtrigger.After,
        operation=Insert,
        referencing=REFERENCING[Insert],
        func="PERFORM films_refresh_search(ARRAY(SELECT id FROM new_rows)); RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="index_titles_update",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("title", "original_title"),
        condition=pgtrigger.AnyChange("title", "original_title"),
        func="PERFORM films_refresh_search(ARRAY[NEW.id]); RETURN NULL;",
    ),
]

TRANSLATION = after_each(
    "keep_titles",
    """
UPDATE films_film SET title_ru = coalesce(
    (SELECT title FROM films_filmtranslation WHERE film_id = films_film.id AND language = 'ru'), '')
WHERE id IN (SELECT film_id FROM ({rows}) AS changed WHERE language = 'ru');
"""
    + REFRESH_CHANGED,
)

ALTERNATIVE_TITLE = after_each("index_titles", REFRESH_CHANGED)

PERSON = [
    pgtrigger.Trigger(
        name="index_names_insert",
        level=Statement,
        when=pgtrigger.After,
        operation=Insert,
        referencing=REFERENCING[Insert],
        func="PERFORM films_refresh_person_search(ARRAY(SELECT id FROM new_rows)); RETURN NULL;",
    ),
    pgtrigger.Trigger(
        name="index_names_update",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("name", "name_ru", "also_known_as"),
        condition=pgtrigger.AnyChange("name", "name_ru", "also_known_as"),
        func="PERFORM films_refresh_person_search(ARRAY[NEW.id]); RETURN NULL;",
    ),
]
