"""The extensions and SQL functions that generated columns, indexes and triggers are built on."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# Text as it is compared in search: lower case, without accents, ё as е, words parted by one space.
# An apostrophe before an English ending joins (it's -> its); any other parts (l'avventura -> l avventura).
SEARCH_TEXT = r"""
CREATE FUNCTION films_search_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT btrim(regexp_replace(
    regexp_replace(
        lower(unaccent('unaccent', normalize(replace(replace(value, '½', ' 1 2'), '&', ' and '), NFKC))),
        '[''’ʼ`](s|t|d|m|re|ll|ve)\M', '\1', 'g'),
    '[^[:alnum:]]+', ' ', 'g'))
$$
"""

# The same without a leading article: what titles are sorted by.
SORT_KEY = r"""
CREATE FUNCTION films_sort_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path FROM CURRENT
AS $$
SELECT left(regexp_replace(
    films_search_text(value), '^(the|an?|le|la|les|l|un|une|der|die|das|el|los|las|il|lo|gli) (?=.)', ''), 200)
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH_TEXT, "DROP FUNCTION films_search_text(text)"),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION films_sort_key(text)"),
    ]
