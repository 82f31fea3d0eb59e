"""The functions that the triggers of films and ratings call."""

from django.db import migrations

INSERT_ENTRIES = r"""
    INSERT INTO films_searchentry ({owner}, text, key)
    SELECT DISTINCT owner_id, words, replace(films_sort_key(name), ' ', '')
    FROM (SELECT owner_id, name, films_entry_text(name) AS words FROM names) AS named
    WHERE words <> '';
"""

INSERT_WORDS = r"""
    INSERT INTO films_searchword (word)
    SELECT DISTINCT word FROM films_searchentry, unnest(string_to_array(text, ' ')) AS word
    WHERE {owner} = ANY (ids) AND length(word) BETWEEN 5 AND 60 AND word !~ '[0-9]'
    ORDER BY word
    ON CONFLICT DO NOTHING;
"""

REFRESH_FILMS = f"""
CREATE FUNCTION films_refresh_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM films_searchentry WHERE film_id = ANY (ids);
    WITH names AS (
        SELECT id AS owner_id, title AS name FROM films_film WHERE id = ANY (ids)
        UNION SELECT id, original_title FROM films_film WHERE id = ANY (ids)
        UNION SELECT film_id, title FROM films_filmtranslation WHERE film_id = ANY (ids)
        UNION SELECT film_id, title FROM films_alternativetitle WHERE film_id = ANY (ids)
    )
    {INSERT_ENTRIES.format(owner="film_id")}
    {INSERT_WORDS.format(owner="film_id")}
END $$
"""

REFRESH_PEOPLE = f"""
CREATE FUNCTION films_refresh_person_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM films_searchentry WHERE person_id = ANY (ids);
    WITH names AS (
        SELECT id AS owner_id, name FROM films_person WHERE id = ANY (ids)
        UNION SELECT id, name_ru FROM films_person WHERE id = ANY (ids)
        UNION SELECT id, unnest(also_known_as) FROM films_person WHERE id = ANY (ids)
    )
    {INSERT_ENTRIES.format(owner="person_id")}
    {INSERT_WORDS.format(owner="person_id")}
END $$
"""

# (n*R + m*C) / (n + m): n ratings of mean R, the site's mean C counted as m ratings; none below the least number of ratings.
RANKING_SCORE = """
CREATE FUNCTION films_ranking_score(ratings bigint, total bigint) RETURNS double precision
LANGUAGE sql STABLE STRICT AS $$
SELECT CASE WHEN ratings >= min_votes THEN (total + weight * mean) / (ratings + weight) END
FROM films_rankingbasis WHERE id = 1
$$
"""


class Migration(migrations.Migration):
    dependencies = [("films", "0002_initial")]
    operations = [
        migrations.RunSQL(REFRESH_FILMS, "DROP FUNCTION films_refresh_search(bigint[])"),
        migrations.RunSQL(REFRESH_PEOPLE, "DROP FUNCTION films_refresh_person_search(bigint[])"),
        migrations.RunSQL(RANKING_SCORE, "DROP FUNCTION films_ranking_score(bigint, bigint)"),
    ]
