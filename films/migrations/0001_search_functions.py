"""The extensions and SQL functions that generated columns, indexes and triggers are built on."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Text as it is compared in search: lower case, without accents, ё as е, words parted by one space.
# - An apostrophe before an English ending joins (it's -> its); any other parts (l'avventura -> l avventura).
# - Initials join (L.A. -> la, E.T. -> et), so that they are not taken for articles.
# - Fractions part from the number before them (8½ -> 8 1 2).
# - Letters of Chinese and Japanese are words of their own, because these scripts write no spaces.
# - Roman numerals after the first word are Arabic ones, but I and X, which are names too (Rocky II -> rocky 2).
SEARCH_TEXT = r"""
CREATE FUNCTION films_search_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT CASE
    WHEN words ~ ' (ii|iii|iv|v|vi|vii|viii|ix)\M' THEN
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            words, ' ii\M', ' 2', 'g'), ' iii\M', ' 3', 'g'), ' iv\M', ' 4', 'g'), ' v\M', ' 5', 'g'),
            ' vi\M', ' 6', 'g'), ' vii\M', ' 7', 'g'), ' viii\M', ' 8', 'g'), ' ix\M', ' 9', 'g')
    ELSE words
END
FROM (
    SELECT btrim(regexp_replace(
        CASE
            WHEN joined ~ '[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]' THEN
                regexp_replace(
                    joined, '([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])', ' \1 ', 'g')
            ELSE joined
        END, '[^[:alnum:]]+', ' ', 'g')) AS words
    FROM (
        SELECT regexp_replace(
            regexp_replace(folded, '\m([[:alpha:]])\.(?=[[:alpha:]]\M)', '\1', 'g'),
            '[''’ʼ`](s|t|d|m|re|ll|ve)\M', '\1', 'g') AS joined
        FROM (
            SELECT regexp_replace(
                translate(lower(unaccent('unaccent', composed)), 'ς', 'σ'), '[\u0300-\u036f]', '', 'g') AS folded
            FROM (
                SELECT normalize(
                    regexp_replace(replace(value, '&', ' and '), '([¼-¾⅐-⅞])', ' \1', 'g'), NFKC) AS composed
            ) AS first
        ) AS second
    ) AS third
) AS fourth
$$
"""

# What an entry of the search index holds: the words of a name and, of compounds, the whole (Spider-Man -> spider man
# spiderman), because people type them either way.
ENTRY_TEXT = r"""
CREATE FUNCTION films_entry_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT btrim(left(concat_ws(
    ' ',
    films_search_text(value),
    (
        SELECT string_agg(films_search_text(regexp_replace(compound[1], '[^[:alnum:]]', '', 'g')), ' ')
        FROM regexp_matches(value, '([[:alnum:]]+(?:[-‐‑–·''’ʼ`][[:alnum:]]+)+)', 'g') AS compound
    )
), 400))
$$
"""

# The words without a leading article: what titles are sorted by.
SORT_KEY = r"""
CREATE FUNCTION films_sort_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT left(CASE
    WHEN value ~ '^\s*[[:alpha:]]\.[[:alpha:]]\M' THEN words
    ELSE regexp_replace(
        words,
        '^(the|an?|le|la(?! la )|les|l|un|une|der|das|el|los(?! angeles)|las(?! vegas)|il|lo|gli) (?=.)', '')
END, 200)
FROM (SELECT films_search_text(value) AS words) AS searched
$$
"""

# What a word has in common with every word that differs by one typo: its first seven letters, whole and with each of
# them left out. A typo after the seventh leaves the beginning as it is.
TYPO_KEYS = r"""
CREATE FUNCTION films_typo_keys(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
SELECT array_agg(DISTINCT left(beginning, i - 1) || substr(beginning, i + 1))
FROM (SELECT left(word, 7) AS beginning) AS cut, generate_series(1, length(beginning) + 1) AS i
$$
"""

# Whether two words differ by one letter put in, left out or changed, or by two neighbors swapped: after the longest
# common beginning, of `same` letters, the rest agrees in one of these ways.
ONE_TYPO = r"""
CREATE FUNCTION films_one_typo(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
SELECT one <> other AND (
    substr(one, same + 2) = substr(other, same + 2)
    OR substr(one, same + 1) = substr(other, same + 2)
    OR substr(one, same + 2) = substr(other, same + 1)
    OR (
        substr(one, same + 1, 2) = reverse(substr(other, same + 1, 2))
        AND substr(one, same + 3) = substr(other, same + 3)
    )
)
FROM (
    SELECT count(*)::int AS same FROM generate_series(1, length(one)) AS letters
    WHERE left(one, letters) = left(other, letters)
) AS beginning
$$
"""

# A query for entries that have all of these words, each possibly unfinished. They hold letters and digits alone, so
# nothing in them is an operator.
WORDS_QUERY = r"""
CREATE FUNCTION films_words_query(value text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT string_agg('''' || word || ''':*', ' & ')::tsquery
FROM unnest(string_to_array(films_search_text(value), ' ')) AS word
WHERE word <> ''
$$
"""

# Under the locale C, PostgreSQL takes letters outside of ASCII for punctuation, and nothing in Russian would be found.
CHECK_LOCALE = r"""
DO $$
BEGIN
    IF films_search_text('ЁЖ') <> 'еж' THEN
        RAISE EXCEPTION 'the locale of this database knows only ASCII letters; create it with LC_CTYPE C.UTF-8';
    END IF;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH_TEXT, "DROP FUNCTION films_search_text(text)"),
        migrations.RunSQL(CHECK_LOCALE, migrations.RunSQL.noop),
        migrations.RunSQL(ENTRY_TEXT, "DROP FUNCTION films_entry_text(text)"),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION films_sort_key(text)"),
        migrations.RunSQL(WORDS_QUERY, "DROP FUNCTION films_words_query(text)"),
        migrations.RunSQL(TYPO_KEYS, "DROP FUNCTION films_typo_keys(text)"),
        migrations.RunSQL(ONE_TYPO, "DROP FUNCTION films_one_typo(text, text)"),
    ]
