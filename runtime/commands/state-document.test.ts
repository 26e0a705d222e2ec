import assert from "node:assert/strict";
import { test } from "node:test";
import { goJson } from "../cli/go-json.ts";
import type { ContainerRecord } from "../state/container-record.ts";
import { stateDocument } from "./state-document.ts";

const record: ContainerRecord = {
  ociVersion: "1.2.0",
  id: "c1",
  bundle: "/b",
  rootfs: "/b/rootfs",
  created: "2026-01-02T03:04:05.067890123Z",
  pid: 7,
  startTime: 4711,
  owner: 0,
  annotations: {},
  cgroup: null,
  isRootless: false,
  hasProcess: true,
  keepsKeyring: false,
};

test("the document has runc's properties in runc's order", () => {
  assert.equal(
    goJson(stateDocument(record, { status: "running", owner: "" }), "  "),
    `{
  "ociVersion": "1.2.0",
  "id": "c1",
  "pid": 7,
  "status": "running",
  "bundle": "/b",
  "rootfs": "/b/rootfs",
  "created": "2026-01-02T03:04:05.067890123Z",
  "owner": ""
}`,
  );
});

test("annotations are sorted", () => {
  const annotated = { ...record, annotations: { b: "2", "a.x": "1", B: "0" } };
  const { annotations } = stateDocument(annotated, { status: "created", owner: "" });
  assert.deepEqual(Object.keys(annotations ?? {}), ["B", "a.x", "b"]);
});

test("a stopped container has no process", () => {
  assert.equal(stateDocument(record, { status: "stopped", owner: "" }).pid, 0);
});
