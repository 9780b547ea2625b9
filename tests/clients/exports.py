"""Loads what `whowhom export` wrote into the libraries people open it with; nodes, edges and attributes must be those of graph.json.

Usage: exports.py CLIENT GRAPH.JSON FOLDER, where FOLDER holds a file or folder for each format, named by it.
"""

import csv
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

client, graph_path, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
graph = json.loads(Path(graph_path).read_text(encoding="utf-8"))
nodes = {node["id"]: node for node in graph["nodes"]}
edges = {"|".join((edge["source"], edge["key"], edge["target"])): edge for edge in graph["edges"]}
documents = graph["graph"]["documents"]
proofs = [(name, proof) for name, edge in edges.items() for proof in edge["evidence"]]
# Characters that XML cannot hold.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml(words):
    return FORBIDDEN.sub("\ufffd", words)


def same(found, expected):
    assert found == expected, f"{found!r} is not {expected!r}"


def networkx_graphml():
    import networkx
    read = networkx.read_graphml(folder / "graphml", force_multigraph=True, edge_key_type=str)
    same((read.number_of_nodes(), read.number_of_edges(), read.is_directed()), (len(nodes), len(edges), True))
    for name, node in nodes.items():
        same(read.nodes[name]["name"], xml(node["name"]))
        same(json.loads(read.nodes[name]["aliases"]), node["aliases"])
    for source, target, attributes in read.edges(data=True):
        edge = edges[attributes["eid"]]
        same((source, target), (edge["source"], edge["target"]))
        same((attributes["planned"], attributes["open"]), (edge["status"]["planned"], edge["open"]))
        same(json.loads(attributes["evidence"]), edge["evidence"])
    same(json.loads(read.graph["documents"]), documents)


def networkx_gexf():
    import networkx
    read = networkx.read_gexf(folder / "gexf")
    same((read.number_of_nodes(), read.number_of_edges(), read.is_directed()), (len(nodes), len(edges), True))
    same({name: attributes["label"] for name, attributes in read.nodes(data=True)}, {n: xml(node["name"]) for n, node in nodes.items()})
    for source, target, attributes in read.edges(data=True):
        edge = edges[attributes["id"]]
        same((source, target), (edge["source"], edge["target"]))
        same((attributes["negated"], attributes.get("start")), (edge["negated"], edge["first"]))
        same(json.loads(attributes["evidence"]), edge["evidence"])


# The schema of the format (gexf.net/1.3) is in no package: order of elements, what may be where, and the values of its
# closed lists are held here.
def gexf_form():
    space = "{http://gexf.net/1.3}"
    root = ElementTree.parse(folder / "gexf").getroot()
    same((root.tag, root.attrib), (space + "gexf", {"version": "1.3"}))
    same([child.tag for child in root], [space + "meta", space + "graph"])
    body = root[1]
    same(body.attrib, {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"})
    same([child.tag for child in body], [space + tag for tag in ("attributes", "attributes", "nodes", "edges")])
    declared = {child.get("class"): {a.get("id"): a.get("type") for a in child} for child in body[:2]}
    forms = {"string": ".*", "integer": r"-?\d+", "double": r"-?[\d.]+", "boolean": "true|false"}
    for kind, items in (("node", body[2]), ("edge", body[3])):
        assert len({item.get("id") for item in items}) == len(items)
        for item in items:
            allowed = {"id", "label"} if kind == "node" else {"id", "source", "target", "type", "kind", "label", "weight", "start", "end"}
            assert item.tag == space + kind and set(item.attrib) <= allowed, item.attrib
            assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", item.get(end, "2000-01-01")) for end in ("start", "end"))
            for value in item.find(space + "attvalues"):
                assert re.fullmatch(forms[declared[kind][value.get("for")]], value.get("value"), re.S), value.attrib


def igraph_graphml():
    import igraph
    read = igraph.Graph.Read_GraphML(str(folder / "graphml"))
    same((read.vcount(), read.ecount(), read.is_directed()), (len(nodes), len(edges), True))
    same(set(read.vs["id"]), set(nodes))
    same({edge["eid"]: edge["assertions"] for edge in read.es}, {name: edge["assertions"] for name, edge in edges.items()})


def ndex2_cx2():
    from ndex2.cx2 import RawCX2NetworkFactory
    read = RawCX2NetworkFactory().get_cx2network(str(folder / "cx2"))
    same((len(read.get_nodes()), len(read.get_edges())), (len(nodes), len(edges)))
    ids = {}
    for number, node in read.get_nodes().items():
        ids[number] = node["v"]["whowhom_id"]
        same((node["v"]["name"], node["v"]["aliases"]), (nodes[ids[number]]["name"], nodes[ids[number]]["aliases"]))
    for edge in read.get_edges().values():
        expected = edges[edge["v"]["whowhom_id"]]
        same((ids[edge["s"]], ids[edge["t"]]), (expected["source"], expected["target"]))
        same((edge["v"]["status"] == "negated", edge["v"]["open"]), (expected["negated"] == expected["assertions"], expected["open"]))
        same(json.loads(edge["v"]["evidence"]), expected["evidence"])
    # ndex2 lets attributes through that were not declared.
    aspects = {key: value for part in json.loads((folder / "cx2").read_text(encoding="utf-8")) for key, value in part.items()}
    for kind in ("nodes", "edges"):
        assert all(set(item["v"]) <= set(aspects["attributeDeclarations"][0][kind]) for item in aspects[kind])
        same(len(aspects[kind]), {aspect["name"]: aspect["elementCount"] for aspect in aspects["metaData"]}[kind])


# The published schema of JSON Graph Format 2 is in no package; this says the same of a single graph.
def jsonschema_jgf():
    import jsonschema
    word, thing = {"type": "string"}, {"type": "object"}
    closed = lambda properties, required=(): {"type": "object", "properties": properties, "additionalProperties": False, "required": list(required)}
    node = closed({"label": word, "metadata": thing})
    edge = closed({"id": word, "source": word, "target": word, "relation": word, "directed": {"type": "boolean"}, "label": word, "metadata": thing}, ["source", "target"])
    body = closed({"id": word, "label": word, "directed": {"type": "boolean"}, "type": word, "metadata": thing,
                   "nodes": {"type": "object", "additionalProperties": node}, "edges": {"type": "array", "items": edge}})
    read = json.loads((folder / "jgf").read_text(encoding="utf-8"))
    jsonschema.validate(read, closed({"graph": body}, ["graph"]))
    same(set(read["graph"]["nodes"]), set(nodes))
    same({edge["id"]: edge["metadata"]["evidence"] for edge in read["graph"]["edges"]}, {name: edge["evidence"] for name, edge in edges.items()})
    assert all(edge["source"] in nodes and edge["target"] in nodes for edge in read["graph"]["edges"])


def unguarded(words):
    return words[1:] if re.match(r"'[=+\-@\t\r＝＋－＠]", words) else words


def pandas_csv():
    import pandas
    read = {name: pandas.read_csv(folder / "csv" / f"{name}.csv", dtype=str, keep_default_na=False) for name in ("nodes", "edges", "evidence", "documents")}
    same([len(read[name]) for name in read], [len(nodes), len(edges), len(proofs), len(documents)])
    for table in read.values():
        assert not table.map(lambda cell: cell.startswith(("=", "+", "-", "@", "\t", "\r"))).any(axis=None)
    for row in read["nodes"].to_dict("records"):
        same((unguarded(row["name"]), json.loads(row["aliases"])), (nodes[row["id"]]["name"], nodes[row["id"]]["aliases"]))
    for row in read["edges"].to_dict("records"):
        edge = edges[row["id"]]
        same((row["source"], row["target"], int(row["requested"])), (edge["source"], edge["target"], edge["status"]["requested"]))
    for row, (name, proof) in zip(read["evidence"].to_dict("records"), proofs):
        same((row["edge"], unguarded(row["quote"]), int(row["trigger_end"])), (name, proof["quote"], proof["trigger"][1]))


def duckdb_csv():
    import duckdb
    for name, expected in (("nodes", nodes), ("edges", edges), ("evidence", proofs), ("documents", documents)):
        same(duckdb.sql(f"select count(*) from read_csv('{folder}/csv/{name}.csv', all_varchar=true, header=true)").fetchall()[0][0], len(expected))


# neo4j-admin is in no registry; its rules for headers and lists are held here.
def neo4j_headers():
    read = {}
    for name in ("nodes", "edges"):
        with open(folder / "neo4j" / f"{name}.csv", newline="", encoding="utf-8") as file:
            read[name] = list(csv.DictReader(file))
    types = r"(\w+(:(long|double|boolean|string\[\]))?)"
    assert all(re.fullmatch(rf"id:ID\(Entity\)|:LABEL|{types}", column) for column in read["nodes"][0])
    assert all(re.fullmatch(rf":START_ID\(Entity\)|:END_ID\(Entity\)|:TYPE|{types}", column) for column in read["edges"][0])
    same({row["id:ID(Entity)"]: len(row["aliases:string[]"].split(";")) for row in read["nodes"]}, {name: len(node["aliases"]) for name, node in nodes.items()})
    for row in read["edges"]:
        edge = edges[row["id"]]
        same((row[":START_ID(Entity)"], row[":END_ID(Entity)"], row[":TYPE"]), (edge["source"], edge["target"], edge["key"].upper()))
        assert re.fullmatch("[A-Z_]+", row[":TYPE"]) and int(row["assertions:long"]) == edge["assertions"]


def graphglot_cypher():
    from graphglot.dialect import Dialect
    dialect = Dialect.get_or_raise("neo4j")
    lines = (folder / "cypher").read_text(encoding="utf-8").split("\n")[:-1]
    same(len(lines), 1 + len(nodes) + len(edges))
    for line in lines:
        assert len(dialect.parse(line)) == 1, line


def pyarrow_parquet():
    import pandas
    from pyarrow import parquet
    read = {name: parquet.read_table(folder / "parquet" / f"{name}.parquet") for name in ("nodes", "edges", "evidence", "documents")}
    same([table.num_rows for table in read.values()], [len(nodes), len(edges), len(proofs), len(documents)])
    for row in read["nodes"].to_pylist():
        node = nodes[row["id"]]
        same([row[key] for key in ("name", "type", "aliases", "wikidata", "mentions")], [node[key] for key in ("name", "type", "aliases", "wikidata", "mentions")])
    for row in read["edges"].to_pylist():
        edge = edges[row["id"]]
        same([row[key] for key in ("source", "target", "open", "plover", "first", "negated")], [edge[key] for key in ("source", "target", "open", "plover", "first", "negated")])
    for row, (name, proof) in zip(read["evidence"].to_pylist(), proofs):
        same((row["edge"], [row["object_start"], row["object_end"]], row["score"]), (name, proof["object"], proof["score"]))
    same(read["documents"].to_pylist(), documents)
    same(len(pandas.read_parquet(folder / "parquet" / "edges.parquet")), len(edges))


def duckdb_parquet():
    import duckdb
    edge = f"'{folder}/parquet/edges.parquet'"
    joined = f"select count(*) from {edge} e join '{folder}/parquet/nodes.parquet' n on e.source = n.id join '{folder}/parquet/evidence.parquet' p on p.edge = e.id"
    same(duckdb.sql(joined).fetchall()[0][0], len(proofs))
    same(duckdb.sql(f"select sum(assertions) from {edge}").fetchall()[0][0], len(proofs))


def kuzu_parquet():
    import shutil
    import kuzu
    place = folder / "kuzu"
    shutil.rmtree(place, ignore_errors=True)
    place.unlink(missing_ok=True)
    base = kuzu.Connection(kuzu.Database(str(place)))
    words = lambda names, kind: ", ".join(f"{name} {kind}" for name in names.split())
    base.execute(f"CREATE NODE TABLE Entity (id STRING PRIMARY KEY, {words('name type', 'STRING')}, aliases STRING[], wikidata STRING, {words('mentions documents', 'INT64')})")
    base.execute(f"CREATE REL TABLE Link (FROM Entity TO Entity, {words('id relation predicate', 'STRING')}, open BOOLEAN, {words('plover status', 'STRING')}, "
                 f"{words('assertions documents n_sources asserted reported planned requested hypothetical negated', 'INT64')}, {words('first last', 'STRING')})")
    base.execute(f"COPY Entity FROM '{folder}/parquet/nodes.parquet'")
    base.execute(f"COPY Link FROM '{folder}/parquet/edges.parquet'")
    one = lambda query: base.execute(query).get_next()
    same(one("MATCH (n) RETURN count(*)"), [len(nodes)])
    same(one("MATCH ()-[r]->() RETURN count(*), sum(r.assertions)"), [len(edges), len(proofs)])
    rows = base.execute("MATCH (a)-[r]->(b) RETURN r.id, a.id, b.id, r.predicate")
    while rows.has_next():
        name, *found = rows.get_next()
        same(found, [edges[name][key] for key in ("source", "target", "predicate")])


REIFIED = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX ww: <urn:whowhom:schema/>
SELECT ?edge ?assertions WHERE { ?edge %s ; ww:assertions ?assertions }"""
STATEMENT = "a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o"
ENTITIES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name WHERE { ?n rdfs:label ?name . FILTER(STRSTARTS(STR(?n), "urn:whowhom:entity/")) }"""
QUOTES = "SELECT ?quote WHERE { ?proof <urn:whowhom:schema/quote> ?quote }"


def check_rdf(ask, statement=STATEMENT):
    same(sorted(int(row[1]) for row in ask(REIFIED % statement)), sorted(edge["assertions"] for edge in edges.values()))
    same(sorted(row[0] for row in ask(ENTITIES)), sorted(node["name"] for node in nodes.values()))
    same(sorted(row[0] for row in ask(QUOTES)), sorted(proof["quote"] for _, proof in proofs))


def pyoxigraph_rdf():
    import pyoxigraph
    def load(name, form):
        store = pyoxigraph.Store()
        store.load(path=str(folder / name), format=form)
        return store, lambda query: [[term.value for term in row] for row in store.query(query)]
    turtle, ask = load("ttl", pyoxigraph.RdfFormat.TURTLE)
    check_rdf(ask)
    # What is denied or only planned is told of, not asserted.
    stated = sum(edge["status"]["asserted"] + edge["status"]["reported"] > 0 for edge in edges.values())
    same(len(ask('SELECT ?s ?o WHERE { ?s ?p ?o . FILTER(STRSTARTS(STR(?p), "urn:whowhom:relation/")) }')), stated)
    linked, ask = load("jsonld", pyoxigraph.RdfFormat.JSON_LD)
    check_rdf(ask)
    same({str(quad) for quad in linked}, {str(quad) for quad in turtle})
    _, ask = load("ttl12", pyoxigraph.RdfFormat.TURTLE)
    check_rdf(ask, "rdf:reifies <<( ?s ?p ?o )>>")


def rdflib_rdf():
    import rdflib
    for name, form in (("ttl", "turtle"), ("jsonld", "json-ld")):
        read = rdflib.Graph().parse(folder / name, format=form)
        check_rdf(lambda query: [[str(term) for term in row] for row in read.query(query)])


def followthemoney_ftm():
    from followthemoney import model
    from followthemoney.schema import Schema
    read = {}
    for line in (folder / "ftm").read_text(encoding="utf-8").split("\n")[:-1]:
        data = json.loads(line)
        model.get(data["schema"]).validate(data)
        entity = model.get_proxy(data)
        # What the model does not take for a value of its type it leaves out without a word.
        for name, values in data["properties"].items():
            same(len(entity.get(name)), len(set(values)))
        read[entity.id] = entity
    kinds = {}
    for entity in read.values():
        kinds[entity.schema.name] = kinds.get(entity.schema.name, 0) + 1
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert value in read and read[value].schema.is_a(prop.range), (entity.id, prop.name)
    pairs = {(end, proof["document"]) for name, proof in proofs for end in (edges[name]["source"], edges[name]["target"])}
    same((kinds["Article"], kinds["UnknownLink"], kinds["Documentation"], kinds["Mention"]), (len(documents), len(edges), len(pairs), len(pairs)))
    same(sum(kinds.get(kind, 0) for kind in ("Person", "Organization", "LegalEntity")), len(nodes))


def notes_of_obsidian():
    vault = folder / "obsidian"
    notes = {str(path.relative_to(vault))[:-3]: path.read_text(encoding="utf-8") for path in vault.rglob("*.md")}
    same(len(notes), len(nodes) + len(documents))
    assert len({name.lower() for name in notes}) == len(notes)
    import yaml
    found = {}
    for name, note in notes.items():
        assert not re.search(r'[\\:*?"<>|#^\[\]\x00-\x1f]', name) and ".." not in name.split("/"), name
        _, head, body = note.split("---\n", 2)
        own = yaml.safe_load(head)
        found[own["id"]] = own
        assert all(link in notes for link in re.findall(r"(?<!\\)\[\[([^\]]+)\]\]", body)), name
    same({name for name in found if name in nodes}, set(nodes))
    outer = sum(note.split("---\n", 2)[2].count("\n- ") for name, note in notes.items() if name.startswith("entities/"))
    loops = sum(edge["source"] == edge["target"] for edge in edges.values())
    same(outer, 2 * len(edges) - loops)


def spacy_docs():
    import spacy
    from spacy.tokens import Doc
    vocabulary = spacy.blank("en").vocab
    lines = (folder / "spacy").read_text(encoding="utf-8").split("\n")[:-1]
    assert lines
    for line in lines:
        data = json.loads(line)
        doc = Doc(vocabulary).from_json(data, validate=True)
        same(doc.text, data["text"])
        same([(e.start_char, e.end_char, e.label_) for e in doc.ents], [(e["start"], e["end"], e["label"]) for e in data["ents"]])
        # from_json passes over the ids of entities, not over those of spans.
        for group, expected in data["spans"].items():
            same([(s.start_char, s.end_char, s.label_, s.kb_id_) for s in doc.spans[group]], [(s["start"], s["end"], s["label"], s["kb_id"]) for s in expected])
        same([(s.start_char, s.end_char) for s in doc.sents], [(s["start"], s["end"]) for s in data["sents"]])
    print(len(lines), "documents,", sum(len(json.loads(line)["ents"]) for line in lines), "entities")


# brat itself is a server of Python 2; its standoff form is held here.
def brat_form():
    files = sorted((folder / "brat").rglob("*.ann"))
    assert files
    events = 0
    for file in files:
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        names = set()
        for line in file.read_text(encoding="utf-8").split("\n")[:-1]:
            name, body, *rest = line.split("\t")
            assert name not in names or name.startswith("#")
            names.add(name)
            if name[0] == "T":
                kind, fragments = body.split(" ", 1)
                spans = [tuple(map(int, part.split())) for part in fragments.split(";")]
                same(" ".join(text[start:end] for start, end in spans), rest[0])
            elif name[0] == "E":
                events += 1
                assert all(part.split(":")[1] in names for part in body.split()), line
            elif name[0] in "AN#":
                assert body.split()[1] in names, line
            else:
                raise AssertionError(line)
    print(len(files), "documents,", events, "events")


globals()[client]()
