#!/usr/bin/env python3
"""Writes ../names.tsv and ../common.tsv from pinned packages, the words of Debian's scowl and overlay/names.tsv.

Run as places.py says. Downloads nothing; the same packages give the same bytes.
"""
import importlib
import importlib.metadata
import pathlib
import re
import sys

PINS = {"Faker": "40.54.0", "names": "0.3.0"}
HERE = pathlib.Path(__file__).parent
SCOWL = pathlib.Path("/usr/share/dict/scowl")
COMMON_LEVEL, SURNAMES = 50, 20_000


def scowl(level):
    words = set()
    for path in sorted(SCOWL.glob("*words.*")):
        stem, _, size = path.name.rpartition(".")
        if size.isdigit() and int(size) <= level and stem.split("-")[0] in {"english", "american", "british"} and "upper" not in stem:
            words |= {w.strip() for w in path.open(encoding="latin-1")}
    return {w for w in words if re.fullmatch(r"[a-z]{2,}", w)}


def parts():
    """{word: set of classes} of Faker's locales and the US census."""
    import faker.providers.person as person
    out = {}
    def add(items, cls):
        for item in items if isinstance(items, (tuple, list, dict, set)) else ():
            for word in str(item).split():
                if re.fullmatch(r"[A-ZÀ-Þ][\w'’-]{2,}", word) and not re.search(r"[^\x00-\u024f\u1e00-\u1eff’]", word):
                    out.setdefault(word.replace("’", "'"), set()).add(cls)
    for path in sorted(pathlib.Path(person.__file__).parent.iterdir()):
        if not path.is_dir() or path.name.startswith("__"):
            continue
        provider = importlib.import_module(f"faker.providers.person.{path.name}").Provider
        for field, cls in (("first_names_male", "given.m"), ("first_names_female", "given.f"), ("first_names", "given"),
                           ("last_names", "surname"), ("last_names_male", "surname"), ("last_names_female", "surname")):
            add(getattr(provider, field, ()), cls)
    import names
    folder = pathlib.Path(names.__file__).parent
    read = lambda f, n: [l.split()[0].title() for l in list((folder / f).open())[:n]]
    add(read("dist.male.first", 1219), "given.m")
    add(read("dist.female.first", 2000), "given.f")
    add(read("dist.all.last", SURNAMES), "surname")
    for classes in out.values():
        if {"given.m", "given.f"} & classes:
            classes.discard("given")
    return out


def main():
    for package, pin in PINS.items():
        if importlib.metadata.version(package) != pin:
            sys.exit(f"expected {package}=={pin}")
    drop = {l.split("\t")[0] for l in (HERE.parent / "words.tsv").open(encoding="utf-8") if l.endswith("\tcalendar\n")}
    for name in ("countries.tsv",):
        for line in (HERE.parent / name).open(encoding="utf-8"):
            cells = line.rstrip("\n").split("\t")
            drop |= {w.split("{")[0] for c in cells[2:6] for w in c.split("|")}
    common, found = scowl(COMMON_LEVEL), parts()
    frequent, everyday = set(), scowl(20)
    import names
    folder = pathlib.Path(names.__file__).parent
    for file, n in (("dist.male.first", 200), ("dist.female.first", 150)):
        frequent |= {l.split()[0].title() for l in list((folder / file).open())[:n]}
    keep = {w: c for w, c in found.items() if w not in drop and (w.lower() not in everyday or w in frequent)}
    for line in (HERE / "overlay/names.tsv").open(encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            word, cls = line.rstrip("\n").split("\t")
            keep.setdefault(word, set()).add(cls)
    with open(HERE.parent / "names.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write("word\tclass\n")
        out.writelines(f"{w}\t{c}\n" for w in sorted(keep) for c in sorted(keep[w]))
    with open(HERE.parent / "common.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write("word\n")
        out.writelines(f"{w}\n" for w in sorted(common))
    print(len(keep), "name words,", len(common), "common words")


if __name__ == "__main__":
    main()
