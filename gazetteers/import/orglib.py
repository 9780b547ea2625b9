"""What parties.py and companies.py share: word lists, name keys, flags, the country table, reading and writing of the tables.

Needs the Debian package scowl (2020.12.07-2; apt-get install scowl), whose lists lie in /usr/share/dict/scowl.
"""
import importlib.metadata
import pathlib
import re
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
GAZETTEERS = HERE.parent
OVERLAY = HERE / "overlay"
SCOWL = pathlib.Path("/usr/share/dict/scowl")


def require(package, version):
    """Stop unless exactly this version is installed: the tables must come out the same everywhere."""
    try:
        have = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        have = None
    if have != version:
        sys.exit(f"{package} {version} is needed, found {have}: pip install {package}=={version}")


def scowl(kinds, top, dialects=("english", "american", "british", "british_z", "canadian", "australian")):
    """Lower-cased words of the scowl lists of these kinds up to the size `top`."""
    if not SCOWL.is_dir():
        sys.exit("the word lists of scowl are missing: apt-get install scowl")
    found = set()
    for file in sorted(SCOWL.iterdir()):
        match = re.fullmatch(r"([a-z_]+?)-([a-z-]+)\.(\d+)", file.name)
        if match and match[1] in dialects and match[2] in kinds and int(match[3]) <= top:
            found.update(line.strip().lower() for line in file.read_text("latin-1").splitlines())
    return {word for word in found if not word.endswith("'s")}


def plain(text):
    """ASCII form of a name, as well as it goes."""
    text = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L").replace("ə", "a").replace("Ə", "A")
    text = text.replace("đ", "d").replace("Đ", "D").replace("ı", "i").replace("æ", "ae").replace("Æ", "Ae")
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).replace("’", "'").replace("‘", "'").replace("ʻ", "'")


def slug(text):
    text = plain(text).lower().replace("&", " and ").replace("'", "").replace("+", " plus ")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


SPELLINGS = {"labour": "labor", "centre": "center", "defence": "defense", "organisation": "organization", "peoples": "people", "people's": "people",
             "workers": "worker", "workers'": "worker", "worker's": "worker", "citizens'": "citizens", "citizen's": "citizens", "programme": "program"}


def key(text):
    """What two spellings of one name have in common."""
    text = plain(text).lower().replace("–", "-").replace("—", "-")
    words = [w for w in re.split(r"[^a-z0-9'+]+", text) if w]
    words = [SPELLINGS.get(w, w).strip("'").replace("'", "") for w in words]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


def split_flags(item):
    match = re.fullmatch(r"(.*?)\{([a-z,]+)\}", item, re.S)
    return (match[1], set(match[2].split(","))) if match else (item, set())


ORDER = ["abbr", "cs", "ctx", "hist", "weak", "nosolo"]


def join_flags(name, flags):
    return name + ("{" + ",".join(f for f in ORDER if f in flags) + "}" if flags else "")


def split_list(cell):
    return [split_flags(item) for item in cell.split("|") if item]


def join_list(items):
    return "|".join(join_flags(*item) for item in items)


def read_table(path):
    """Rows of a gazetteer table as dicts; list columns stay text."""
    lines = path.read_text("utf-8").splitlines()
    if lines[0] != "#gaz 1":
        sys.exit(f"{path}: line 1 is not '#gaz 1'")
    columns = None
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("#") or not line:
            continue
        cells = line.split("\t")
        if columns is None:
            columns = cells
            continue
        if len(cells) != len(columns):
            sys.exit(f"{path}:{number}: {len(cells)} cells, {len(columns)} columns")
        rows.append(dict(zip(columns, cells)))
    return rows


def write_table(path, rows, columns):
    """Sorted by id; columns that are empty everywhere are left out."""
    columns = [c for c in columns if c in ("id", "type", "name") or any(r.get(c) for r in rows)]
    out = ["#gaz 1", "\t".join(columns)]
    for row in sorted(rows, key=lambda r: r["id"]):
        out.append("\t".join(row.get(c, "") for c in columns))
    path.write_text("\n".join(out) + "\n", "utf-8")


def unique_ids(rows):
    """Fill in missing ids: organisation/<slug>, with -<iso2> where the slug is shared, then with a number."""
    taken = {r["id"] for r in rows if r.get("id")}
    fresh = [r for r in rows if not r.get("id")]
    count = {}
    for row in fresh:
        count[slug(row["label"])] = count.get(slug(row["label"]), 0) + 1
    for row in sorted(fresh, key=lambda r: (slug(r["label"]), r.get("iso2", ""), r["name"], r.get("aliases", ""))):
        base = "organisation/" + slug(row["label"])
        ident = base
        if count[slug(row["label"])] > 1 or base in taken:
            ident = f"{base}-{row['iso2']}" if row.get("iso2") else base
        step = 2
        while ident in taken:
            ident = f"{base}-{row['iso2']}-{step}" if row.get("iso2") else f"{base}-{step}"
            step += 1
        row["id"] = ident
        taken.add(ident)


def flag_shared(rows, hand_ids):
    """A name that several rows carry is plain only in the hand-made row that claims it; elsewhere it needs context."""
    owners = {}
    for row in rows:
        seen = set()
        for name, flags in split_list(row["name"]) + split_list(row.get("aliases", "")):
            if name.lower() not in seen:
                seen.add(name.lower())
                owners.setdefault(name.lower(), []).append((row["id"], bool(flags & {"ctx", "weak"})))
    problems = []
    for name, users in owners.items():
        claims = [i for i, soft in users if not soft and i in hand_ids]
        if len(claims) > 1:
            problems.append(f"{name}: plain in {', '.join(claims)}")
    for row in rows:
        for column in ("name", "aliases"):
            items = []
            for name, flags in split_list(row.get(column, "")):
                if len(owners[name.lower()]) > 1 and row["id"] not in hand_ids and not flags & {"ctx", "weak"}:
                    flags = flags | {"ctx"}
                items.append((name, flags))
            row[column] = join_list(items)
    return problems


# Country code of the World Factbook (GEC): slug of the country's id, ISO 3166-1 alpha-2.
COUNTRIES = {
    "aa": ("aruba", "aw"), "ac": ("antigua-and-barbuda", "ag"), "ae": ("united-arab-emirates", "ae"), "af": ("afghanistan", "af"),
    "ag": ("algeria", "dz"), "aj": ("azerbaijan", "az"), "al": ("albania", "al"), "am": ("armenia", "am"), "an": ("andorra", "ad"),
    "ao": ("angola", "ao"), "aq": ("american-samoa", "as"), "ar": ("argentina", "ar"), "as": ("australia", "au"), "au": ("austria", "at"),
    "av": ("anguilla", "ai"), "ba": ("bahrain", "bh"), "bb": ("barbados", "bb"), "bc": ("botswana", "bw"), "bd": ("bermuda", "bm"),
    "be": ("belgium", "be"), "bf": ("bahamas", "bs"), "bg": ("bangladesh", "bd"), "bh": ("belize", "bz"), "bk": ("bosnia-and-herzegovina", "ba"),
    "bl": ("bolivia", "bo"), "bm": ("myanmar", "mm"), "bn": ("benin", "bj"), "bo": ("belarus", "by"), "bp": ("solomon-islands", "sb"),
    "br": ("brazil", "br"), "bt": ("bhutan", "bt"), "bu": ("bulgaria", "bg"), "bx": ("brunei", "bn"), "by": ("burundi", "bi"),
    "ca": ("canada", "ca"), "cb": ("cambodia", "kh"), "cd": ("chad", "td"), "ce": ("sri-lanka", "lk"), "cf": ("congo-brazzaville", "cg"),
    "cg": ("democratic-republic-of-the-congo", "cd"), "ch": ("china", "cn"), "ci": ("chile", "cl"), "cj": ("cayman-islands", "ky"),
    "cm": ("cameroon", "cm"), "cn": ("comoros", "km"), "co": ("colombia", "co"), "cq": ("northern-mariana-islands", "mp"),
    "cs": ("costa-rica", "cr"), "ct": ("central-african-republic", "cf"), "cu": ("cuba", "cu"), "cv": ("cape-verde", "cv"),
    "cw": ("cook-islands", "ck"), "cy": ("cyprus", "cy"), "da": ("denmark", "dk"), "dj": ("djibouti", "dj"), "do": ("dominica", "dm"),
    "dr": ("dominican-republic", "do"), "ec": ("ecuador", "ec"), "ee": ("", "eu"), "eg": ("egypt", "eg"), "ei": ("ireland", "ie"),
    "ek": ("equatorial-guinea", "gq"), "en": ("estonia", "ee"), "er": ("eritrea", "er"), "es": ("el-salvador", "sv"), "et": ("ethiopia", "et"),
    "ez": ("czechia", "cz"), "fi": ("finland", "fi"), "fj": ("fiji", "fj"), "fm": ("micronesia", "fm"), "fo": ("faroe-islands", "fo"),
    "fp": ("french-polynesia", "pf"), "fr": ("france", "fr"), "ga": ("gambia", "gm"), "gb": ("gabon", "ga"), "gg": ("georgia", "ge"),
    "gh": ("ghana", "gh"), "gi": ("gibraltar", "gi"), "gj": ("grenada", "gd"), "gk": ("guernsey", "gg"), "gl": ("greenland", "gl"),
    "gm": ("germany", "de"), "gq": ("guam", "gu"), "gr": ("greece", "gr"), "gt": ("guatemala", "gt"), "gv": ("guinea", "gn"),
    "gy": ("guyana", "gy"), "ha": ("haiti", "ht"), "hk": ("hong-kong-sar", "hk"), "ho": ("honduras", "hn"), "hr": ("croatia", "hr"),
    "hu": ("hungary", "hu"), "ic": ("iceland", "is"), "id": ("indonesia", "id"), "im": ("isle-of-man", "im"), "in": ("india", "in"),
    "ir": ("iran", "ir"), "is": ("israel", "il"), "it": ("italy", "it"), "iv": ("ivory-coast", "ci"), "iz": ("iraq", "iq"),
    "ja": ("japan", "jp"), "je": ("jersey", "je"), "jm": ("jamaica", "jm"), "jo": ("jordan", "jo"), "ke": ("kenya", "ke"),
    "kg": ("kyrgyzstan", "kg"), "kn": ("north-korea", "kp"), "kr": ("kiribati", "ki"), "ks": ("south-korea", "kr"), "ku": ("kuwait", "kw"),
    "kv": ("kosovo", "xk"), "kz": ("kazakhstan", "kz"), "la": ("laos", "la"), "le": ("lebanon", "lb"), "lg": ("latvia", "lv"),
    "lh": ("lithuania", "lt"), "li": ("liberia", "lr"), "lo": ("slovakia", "sk"), "ls": ("liechtenstein", "li"), "lt": ("lesotho", "ls"),
    "lu": ("luxembourg", "lu"), "ly": ("libya", "ly"), "ma": ("madagascar", "mg"), "mc": ("macao-sar", "mo"), "md": ("moldova", "md"),
    "mg": ("mongolia", "mn"), "mh": ("montserrat", "ms"), "mi": ("malawi", "mw"), "mj": ("montenegro", "me"), "mk": ("north-macedonia", "mk"),
    "ml": ("mali", "ml"), "mn": ("monaco", "mc"), "mo": ("morocco", "ma"), "mp": ("mauritius", "mu"), "mr": ("mauritania", "mr"),
    "mt": ("malta", "mt"), "mu": ("oman", "om"), "mv": ("maldives", "mv"), "mx": ("mexico", "mx"), "my": ("malaysia", "my"),
    "mz": ("mozambique", "mz"), "nc": ("new-caledonia", "nc"), "ne": ("niue", "nu"), "nf": ("norfolk-island", "nf"), "ng": ("niger", "ne"),
    "nh": ("vanuatu", "vu"), "ni": ("nigeria", "ng"), "nl": ("netherlands", "nl"), "nn": ("sint-maarten", "sx"), "no": ("norway", "no"),
    "np": ("nepal", "np"), "nr": ("naoero", "nr"), "ns": ("suriname", "sr"), "nu": ("nicaragua", "ni"), "nz": ("new-zealand", "nz"),
    "od": ("south-sudan", "ss"), "pa": ("paraguay", "py"), "pc": ("pitcairn", "pn"), "pe": ("peru", "pe"), "pk": ("pakistan", "pk"),
    "pl": ("poland", "pl"), "pm": ("panama", "pa"), "po": ("portugal", "pt"), "pp": ("papua-new-guinea", "pg"), "ps": ("palau", "pw"),
    "pu": ("guinea-bissau", "gw"), "qa": ("qatar", "qa"), "ri": ("serbia", "rs"), "rm": ("marshall-islands", "mh"), "rn": ("saint-martin", "mf"),
    "ro": ("romania", "ro"), "rp": ("philippines", "ph"), "rq": ("puerto-rico", "pr"), "rs": ("russia", "ru"), "rw": ("rwanda", "rw"),
    "sa": ("saudi-arabia", "sa"), "sb": ("saint-pierre-and-miquelon", "pm"), "sc": ("saint-kitts-and-nevis", "kn"), "se": ("seychelles", "sc"),
    "sf": ("south-africa", "za"), "sg": ("senegal", "sn"), "sh": ("saint-helena-ascension-and-tristan-da-cunha", "sh"), "si": ("slovenia", "si"), "sl": ("sierra-leone", "sl"),
    "sm": ("san-marino", "sm"), "sn": ("singapore", "sg"), "so": ("somalia", "so"), "sp": ("spain", "es"), "st": ("saint-lucia", "lc"),
    "su": ("sudan", "sd"), "sw": ("sweden", "se"), "sy": ("syria", "sy"), "sz": ("switzerland", "ch"), "tb": ("saint-barthelemy", "bl"),
    "td": ("trinidad-and-tobago", "tt"), "th": ("thailand", "th"), "ti": ("tajikistan", "tj"), "tk": ("turks-and-caicos-islands", "tc"),
    "tl": ("tokelau", "tk"), "tn": ("tonga", "to"), "to": ("togo", "tg"), "tp": ("sao-tome-and-principe", "st"), "ts": ("tunisia", "tn"),
    "tt": ("east-timor", "tl"), "tu": ("turkey", "tr"), "tv": ("tuvalu", "tv"), "tw": ("taiwan", "tw"), "tx": ("turkmenistan", "tm"),
    "tz": ("tanzania", "tz"), "uc": ("curacao", "cw"), "ug": ("uganda", "ug"), "uk": ("united-kingdom", "gb"), "up": ("ukraine", "ua"),
    "us": ("united-states", "us"), "uv": ("burkina-faso", "bf"), "uy": ("uruguay", "uy"), "uz": ("uzbekistan", "uz"),
    "vc": ("saint-vincent-and-the-grenadines", "vc"), "ve": ("venezuela", "ve"), "vi": ("british-virgin-islands", "vg"),
    "vm": ("vietnam", "vn"), "vq": ("u-s-virgin-islands", "vi"), "vt": ("holy-see", "va"), "wa": ("namibia", "na"),
    "wf": ("wallis-and-futuna", "wf"), "ws": ("samoa", "ws"), "wz": ("eswatini", "sz"), "ym": ("yemen", "ye"), "za": ("zambia", "zm"),
    "zi": ("zimbabwe", "zw"), "we": ("palestine", "ps"),
}
ISO = {iso: name for name, iso in COUNTRIES.values() if name}
SLUG_ISO = {name: iso for name, iso in COUNTRIES.values() if name}
