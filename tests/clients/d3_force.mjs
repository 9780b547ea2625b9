// Lays out a graph.json that was built with --links-key links, as a page with D3 would; fails if a link finds no node.
// Usage: node d3_force.mjs GRAPH.JSON STATS.JSON
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { forceCenter, forceLink, forceManyBody, forceSimulation } from "d3-force";

const TICKS = 50;
const [graph, stats] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const { nodes, links } = graph;
assert.equal(nodes.length, stats.counts[0].entities);
assert.equal(links.length, stats.counts[0].relations);
assert.ok(links.length > 0);

const simulation = forceSimulation(nodes)
  .force("link", forceLink(links).id((node) => node.id))
  .force("charge", forceManyBody())
  .force("center", forceCenter())
  .stop();
simulation.tick(TICKS);

const known = new Set(nodes);
for (const link of links) assert.ok(known.has(link.source) && known.has(link.target), `${link.key} has no nodes`);
for (const node of nodes) assert.ok(Number.isFinite(node.x) && Number.isFinite(node.y), `${node.id} has no place`);
console.log(`${nodes.length} nodes, ${links.length} links placed`);
