"""Well-known films and people, as the relevance test of the search wants them. The popularity is made up."""

from films.models import AlternativeTitle, Credit, Film, FilmTranslation, Person

# title, original title, title in Russian, popularity
FILMS = [
    ("The Godfather", "", "Крёстный отец", 120),
    ("The Godfather Part II", "", "Крёстный отец 2", 70),
    ("The Godfather Part III", "", "Крёстный отец 3", 45),
    ("The Shawshank Redemption", "", "Побег из Шоушенка", 110),
    ("Pulp Fiction", "", "Криминальное чтиво", 105),
    ("Fight Club", "", "Бойцовский клуб", 95),
    ("Forrest Gump", "", "Форрест Гамп", 90),
    ("Inception", "", "Начало", 92),
    ("Interstellar", "", "Интерстеллар", 150),
    ("The Dark Knight", "", "Тёмный рыцарь", 115),
    ("The Dark Knight Rises", "", "Тёмный рыцарь: Возрождение легенды", 60),
    ("Batman Begins", "", "Бэтмен: Начало", 55),
    ("Batman", "", "Бэтмен", 40),
    ("The Matrix", "", "Матрица", 98),
    ("The Matrix Reloaded", "", "Матрица: Перезагрузка", 50),
    ("Alien", "", "Чужой", 65),
    ("Aliens", "", "Чужие", 48),
    ("Alien: Covenant", "", "Чужой: Завет", 52),
    ("Spider-Man", "", "Человек-паук", 66),
    ("Spider-Man 2", "", "Человек-паук 2", 58),
    ("Spider-Man: Into the Spider-Verse", "", "Человек-паук: Через вселенные", 85),
    ("WALL·E", "", "ВАЛЛ·И", 78),
    ("8½", "", "Восемь с половиной", 20),
    ("M", "M – Eine Stadt sucht einen Mörder", "М", 18),
    ("Up", "", "Вверх", 77),
    ("Amélie", "Le Fabuleux Destin d'Amélie Poulain", "Амели", 44),
    ("Spirited Away", "千と千尋の神隠し", "Унесённые призраками", 88),
    ("Princess Mononoke", "もののけ姫", "Принцесса Мононоке", 62),
    ("Seven Samurai", "七人の侍", "Семь самураев", 41),
    ("Se7en", "", "Семь", 80),
    ("L.A. Confidential", "", "Секреты Лос-Анджелеса", 33),
    ("E.T. the Extra-Terrestrial", "", "Инопланетянин", 59),
    ("Rocky", "", "Рокки", 47),
    ("Rocky II", "", "Рокки 2", 36),
    ("Star Wars", "", "Звёздные войны: Эпизод 4 – Новая надежда", 106),
    ("The Empire Strikes Back", "", "Звёздные войны: Эпизод 5 – Империя наносит ответный удар", 72),
    ("The Lord of the Rings: The Fellowship of the Ring", "", "Властелин колец: Братство Кольца", 101),
    ("The Lord of the Rings: The Two Towers", "", "Властелин колец: Две крепости", 83),
    ("The Lord of the Rings: The Return of the King", "", "Властелин колец: Возвращение короля", 93),
    ("Jaws", "", "Челюсти", 46),
    ("Psycho", "", "Психо", 43),
    ("Vertigo", "", "Головокружение", 30),
    ("Casablanca", "", "Касабланка", 31),
    ("Metropolis", "", "Метрополис", 22),
    ("La La Land", "", "Ла-Ла Ленд", 61),
    ("Die Hard", "", "Крепкий орешек", 53),
    ("The Shining", "", "Сияние", 68),
    ("Goodfellas", "", "Славные парни", 67),
    ("Schindler's List", "", "Список Шиндлера", 69),
    ("Léon: The Professional", "Léon", "Леон", 71),
    ("The Intouchables", "Intouchables", "1+1", 63),
    ("Parasite", "기생충", "Паразиты", 82),
    ("Oldboy", "올드보이", "Олдбой", 54),
    ("In the Mood for Love", "花樣年華", "Любовное настроение", 42),
    ("Stalker", "Сталкер", "Сталкер", 32),
    ("Solaris", "Солярис", "Солярис", 26),
    ("Andrei Rublev", "Андрей Рублёв", "Андрей Рублёв", 16),
    ("Battleship Potemkin", "Броненосец Потёмкин", "Броненосец Потёмкин", 15),
    ("The Irony of Fate, or Enjoy Your Bath!", "", "Ирония судьбы, или С лёгким паром!", 14),
    ("Ivan Vasilyevich Changes His Profession", "", "Иван Васильевич меняет профессию", 17),
    ("The Diamond Arm", "", "Бриллиантовая рука", 13),
    ("Moscow Does Not Believe in Tears", "", "Москва слезам не верит", 12),
    ("The Cranes Are Flying", "", "Летят журавли", 11),
    ("Office Romance", "", "Служебный роман", 10),
    ("Brother", "", "Брат", 21),
    ("Brother 2", "", "Брат 2", 19),
    ("Leviathan", "", "Левиафан", 9),
    ("Burnt by the Sun", "", "Утомлённые солнцем", 8),
    ("Once Upon a Time in America", "", "Однажды в Америке", 56),
    ("Once Upon a Time... in Hollywood", "", "Однажды в… Голливуде", 64),
    ("The Good, the Bad and the Ugly", "Il buono, il brutto, il cattivo", "Хороший, плохой, злой", 73),
    ("Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", "", "Доктор Стрейнджлав", 37),
    ("2001: A Space Odyssey", "", "Космическая одиссея 2001 года", 51),
    ("(500) Days of Summer", "", "500 дней лета", 39),
    ("Thelma & Louise", "", "Тельма и Луиза", 27),
    ("Romeo + Juliet", "", "Ромео + Джульетта", 28),
    ("V for Vendetta", "", "V — значит вендетта", 49),
    ("Mad Max: Fury Road", "", "Безумный Макс: Дорога ярости", 75),
    ("Titanic", "", "Титаник", 103),
    ("The Lion King", "", "Король Лев", 87),
    ("Pan's Labyrinth", "El laberinto del fauno", "Лабиринт фавна", 57),
    ("City of God", "Cidade de Deus", "Город бога", 45.5),
    ("M*A*S*H", "", "Военно-полевой госпиталь", 7),
    ("Dune", "", "Дюна", 140),
    ("Breathless", "À bout de souffle", "На последнем дыхании", 23),
    ("The 400 Blows", "Les Quatre Cents Coups", "400 ударов", 24),
    ("Das Boot", "Das Boot", "Подводная лодка", 29),
    ("Ocean's Eleven", "", "Одиннадцать друзей Оушена", 62.5),
    ("Naked Gun 33⅓: The Final Insult", "", "Голый пистолет 33⅓", 25),
    ("Sholay", "शोले", "Месть и закон", 6),
]
ADULT_FILMS = [("Casablanca Nights", "", "Ночи Касабланки", 900)]
SECOND_TITLES = {"Se7en": ["Seven"], "Léon: The Professional": ["The Professional"]}

# name, name in Russian, other names, popularity
PEOPLE = [
    ("Steven Spielberg", "Стивен Спилберг", [], 40),
    ("Quentin Tarantino", "Квентин Тарантино", [], 45),
    ("Christopher Nolan", "Кристофер Нолан", [], 50),
    ("Andrei Tarkovsky", "Андрей Тарковский", ["Andrey Tarkovskiy"], 12),
    ("Stanley Kubrick", "Стэнли Кубрик", [], 30),
    ("Martin Scorsese", "Мартин Скорсезе", [], 38),
    ("Robert De Niro", "Роберт Де Ниро", [], 42),
    ("Leonardo DiCaprio", "Леонардо ДиКаприо", [], 60),
    ("Penélope Cruz", "Пенелопа Крус", [], 35),
    ("Akira Kurosawa", "Акира Куросава", ["黒澤明"], 14),
    ("Hayao Miyazaki", "Хаяо Миядзаки", ["宮崎駿"], 22),
    ("Tom Hanks", "Том Хэнкс", [], 55),
    ("Tom Cruise", "Том Круз", [], 58),
    ("Nikita Mikhalkov", "Никита Михалков", [], 9),
    ("Eldar Ryazanov", "Эльдар Рязанов", [], 8),
    ("Leonid Gaidai", "Леонид Гайдай", [], 7),
    ("Yuri Nikulin", "Юрий Никулин", [], 6),
    ("Audrey Tautou", "Одри Тоту", [], 16),
    ("Jean-Luc Godard", "Жан-Люк Годар", [], 11),
    ("François Truffaut", "Франсуа Трюффо", [], 10),
    ("Bong Joon-ho", "Пон Джун-хо", ["봉준호"], 21),
    ("Alfonso Cuarón", "Альфонсо Куарон", [], 19),
    ("Samuel L. Jackson", "Сэмюэл Л. Джексон", [], 48),
    ("Keanu Reeves", "Киану Ривз", [], 52),
    ("Scarlett Johansson", "Скарлетт Йоханссон", [], 62),
    ("Sergei Eisenstein", "Сергей Эйзенштейн", [], 5),
    # The same popularity; the second has more credits.
    ("Jean Renoir", "Жан Ренуар", [], 4),
    ("Jean Gabin", "Жан Габен", [], 4),
]


def load():
    films = Film.objects.bulk_create(
        Film(title=title, original_title=original, popularity=popularity, adult=adult)
        for rows, adult in ((FILMS, False), (ADULT_FILMS, True))
        for title, original, _russian, popularity in rows
    )
    by_title = {film.title: film for film in films}
    FilmTranslation.objects.bulk_create(
        FilmTranslation(film=by_title[title], language="ru", title=russian)
        for title, _original, russian, _popularity in [*FILMS, *ADULT_FILMS]
    )
    AlternativeTitle.objects.bulk_create(
        AlternativeTitle(film=by_title[title], title=second)
        for title, seconds in SECOND_TITLES.items()
        for second in seconds
    )
    people = Person.objects.bulk_create(
        Person(name=name, name_ru=russian, also_known_as=others, popularity=popularity)
        for name, russian, others, popularity in PEOPLE
    )
    by_name = {person.name: person for person in people}
    Credit.objects.bulk_create(
        Credit(person=by_name[name], film=by_title[title])
        for name, title in [("Jean Renoir", "M"), ("Jean Gabin", "M"), ("Jean Gabin", "Up")]
    )
