import assert from "node:assert/strict";
import { test } from "node:test";
import { announceSockets } from "./announce-sockets.ts";

const process = { args: ["sh"], cwd: "/", user: { uid: 0, gid: 0 }, env: ["A=1"] };

test("a program learns how many sockets it has", () => {
  assert.deepEqual(announceSockets(process, 2).env, ["A=1", "LISTEN_FDS=2", "LISTEN_PID=1"]);
  assert.deepEqual(announceSockets({ ...process, env: [] }, 1).env, ["LISTEN_FDS=1", "LISTEN_PID=1"]);
});

test("without sockets nothing changes", () => {
  assert.equal(announceSockets(process, 0), process);
});
