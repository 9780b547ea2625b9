"""Loads a graph.json with NetworkX; fails if it is not a directed multigraph whose edges hold their proofs."""
import json
import sys

import networkx

data = json.load(open(sys.argv[1], encoding="utf-8"))
graph = networkx.node_link_graph(data, edges="edges")
assert graph.is_directed() and graph.is_multigraph()
assert graph.number_of_nodes() == len(data["nodes"]) and graph.number_of_edges() == len(data["edges"]) > 0
assert all(edge["evidence"][0]["quote"] for _, _, edge in graph.edges(data=True))
print(graph.number_of_nodes(), "nodes,", graph.number_of_edges(), "edges")
