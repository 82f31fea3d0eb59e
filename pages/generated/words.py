"""Titles, names and texts that look like a catalogue's: a few common words, and a long tail of rare ones."""

from itertools import accumulate
from random import Random

ADJECTIVES = """
    last first long silent dark white red black golden broken lost hidden distant quiet wild bitter sweet strange secret
    empty burning frozen young old little great final perfect gentle cruel bright blue hollow restless invisible
    forgotten crooked open sacred common second endless foreign
""".split()
NOUNS = """
    night love house day man woman city river winter summer road heart girl boy war world garden window letter train
    island mountain star fire water shadow dream king queen wolf bird horse stranger brother sister father mother
    daughter son teacher doctor detective thief soldier dancer painter sailor captain driver neighbor widow ghost angel
    devil hunter promise secret silence memory fortune journey return escape trial wedding funeral harvest storm rain
    snow wind moon sun sea lake forest desert bridge tower castle hotel station kitchen street door mirror clock knife
    ring mask crown flower rose apple bread salt glass stone iron paper bone blood skin hand eye voice song music film
    theater circus school hospital prison market harbor lighthouse frontier border season century hour minute morning
    evening midnight autumn spring childhood marriage inheritance lesson confession alibi ransom evidence verdict
    kingdom empire republic revolution machine signal satellite orbit planet comet
""".split()
RUSSIAN = """
    ночь/ночи дом/дома любовь/любви город/города дорога/дороги зима/зимы лето/лета война/войны сердце/сердца река/реки
    остров/острова гора/горы звезда/звезды огонь/огня вода/воды тень/тени сон/сна король/короля королева/королевы
    волк/волка птица/птицы лошадь/лошади брат/брата сестра/сестры отец/отца мать/матери дочь/дочери сын/сына
    учитель/учителя доктор/доктора сыщик/сыщика вор/вора солдат/солдата художник/художника моряк/моряка
    капитан/капитана сосед/соседа вдова/вдовы призрак/призрака ангел/ангела охотник/охотника обещание/обещания
    тайна/тайны тишина/тишины память/памяти судьба/судьбы побег/побега свадьба/свадьбы урожай/урожая буря/бури
    дождь/дождя снег/снега ветер/ветра луна/луны солнце/солнца море/моря озеро/озера лес/леса пустыня/пустыни
    мост/моста башня/башни замок/замка вокзал/вокзала кухня/кухни улица/улицы дверь/двери зеркало/зеркала нож/ножа
    кольцо/кольца маска/маски корона/короны цветок/цветка роза/розы яблоко/яблока хлеб/хлеба соль/соли камень/камня
    железо/железа бумага/бумаги кровь/крови рука/руки глаз/глаза голос/голоса песня/песни музыка/музыки цирк/цирка
    школа/школы больница/больницы тюрьма/тюрьмы рынок/рынка маяк/маяка граница/границы век/века час/часа утро/утра
    вечер/вечера полночь/полночи осень/осени весна/весны детство/детства наследство/наследства признание/признания
    ёлка/ёлки берёза/берёзы империя/империи машина/машины сигнал/сигнала планета/планеты комета/кометы
""".split()
RUSSIAN_FORMS = [(word.split("/")[0], word.split("/")[1]) for word in RUSSIAN]
FIRST_NAMES = """
    Anna/Анна John/Джон Maria/Мария Peter/Питер Elena/Елена James/Джеймс Sofia/София Robert/Роберт Ivan/Иван Laura/Лаура
    David/Дэвид Nina/Нина Marco/Марко Irina/Ирина Paul/Пол Clara/Клара Thomas/Томас Olga/Ольга Hugo/Уго Alice/Элис
    Viktor/Виктор Emma/Эмма Pedro/Педро Julia/Джулия Andrei/Андрей Rosa/Роза Hans/Ханс Vera/Вера Luca/Лука Grace/Грейс
    Boris/Борис Marta/Марта Daniel/Даниэль Lucia/Лусия Erik/Эрик Naomi/Наоми Fyodor/Фёдор Camille/Камиль Omar/Омар
    Ingrid/Ингрид Samuel/Сэмюэл Yuki/Юки Dmitri/Дмитрий Carmen/Кармен Oscar/Оскар Tatiana/Татьяна Leo/Лео Amira/Амира
    Karl/Карл Zoe/Зои Mikhail/Михаил Pilar/Пилар Simon/Саймон Vivian/Вивиан Akira/Акира Galina/Галина Felix/Феликс
    Esther/Эстер Pavel/Павел Miriam/Мириам
""".split()
SYLLABLES = """
    ka/ка ro/ро mi/ми ten/тен sha/ша lo/ло ver/вер din/дин gar/гар el/эл no/но ri/ри ta/та bu/бу zen/зен ko/ко ma/ма
    pra/пра sti/сти ul/ул fe/фе dor/дор han/хан ly/лы vi/ви ne/не sor/сор ben/бен cha/ча du/ду
""".split()
ENDINGS = "son/сон ov/ов ini/ини ez/ес mann/манн ski/ский er/ер a/а ton/тон ier/ье / ley/ли sen/сен".split()
SENTENCES = [
    "A {noun} comes to {place} and finds that nobody there speaks of the {noun2}.",
    "When the {noun} is gone, {name} has one {noun2} left to find it.",
    "{name} leaves {place} for good, or so everybody thinks.",
    "Years later the {noun} and the {noun2} meet again.",
    "What began as a {noun} ends as a {noun2}.",
    "Nobody believes {name}, and {place} has its reasons.",
]
RUSSIAN_SENTENCES = [
    "{name} приезжает в город, где никто не вспоминает про {noun}.",
    "Когда уходит {noun}, остаётся {noun2}.",
    "Спустя годы {name} возвращается, и {noun} начинается снова.",
    "Здесь были {noun} и {noun2}, а теперь нет ничего.",
]


def falling(number: int, power: float = 1.0) -> list[float]:
    """Cumulative weights by which the first of `number` things are chosen far oftener than the last."""
    return list(accumulate(1 / (place + 3) ** power for place in range(number)))


NOUN_WEIGHTS = falling(len(NOUNS))
RUSSIAN_WEIGHTS = falling(len(RUSSIAN_FORMS))


def pair(text: str) -> tuple[str, str]:
    english, russian = text.split("/")
    return english, russian


def person_name(random: Random) -> tuple[str, str]:
    """A name and its Russian form."""
    first, first_ru = pair(random.choice(FIRST_NAMES))
    last, last_ru = invented_name(random)
    return f"{first} {last}", f"{first_ru} {last_ru}"


def invented_name(random: Random) -> tuple[str, str]:
    parts = [pair(part) for part in [*random.choices(SYLLABLES, k=random.randint(1, 3)), random.choice(ENDINGS)]]
    return "".join(part[0] for part in parts).capitalize(), "".join(part[1] for part in parts).capitalize()


def title(random: Random) -> str:
    noun, noun2 = (noun.capitalize() for noun in random.choices(NOUNS, cum_weights=NOUN_WEIGHTS, k=2))
    adjective = random.choice(ADJECTIVES).capitalize()
    place = invented_name(random)[0]
    patterns = [
        f"The {adjective} {noun}",
        f"{adjective} {noun}",
        f"The {noun} of {place}",
        f"{place}’s {noun}",
        f"The {noun} and the {noun2}",
        f"{noun} in {place}",
        f"{place}",
        f"{place}: The {adjective} {noun}",
        f"A {noun} for {pair(random.choice(FIRST_NAMES))[0]}",
        f"{noun} {random.randint(2, 4)}: {place}",
    ]
    return random.choice(patterns)


def original_title(random: Random) -> str:
    """In no language, but as long as a title."""
    return f"{invented_name(random)[0]} {invented_name(random)[0]}"


def russian_title(random: Random) -> str:
    (noun, _), (noun2, genitive) = random.choices(RUSSIAN_FORMS, cum_weights=RUSSIAN_WEIGHTS, k=2)
    place = invented_name(random)[1]
    patterns = [
        f"{noun} {genitive}",
        f"{noun} и {noun2}",
        f"{place}. {noun}",
        f"{place}",
        f"{noun}, или {place}",
        f"{noun} {random.randint(2, 4)}",
    ]
    text = random.choice(patterns)
    return text[0].upper() + text[1:]


def overview(random: Random) -> str:
    return " ".join(
        sentence.format(
            noun=random.choice(NOUNS),
            noun2=random.choice(NOUNS),
            name=pair(random.choice(FIRST_NAMES))[0],
            place=invented_name(random)[0],
        )
        for sentence in random.sample(SENTENCES, random.randint(2, 5))
    )


def russian_overview(random: Random) -> str:
    return " ".join(
        sentence.format(
            noun=random.choice(RUSSIAN_FORMS)[0],
            noun2=random.choice(RUSSIAN_FORMS)[0],
            name=pair(random.choice(FIRST_NAMES))[1],
        )
        for sentence in random.sample(RUSSIAN_SENTENCES, random.randint(2, 4))
    )
