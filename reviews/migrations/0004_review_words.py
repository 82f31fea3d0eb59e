import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import reviews.expressions


class Migration(migrations.Migration):
    dependencies = [
        ("films", "0007_ranking_held"),
        ("reviews", "0003_order_of_locks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="review",
            index=django.contrib.postgres.indexes.GinIndex(
                reviews.expressions.TextWords("title", "body"), name="review_words"
            ),
        ),
    ]
