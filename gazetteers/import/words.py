#!/usr/bin/env python3
"""Writes ../names.tsv and ../common.tsv from pinned packages, the words of Debian's scowl and overlay/names.tsv.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/pip download --no-deps --no-binary :all: rigour==2.6.1 && tar xzf rigour-2.6.1.tar.gz
    apt-get install scowl
    venv/bin/python words.py rigour-2.6.1

Where pip will not fetch the sdist of rigour because it wants its build tools, fetch it by hand: only a file of its data is
read. Downloads nothing itself; the same packages give the same bytes. Reads ../countries.tsv and ../words.tsv too (run
places.py first): their words are no names.
"""
import collections
import importlib
import importlib.metadata
import pathlib
import re
import sys
import unicodedata

PINS = {"Faker": "40.54.0", "names": "0.3.0"}
RIGOUR, RIGOUR_VERSION = "rust/data/names/person_names.txt", "2.6.1"
HERE = pathlib.Path(__file__).parent
OUT = HERE.parent
SCOWL, SCOWL_VERSION = pathlib.Path("/usr/share/dict/scowl"), "2020.12.07"
COMMON_LEVEL = 50
EVERYDAY_LEVEL, USUAL_LEVEL = 20, 35
SURNAMES = 20_000
# Everyday words stay given names up to this rank of the census, usual words up to the second.
GIVEN_RANK_EVERYDAY, GIVEN_RANK_USUAL = 300, 600
# "Gordon Brown": the commonest surnames stay although they are everyday words.
SURNAME_RANK_EVERYDAY, SURNAME_RANK_USUAL = 300, 5_000
# Words of unknown kind: the best of rigour's until the file has this size in bytes.
NAMES_BYTES = 1_590_000
# Everyday words that are given names or surnames of news, whatever their rank, and those that are never wanted.
KEEP_GIVEN = set("Will Grant Drew Hope Faith Guy Ken Bob Wade Nick Rod Cliff Art Chuck Roman Miles Pat Rich Kit Ray Chase Rob Lily "
                 "Jade Poppy Willow Eve Destiny Coral Mads Prudence Bud Cooper Basil Eddy Brook Dolly Baron Ford Foster Brooks "
                 "Piper Raven Ivy Daisy Holly Hazel Iris Olive Sandy Penny Hank Buddy Herb Woody Rusty Randy Ginger Joy Mercy "
                 "Christian Laurel Chi Aria Lance Dale Glen Earl Dean Gene Jay Robin Mark Frank Jack Heather Jasmine Pearl Gal".split())
KEEP_SURNAME = set("Bush Gates Pence Powers Banks Rice Burns Sharp Sessions Hunt Snow Rush Best Major Straw Bannon Cash Singer "
                   "Bolton Dodge Wolf Strong Marks Keys Rivers Fields Waters Hardy Mayer Root Stokes".split())
NEVER = set("Day May West East North South King Bishop Lane Hall Hill Hills Church House Park Justice Head Pope Queen Prince Lord "
            "Numbers Brain Manual Man Long Young Little Forest Son Sang Sung Hung Major Autumn Summer Winter Spring Mon Sun Sat "
            "Mar Jan Dec Gen Col Adm Sgt Rep Sen Gov Rev Hon Mrs Miss Sir Unknown Infant Baby Male Female "
            "Prime Chief Justice Minister Press Union Army Police Central National Western Eastern Northern Southern The "
            "Plaza Sheriff Cardinal Cape Provost Royals Derby Senator Admiral Colonel Captain Winger Striker Leaks Messenger".split())
# Words of scowl that are names far more often than words when a newspaper writes them.
NAMES_NOT_WORDS = set("china japan guinea morocco jersey shanghai natal bologna wellington astrakhan tangier surrey afghan afghans "
                      "ottoman soviet soviets john johns maria peter roger harry jimmy tony tom bob ken hector derrick martin rick "
                      "brad matt homer bobby billy mike lee troy lance warren glen noel sally terry robin".split())


# Letters that Unicode does not take apart.
UNACCENTED = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ə": "e", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
                            "ŋ": "ng", "ħ": "h", "Ø": "O", "Ł": "L", "Đ": "D", "Ə": "E", "Æ": "Ae", "Þ": "Th", "Œ": "Oe"})


def scowl(level):
    """The lower-case words of the lists of English up to a level."""
    words = set()
    for path in sorted(SCOWL.glob("*-words.*")):
        stem, _, size = path.name.rpartition(".")
        if size.isdigit() and int(size) <= level and stem.split("-")[0] in {"english", "american", "british"}:
            words |= {w.strip() for w in path.open(encoding="latin-1")}
    return {w for w in words if re.fullmatch(r"[a-z]{2,}", w)}


def is_latin(word):
    return all(unicodedata.name(c, "").startswith("LATIN ") for c in word if c not in "'-")


def is_name(word):
    """A capital, then two more letters at least; an inner apostrophe or hyphen may stand in it."""
    return re.fullmatch(r"[^\W\d_][\w'-]*[^\W\d_]", word) and len(word) > 2 and word[0].isupper() and is_latin(word)


def fold(word):
    """The word as a newspaper without accents prints it."""
    word = word.translate(UNACCENTED)
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def faker():
    """{word: classes} of all locales that are written in Latin letters."""
    import faker.providers.person as person
    out = collections.defaultdict(set)

    def add(items, cls, german):
        for item in items:
            for word in unicodedata.normalize("NFC", str(item).replace("’", "'")).split():
                word = "-".join(p.capitalize() for p in word.split("-")) if word.isupper() else word
                if not is_name(word):
                    continue
                forms = {word, fold(word)}
                if german:
                    forms.add(fold(word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")))
                for form in forms:
                    out[form].add(cls)

    for path in sorted(pathlib.Path(person.__file__).parent.iterdir()):
        if not path.is_dir() or path.name.startswith("__"):
            continue
        provider = importlib.import_module(f"faker.providers.person.{path.name}").Provider
        for field in sorted(vars(provider)):
            items = getattr(provider, field)
            if not isinstance(items, (tuple, list, dict, set)) or "kana" in field or "pairs" in field:
                continue
            if "last_names" in field or field.startswith("last_romanized"):
                cls = "surname"
            elif field.startswith("first_"):
                cls = "given.f" if "female" in field else "given.m" if "_male" in field else "given"
            elif field.startswith("middle_names") and path.name in {"uk_UA", "ru_RU", "is_IS"}:
                cls = "part"
            else:
                continue
            add(sorted(map(str, items)), cls, path.name.startswith("de"))
    return out


def census():
    """({word: classes}, {given: rank}, {surname: rank}) of the US census of 1990; rank 0 is the commonest."""
    import names
    folder = pathlib.Path(names.__file__).parent
    out, given, surname = collections.defaultdict(set), {}, {}
    for file, cls, ranks, limit in (("dist.male.first", "given.m", given, None), ("dist.female.first", "given.f", given, None),
                                    ("dist.all.last", "surname", surname, SURNAMES)):
        for rank, line in enumerate((folder / file).open(encoding="ascii")):
            word = line.split()[0].title()
            if limit and rank >= limit:
                break
            if len(word) > 2:
                out[word].add(cls)
                ranks[word] = min(rank, ranks.get(word, rank))
    for word in [w for w in surname if re.fullmatch(r"Mc[a-z]{2,}", w)]:
        word = "Mc" + word[2].upper() + word[3:]
        out[word].add("surname")
    return out, given, surname


def rigour(folder):
    """Latin forms of the clusters of names in rigour, the likeliest first: how many clusters hold a form, then their size."""
    clusters, size = collections.Counter(), collections.Counter()
    version = re.search(r"^Version: (\S+)", (folder / "PKG-INFO").read_text(encoding="utf-8"), re.M)
    if not version or version[1] != RIGOUR_VERSION:
        sys.exit(f"expected rigour=={RIGOUR_VERSION} in {folder}")
    for line in (folder / RIGOUR).open(encoding="utf-8"):
        forms = {unicodedata.normalize("NFC", f.strip()) for f in line.partition("=>")[0].split(",")}
        for form in forms:
            if re.fullmatch(r"[^\W\d_]{3,}", form) and is_latin(form):
                word = form[0].upper() + form[1:]
                clusters[word] += 1
                size[word] = max(size[word], len(forms))
    # Newspapers print plain letters, and no German spelling of Russian ("Tschernow").
    plain = lambda w: w.isascii() and "tsch" not in w.lower()
    return sorted(clusters, key=lambda w: (-(min(clusters[w], 4) * 3 + min(size[w], 12) + 6 * plain(w)), w))


def not_names():
    """Countries and their people, weekdays and months; large cities are only refused as parts of unknown kind."""
    calendar = {l.split("\t")[0] for l in (OUT / "words.tsv").open(encoding="utf-8") if l.endswith("\tcalendar\n")}
    countries, cities = set(), set()
    for name, found, columns in (("countries.tsv", countries, ("name", "aliases", "adj", "people")), ("cities.tsv", cities, ("name",))):
        lines = [l.rstrip("\n").split("\t") for l in (OUT / name).open(encoding="utf-8")]
        header = next(l for l in lines if l[0] == "id")
        for cells in lines[lines.index(header) + 1:]:
            row = dict(zip(header, cells))
            if found is cities and int(row.get("pop") or 0) < 300_000:
                continue
            for column in columns:
                # "Jordan{ctx}" is a first name as well, and says so.
                found |= {w for w in row.get(column, "").split("|") if not (column == "name" and "ctx" in w.partition("{")[2])}
    bare = lambda words: {w.partition("{")[0] for w in words}
    return calendar | bare(countries), bare(cities)


def overlay():
    for line in (HERE / "overlay/names.tsv").open(encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def name_words(folder):
    """{word: classes} of names.tsv."""
    everyday, usual, common = scowl(EVERYDAY_LEVEL), scowl(USUAL_LEVEL), scowl(COMMON_LEVEL)
    (counted, given, surname), found = census(), faker()
    drop, cities = not_names()

    def allowed(word, cls):
        lower = word.lower()
        if word in drop or word in NEVER and lower in usual:
            return False
        if cls.startswith("given"):
            rank = given.get(word, 10_000)
            limit = GIVEN_RANK_EVERYDAY if lower in everyday else GIVEN_RANK_USUAL
            return lower not in usual or rank < limit or word in KEEP_GIVEN
        if lower in everyday:
            return surname.get(word, SURNAMES) < SURNAME_RANK_EVERYDAY or word in KEEP_SURNAME
        if lower in usual:
            return surname.get(word, SURNAMES) < SURNAME_RANK_USUAL or word in KEEP_SURNAME
        return True

    keep = collections.defaultdict(set)
    for source in (counted, found):
        for word, classes in source.items():
            keep[word] |= {c for c in classes if allowed(word, c)}
    for word, cls in overlay():
        keep[word].add(cls)
    for classes in keep.values():
        if {"given.m", "given.f"} & classes:
            classes.discard("given")
        if len(classes) > 1:
            classes.discard("part")
    keep = {w: c for w, c in keep.items() if c}
    room = NAMES_BYTES - sum(len(f"{w}\t{c}\n".encode()) for w in keep for c in keep[w])
    for word in rigour(folder):
        room -= len(f"{word}\tpart\n".encode())
        if room < 0:
            break
        if word in keep or word in drop or word in cities or word in NEVER or word.lower() in common:
            room += len(f"{word}\tpart\n".encode())
            continue
        keep[word] = {"part"}
    return keep


def write(path, header, lines):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(header + "\n")
        out.writelines(line + "\n" for line in lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for package, pin in PINS.items():
        if importlib.metadata.version(package) != pin:
            sys.exit(f"expected {package}=={pin}")
    if not SCOWL.is_dir():
        sys.exit(f"expected the words of scowl ({SCOWL_VERSION}) in {SCOWL}: apt-get install scowl")
    keep = name_words(pathlib.Path(sys.argv[1]))
    common = scowl(COMMON_LEVEL) - NAMES_NOT_WORDS
    write(OUT / "names.tsv", "word\tclass", (f"{w}\t{c}" for w in sorted(keep) for c in sorted(keep[w])))
    write(OUT / "common.tsv", "word", sorted(common))
    print(len(keep), "name words,", len(common), "common words")


if __name__ == "__main__":
    main()
