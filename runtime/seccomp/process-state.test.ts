import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { processState } from "./process-state.ts";

const state = { ociVersion: "1.3.0", id: "redis", status: "creating", bundle: "/b", pid: 4422 };

test("the example of the specification", () => {
  deepEqual(
    processState({ seccomp: { listenerPath: "/s", listenerMetadata: "MKNOD=/dev/null" }, state, pid: 7 }),
    {
      ociVersion: "1.3.0",
      fds: ["seccompFd"],
      pid: 7,
      metadata: "MKNOD=/dev/null",
      state,
    },
  );
});

test("without metadata there is no such field", () => {
  deepEqual(Object.keys(processState({ seccomp: { listenerPath: "/s" }, state, pid: 7 })), [
    "ociVersion",
    "fds",
    "pid",
    "state",
  ]);
});
