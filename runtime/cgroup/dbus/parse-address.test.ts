import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "./parse-address.ts";

test("paths of sockets are found, other transports are not", () => {
  assert.deepEqual(parseAddress("unix:path=/run/user/1000/bus,guid=abc"), ["/run/user/1000/bus"]);
  assert.deepEqual(parseAddress("tcp:host=a;unix:guid=x,path=/a%20b;unix:abstract=/tmp/x"), ["/a b"]);
  assert.deepEqual(parseAddress(""), []);
});
