// Loads what `whowhom export` wrote into the libraries people open it with; nodes, edges and an attribute must be those of graph.json.
// Usage: node exports.mjs CLIENT GRAPH.JSON FOLDER
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [client, graphPath, folder] = process.argv.slice(2);
const graph = JSON.parse(readFileSync(graphPath, "utf8"));
const read = (name) => readFileSync(join(folder, name), "utf8");
const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
const edges = new Map(graph.edges.map((edge) => [[edge.source, edge.key, edge.target].join("|"), edge]));
// What XML cannot hold.
const xml = (words) => words.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd");
const stated = [...edges.values()].filter((edge) => edge.status.asserted + edge.status.reported > 0);
const evidence = (found) => (typeof found === "string" ? JSON.parse(found) : found);

function checkGraphology(loaded, words = (name) => name) {
  assert.deepEqual([loaded.order, loaded.size, loaded.type], [nodes.size, edges.size, "directed"]);
  loaded.forEachNode((id, own) => assert.equal(own.label, words(nodes.get(id).name)));
  loaded.forEachEdge((id, own, source, target) => {
    const edge = edges.get(id);
    assert.deepEqual([source, target, own.assertions, own.open], [edge.source, edge.target, edge.assertions, edge.open]);
    assert.deepEqual(evidence(own.evidence), edge.evidence);
  });
}

const clients = {
  async graphology() {
    const { MultiDirectedGraph } = (await import("graphology")).default;
    checkGraphology(MultiDirectedGraph.from(JSON.parse(read("graphology"))));
  },
  async graphology_graphml() {
    const { MultiDirectedGraph } = (await import("graphology")).default;
    const { parse } = (await import("graphology-graphml")).default;
    checkGraphology(parse(MultiDirectedGraph, read("graphml"), { addMissingNodes: false }), xml);
  },
  async graphology_gexf() {
    const { MultiDirectedGraph } = (await import("graphology")).default;
    const { parse } = (await import("graphology-gexf")).default;
    checkGraphology(parse(MultiDirectedGraph, read("gexf"), { addMissingNodes: false }), xml);
  },
  async cytoscape() {
    const cytoscape = (await import("cytoscape")).default;
    const drawn = cytoscape({ headless: true, elements: JSON.parse(read("cyjs")).elements });
    assert.deepEqual([drawn.nodes().length, drawn.edges().length], [nodes.size, edges.size]);
    for (const [id, edge] of edges) {
      const own = drawn.$id(id);
      assert.deepEqual([own.source().id(), own.target().id(), own.data("relation")], [edge.source, edge.target, edge.key]);
      assert.deepEqual(own.data("evidence"), edge.evidence);
    }
  },
  async n3() {
    const { Parser, Store } = (await import("n3")).default;
    const form = { ttl: "Turtle", ttl12: "Turtle" };
    for (const [name, format] of Object.entries(form)) {
      const store = new Store(new Parser({ format }).parse(read(name)));
      assert.equal(store.getQuads(null, "urn:whowhom:schema/assertions", null).length, edges.size);
      const direct = store.getQuads(null, null, null).filter((quad) => quad.predicate.value.startsWith("urn:whowhom:relation/"));
      assert.equal(direct.length, stated.length);
      const quotes = store.getObjects(null, "urn:whowhom:schema/quote", null).map((quote) => quote.value);
      assert.deepEqual(new Set(quotes), new Set(graph.edges.flatMap((edge) => edge.evidence.map((proof) => proof.quote))));
      if (name === "ttl12") {
        const reified = store.getQuads(null, "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies", null);
        assert.equal(reified.filter((quad) => quad.object.termType === "Quad").length, edges.size);
      }
    }
  },
  async jsonld() {
    const jsonld = (await import("jsonld")).default;
    const documentLoader = (url) => assert.fail(`${url} is asked for`);
    const expanded = await jsonld.expand(JSON.parse(read("jsonld")), { documentLoader });
    const has = (name) => expanded.filter((item) => item[`urn:whowhom:schema/${name}`]);
    assert.equal(has("assertions").length, edges.size);
    assert.equal(has("mentions").length, nodes.size);
    const quads = await jsonld.toRDF(expanded, { documentLoader });
    assert.equal(quads.filter((quad) => quad.predicate.value.startsWith("urn:whowhom:relation/")).length, stated.length);
  },
  async mermaid() {
    // Mermaid cleans words with DOMPurify, which wants a page.
    const { parseHTML } = await import("linkedom");
    const { window } = parseHTML("<!doctype html><html><body></body></html>");
    Object.assign(globalThis, { window, document: window.document, Element: window.Element, NodeFilter: window.NodeFilter });
    for (const name of ["HTMLTemplateElement", "Node", "NamedNodeMap", "HTMLFormElement", "DOMParser", "DocumentFragment"]) globalThis[name] ??= window[name];
    const mermaid = (await import("mermaid")).default;
    mermaid.initialize({ securityLevel: "strict" });
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(read("mermaid"));
    const drawn = diagram.db.getEdges();
    assert.equal(drawn.length, edges.size);
    const linked = new Set([...edges.values()].flatMap((edge) => [edge.source, edge.target]));
    assert.equal(diagram.db.getVertices().size, linked.size);
    const words = (text) => text.replace(/(?:#|ﬂ°°)(\d+)(?:;|¶ß)/g, (_, code) => String.fromCodePoint(code));
    const found = [...diagram.db.getVertices().values()].map((vertex) => words(vertex.text)).sort();
    assert.deepEqual(found, [...linked].map((id) => nodes.get(id).name.replace(/[\x00-\x1f\x7f-\x9f]/g, " ").trim()).sort());
    const denied = [...edges.values()].filter((edge) => edge.negated === edge.assertions);
    assert.equal(drawn.filter((edge) => words(edge.text).startsWith("not: ")).length, denied.length);
  },
};
await clients[client]();
