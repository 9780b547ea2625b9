"""Fails if a drawing by Graphviz lacks the name of an entity that has a relation.

Usage: graphviz_labels.py GRAPH.JSON GRAPH.SVG
"""
import json
import sys
import xml.etree.ElementTree

SVG = "{http://www.w3.org/2000/svg}"

graph = json.load(open(sys.argv[1], encoding="utf-8"))
drawing = xml.etree.ElementTree.parse(sys.argv[2])
linked = {edge[end] for edge in graph["edges"] for end in ("source", "target")}
names = {node["id"]: node["name"] for node in graph["nodes"] if node["id"] in linked}
drawn = {}
for group in drawing.iter(f"{SVG}g"):
    if group.get("class") == "node":
        drawn[group.find(f"{SVG}title").text] = " ".join(text.text for text in group.iter(f"{SVG}text"))
lacking = {id: name for id, name in names.items() if drawn.get(id) != name}
assert names and not lacking, lacking
print(len(names), "names are drawn")
