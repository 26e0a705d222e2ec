import assert from "node:assert/strict";
import { test } from "node:test";
import { findLink, indexOfLink, moveLink, raiseLink } from "./link-requests.ts";

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const word = (bytes: Uint8Array | undefined) => bytes && new DataView(bytes.buffer).getUint32(0, true);

test("a device is asked for by its name or by its index", () => {
  const byName = findLink("eth0");
  assert.equal(text(byName.attributes[0]?.value), "eth0\0");
  assert.equal(indexOfLink(byName), 0);
  const byIndex = findLink(70_000);
  assert.equal(indexOfLink(byIndex), 70_000);
  assert.deepEqual(byIndex.attributes, []);
});

test("a move names the namespace, the new name and the new index", () => {
  const { head, attributes } = moveLink({ index: 2, namespace: 11, newName: "eth%d", newIndex: 5 });
  assert.equal(indexOfLink({ head }), 2);
  assert.deepEqual(
    attributes.map(({ type, value }) => [type, type === 3 ? text(value) : word(value)]),
    [
      [3, "eth%d\0"],
      [28, 11],
      [49, 5],
    ],
  );
});

test("raising changes that one flag alone", () => {
  const view = new DataView(raiseLink(4).head.buffer);
  assert.deepEqual([view.getInt32(4, true), view.getUint32(8, true), view.getUint32(12, true)], [4, 1, 1]);
});
