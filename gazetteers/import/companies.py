"""Write ../orgs-company.tsv: listed companies, and by hand the companies, platforms and firms of world business news.

    apt-get install scowl                      # 2020.12.07-2, word lists
    pip install pytickersymbols==1.17.10
    python3 gazetteers/import/companies.py

Reads the installed package and overlay/companies.tsv; downloads nothing. A hand-made row wins over the package's row of the same company.
The everyday name is the listed name without its legal form; where that leaves an ordinary word, a given name, a surname or a place, the
form stays on and the bare word is a `weak` alias, which counts only once the full name stands in the article.
"""
import re

import orglib
from orglib import join_list, key, plain, split_list

PACKAGE, VERSION = "pytickersymbols", "1.17.10"
SOURCE = f"{PACKAGE}@{VERSION}"

# Names of the package that are not what the press writes.
FIX = {"arGEN-X": "Argenx", "EPlus": "ePlus", "Dorman products": "Dorman Products", "Orpea-Gruppe": "Orpea", "IndustrivärdenC": "Industrivärden",
       "KalmarB": "Kalmar", "LifcoB": "Lifco", "STABILUS SE": "Stabilus", "Esso S.A.F.": "Esso France", "ALTEN": "Alten", "AEON": "Aeon",
       "Française des Jeux (Lotterie)": "Française des Jeux", "PHINIA, Inc.": "Phinia, Inc.", "OPENLANE, Inc.": "Openlane, Inc.", "EVERTEC, Inc.": "Evertec, Inc.",
       "SHIFT Inc.": "Shift Inc.", "Concentra Group Holdings Parent, Inc.": "Concentra Group Holdings, Inc.", "Amn Healthcare Services, Inc.": "AMN Healthcare Services, Inc.",
       "ZOZO Co., Ltd": "Zozo Co., Ltd", "Meta Platforms": "Meta", "TietoEVRY": "Tietoevry", "Marathon Digital": "MARA Holdings",
       "BJ’s Restaurants": "BJ's Restaurants", "Brown–Forman": "Brown-Forman", "Redeia Corporación": "Redeia", "SolarEdge": "SolarEdge Technologies"}
# Not companies, or rows of another table.
DROP = {"Borussia Dortmund", "Madison Square Garden Sports", "Scottish Mortgage Investment Trust", "F & C Investment Trust",
        "Polar Capital Technology Trust", "The Bancorp, Inc.", "Alliance Witan", "Pershing Square Holdings", "Sampo Group"}
STATES = set("""Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky
Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah
Vermont Virginia Washington Wisconsin Wyoming""".split()) | {"New York", "New Jersey", "New Mexico", "New Hampshire", "North Carolina", "South Carolina",
                                                            "North Dakota", "South Dakota", "West Virginia", "Rhode Island", "D.C."}
EXCHANGES = {"T": "JP", "L": "GB", "DE": "DE", "PA": "FR", "MC": "ES", "ST": "SE", "BR": "BE", "HE": "FI", "SW": "CH", "AS": "NL", "MI": "IT"}
LEGAL = {"inc": ["Inc", "Inc."], "incorporated": ["Inc", "Inc."], "corp": ["Corp", "Corporation"], "corporation": ["Corp", "Corporation"], "plc": ["plc", "PLC"],
         "ag": ["AG"], "se": ["SE"], "nv": ["NV", "N.V."], "n.v": ["NV", "N.V."], "sa": ["SA", "S.A."], "s.a": ["SA", "S.A."], "sca": ["SCA"], "ab": ["AB"],
         "ltd": ["Ltd", "Limited"], "limited": ["Ltd", "Limited"], "co": ["Co", "Company"], "company": ["Co", "Company"], "companies": ["Companies"],
         "holdings": ["Holdings"], "holding": ["Holding"], "llc": ["LLC"]}
# Brands that a list of words or names holds only because they are brands, or that everybody takes for the company.
SAFE = {"adidas", "axa", "bayer", "casio", "clorox", "cognizant", "fujitsu", "hitachi", "honda", "isuzu", "nikon", "panasonic", "sony", "toyota", "nissan", "mazda",
        "subaru", "siemens", "philips", "allianz", "henkel", "wendy's", "whitbread", "e.on", "rwe", "sap", "nec", "basf", "kohl's", "mitsubishi", "nintendo",
        "bridgestone", "komatsu", "nomura", "yamaha", "kikkoman", "garmin", "logitech", "autodesk", "synopsys", "kyocera", "fujifilm", "rakuten", "softbank",
        "cummins", "textron", "shiseido", "konami", "ricoh", "sandisk", "autozone", "sysco", "danaher", "heidelbergcement", "zalando", "campbell's", "pg&e",
        "air products", "analog devices", "applied materials", "avery dennison", "boise cascade", "boston scientific", "cheesecake factory", "church & dwight",
        "constellation brands", "constellation energy", "cracker barrel", "delivery hero", "dollar general", "dollar tree", "dominion energy", "fast retailing",
        "games workshop", "hannover re", "interactive brokers", "japan post", "lam research", "legal & general", "munich re", "nippon express", "northern trust",
        "phillips 66", "robert half", "seiko epson", "severn trent", "smith & nephew", "springer nature", "swiss life", "thomson reuters", "tokio marine",
        "tokyo electron", "tractor supply", "united rentals", "united utilities", "yamaha motor", "hugo boss", "shake shack", "six flags", "kimberly-clark",
        "sherwin-williams", "prudential financial", "brown-forman", "celanese", "bny", "tf1", "fico", "kennedy wilson", "walker & dunlop", "intuitive surgical",
        "verisign", "netapp", "skanska", "swisscom", "centrica", "fresenius", "givaudan", "saint-gobain", "energizer", "intuit", "humana", "cigna", "aflac"}
# Words that end a company's name: with one of them, two ordinary words are a company.
HEADS = set("""energy technologies technology pharmaceuticals pharmaceutical pharma therapeutics biosciences airlines bank communications restaurants industries
motors electric foods brands semiconductor semiconductors properties networks electronics logistics petroleum resources gaming laboratories diagnostics healthcare
tobacco rentals utilities truck bakeries investment reit trust medical insurance chemical robotics software outfitters realty steel gas rubber breweries automation controls stores materials estate""".split())
# Words every kind of company may bear: a name that begins with one of them and has one more needs context.
PLACEHOLDER = set("""first national united american general international global community independent preferred public western northern southern universal central
constellation dominion heritage republic liberty premier select golden summit pacific atlantic strategic progress partners""".split())


def strip_legal(name):
    """The name without its legal form, and the forms that were there."""
    found = []
    base = name
    while True:
        match = re.fullmatch(r"(.+?),?\s+(N\.V|S\.A|[A-Za-z]+)\.?", base)
        if not match or match[2].lower() not in LEGAL or len(match[1]) < 2:
            return base, found
        if match[1].rstrip().endswith("&") or match[1].lower() in ("the", "bank of", "mitsui &"):
            return base, found
        if match[2].lower() in ("se", "ab", "sa", "ag", "co") and not (match[2].isupper() or match[2] == "Co"):
            return base, found
        base = match[1].rstrip(" ,")
        found.insert(0, match[2].lower())


def country(stock):
    """ISO code of the company's country: the package's own column has slips, so it must agree with the ISIN or the exchange."""
    isins = [i[:2] for i in stock.get("isins", [])]
    symbol = stock.get("symbol") or ""
    exchange = EXCHANGES.get(symbol.rsplit(".", 1)[1]) if "." in symbol else None
    text = (stock.get("country") or "").replace("none", "")
    last = text.rsplit(",", 1)[-1].strip()
    if "JP" in isins or exchange == "JP":
        return "jp"
    named = "us" if last in STATES or last == "Puerto Rico" else {"United States": "us", "United Kingdom": "gb", "Russian Federation": ""}.get(last)
    if named is None:
        named = next((iso for name, iso in orglib.COUNTRIES.values() if name and name == orglib.slug(last)), "")
    if "," in text:
        return named
    if named and (named.upper() in isins or not isins and (not exchange or exchange == named.upper()) or exchange == named.upper()):
        return named
    if exchange and (exchange in isins or not isins):
        return exchange.lower()
    if named in ("us", "gb", "fi") and isins:
        return isins[0].lower() if len(set(isins)) == 1 else ""
    if named:
        return named
    return isins[0].lower() if len(set(isins)) == 1 else ""


def main():
    orglib.require(PACKAGE, VERSION)
    from pytickersymbols import PyTickerSymbols

    words = orglib.scowl({"words"}, 70)
    common = orglib.scowl({"words"}, 50)
    names = orglib.scowl({"proper-names"}, 80) | orglib.scowl({"upper"}, 70)

    def known(text):
        parts = re.findall(r"[a-z]+", plain(text).lower())
        if text.lower() in SAFE:
            return False
        return len(parts) == 1 and (parts[0] in words or parts[0] in names or parts[0].removesuffix("s") in names)

    hand = orglib.read_table(orglib.OVERLAY / "companies.tsv")
    owner = {}
    for row in hand:
        for name, flags in split_list(row["name"]) + split_list(row["aliases"]):
            if "abbr" not in flags or name == split_list(row["name"])[0][0]:
                for form in {key(name), key(strip_legal(name)[0])}:
                    owner.setdefault(form, []).append(row)

    rows, absorbed = {}, {}
    for stock in PyTickerSymbols().get_all_stocks():
        listed = stock["name"].replace("’", "'").replace("–", "-").strip()
        if stock["name"] in DROP or listed in DROP:
            continue
        listed = FIX.get(stock["name"], FIX.get(listed, listed))
        listed = re.sub(r"\s*\([^)]*\)", "", listed)
        listed = re.sub(r"\s+SE & Co\. KGaA$", "", listed)
        if re.search(r"\b(pref|preference|ADR|warrants?)\b", listed):
            continue
        base, forms = strip_legal(listed)
        if base.startswith("The ") and base != "The Hartford":
            base = base[4:]
        where = country(stock)
        matches = owner.get(key(listed)) or owner.get(key(base)) or owner.get(key(re.sub(r" (?:Group|Bank)$", "", base))) or []
        matches = [m for m in matches if m["in"] == "country/" + orglib.ISO.get(where, "") or not where] or matches[:1]
        if matches:
            absorbed[listed] = matches[0]["name"]
            continue
        place = (key(base), where)
        if place in rows or base in ("Stabilus",) and any(k == key(base) for k, _ in rows):
            continue
        rows[place] = {"base": base, "forms": forms, "listed": listed, "iso2": where}

    out = []
    for row in rows.values():
        base, forms = row["base"], row["forms"]
        aliases, have = [], {base.lower()}

        def add(name, flags=()):
            if name.lower() not in have and len(name) > 1:
                have.add(name.lower())
                aliases.append((name, set(flags)))

        variants = []
        if forms:
            stem = re.sub(r"^The ", "", row["listed"])
            variants.append(stem.rstrip("."))
            last = LEGAL[forms[-1]]
            trunk = re.sub(r",?\s+[A-Za-z.]+$", "", stem)
            for form in last:
                if not form.endswith("."):
                    variants.append(f"{trunk} {form}")
        short = re.sub(r"\s+(?:Group|Industries|Pharmaceuticals?|Technologies|Technology|Financial|Enterprises|International|Worldwide|Systems|Therapeutics|Biosciences)$", "", base)
        flags = set()
        label = base
        tokens = re.findall(r"[a-z]+", plain(base).lower())
        letters = re.sub(r"[^A-Za-z]", "", base)
        if re.fullmatch(r"[A-Z0-9&.-]{2,6}", base) and any(c.isalpha() for c in base):
            flags.add("abbr")
            if base.lower() not in SAFE and (len(letters) <= 3 or letters.lower() in words):
                flags.add("ctx")
        elif base.lower() in SAFE:
            pass
        elif known(base) or len(letters) <= 3:
            full = [v for v in variants if v.lower() != base.lower()]
            if full:
                label = min(full, key=lambda v: (len(v), v))
                have = {label.lower()}
                add(base, {"weak"})
            else:
                flags.add("ctx")
        elif len(tokens) == 2 and all(t in common or t in names for t in tokens) and (tokens[-1] not in HEADS or tokens[0] in PLACEHOLDER):
            flags.add("ctx")
        for variant in variants:
            add(variant)
        if short.lower() in PLACEHOLDER or len(re.sub(r"[^A-Za-z]", "", short)) < 3:
            short = base
        if short != base and " " not in short:
            add(short, {"weak"} if known(short) or len(short) < 5 else {"abbr", "ctx"} if short.isupper() else {"weak"})
        elif short != base:
            add(short, {"weak"} if all(t in common or t in names for t in re.findall(r"[a-z]+", plain(short).lower())) else set())
        for name in [label] + [n for n, f in aliases if not f]:
            if plain(name) != name:
                add(plain(name), flags & {"ctx"} if name == label else set())
            if " & " in name:
                add(name.replace(" & ", " and "), flags & {"ctx"} if name == label else set())
        out.append({"type": "organisation/company", "label": label, "name": orglib.join_flags(label, flags), "aliases": join_list(aliases), "iso2": row["iso2"],
                    "in": "country/" + orglib.ISO[row["iso2"]] if row["iso2"] in orglib.ISO else "", "source": SOURCE})

    table = hand + out
    orglib.unique_ids(table)
    hand_ids = {r["id"] for r in hand}
    for problem in orglib.flag_shared(table, hand_ids):
        print("conflict:", problem)
    orglib.write_table(orglib.GAZETTEERS / "orgs-company.tsv", table, ["id", "type", "name", "aliases", "adj", "people", "wikidata", "in", "prior", "source"])
    print(f"{len(hand)} hand-made + {len(out)} of the package = {len(table)} rows; {len(absorbed)} listed companies were already there by hand")
    return absorbed


if __name__ == "__main__":
    main()
