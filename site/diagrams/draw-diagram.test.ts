import assert from "node:assert/strict";
import { test } from "node:test";
import { colourMarks } from "./diagram-style.ts";
import { drawDiagram, useVariables } from "./draw-diagram.ts";

test("marks become variables, however the browser writes them", () => {
  assert.equal(
    useVariables('fill: #E1E2E3; stroke: rgb(1, 2, 3); color: "#abcdef"'),
    'fill: var(--diagram-node); stroke: var(--diagram-line); color: "#abcdef"',
  );
});

test("each mark is a colour of its own", () => {
  const marks = Object.values(colourMarks);
  assert.equal(new Set(marks).size, marks.length);
});

const source = "flowchart LR\n  accTitle: Two boxes\n  accDescr: a leads to b\n  a --> b\n";

test("a drawing has its text alternative, no fixed colours of the theme, and nothing unused", async () => {
  const svg = await drawDiagram(source, "0123456789abcdef");
  assert.match(svg, /^<svg id="diagram-0123456789abcdef"[^>]* role="img"/);
  assert.match(svg, /<title[^>]*>Two boxes<\/title><desc[^>]*>a leads to b<\/desc>/);
  assert.match(svg, /fill: var\(--diagram-node\)/);
  for (const mark of Object.values(colourMarks)) assert.ok(!svg.toLowerCase().includes(mark), mark);
  const markers = [...svg.matchAll(/<marker id="([^"]+)"/g)].map(([, id]) => id);
  for (const id of markers) assert.ok(svg.includes(`url(#${id})`), id);
});

test("a source that mermaid does not understand is named", async () => {
  await assert.rejects(
    drawDiagram("flowchart LR\n  a -->", "0123456789abcdef"),
    /Cannot draw the diagram "flowchart LR …"/,
  );
});

test("without a browser the remedy is named", async () => {
  const before = process.env.CHROMIUM;
  process.env.CHROMIUM = "/nonexistent/chromium";
  try {
    await assert.rejects(
      drawDiagram(source, "0123456789abcdef"),
      /No browser is at \/nonexistent\/chromium.*install chromium/,
    );
  } finally {
    if (before === undefined) delete process.env.CHROMIUM;
    else process.env.CHROMIUM = before;
  }
});
