"""Loads a graph.json of seeds/ with NetworkX; fails if it is not the directed multigraph that whowhom stats counts.

Usage: networkx_load.py GRAPH.JSON STATS.JSON
"""
import json
import sys

import networkx

# What every build of seeds/ finds: the first article states it in so many words.
KNOWN = ("person/alexei-kosygin", "country/soviet-union", "prime_minister_of")

data, stats = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
counts = stats["counts"][0]
graph = networkx.node_link_graph(data, edges="edges")
assert graph.is_directed() and graph.is_multigraph()
assert graph.number_of_nodes() == counts["entities"], (graph.number_of_nodes(), counts)
assert graph.number_of_edges() == counts["relations"] > 0, (graph.number_of_edges(), counts)
assert all("name" in node and "type" in node for _, node in graph.nodes(data=True)), "an edge names a node that is not there"
proofs = [proof for _, _, edge in graph.edges(data=True) for proof in edge["evidence"]]
assert len(proofs) == counts["assertions"] and all(proof["quote"] for proof in proofs)
source, target, key = KNOWN
assert graph.has_edge(source, target, key), sorted(graph.out_edges(source, keys=True))
print(graph.number_of_nodes(), "nodes,", graph.number_of_edges(), "edges,", len(proofs), "proofs")
