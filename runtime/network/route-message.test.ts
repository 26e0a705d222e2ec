import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRouteMessage, RouteFlag, RouteType, wordAttribute } from "./route-message.ts";

test("a message is laid out as the kernel reads it, each part padded to four bytes", () => {
  const bytes = encodeRouteMessage({
    type: RouteType.newLink,
    flags: RouteFlag.request | RouteFlag.acknowledge,
    sequence: 7,
    head: new Uint8Array(16).fill(0xaa),
    attributes: [{ type: 3, value: Uint8Array.of(0x65, 0) }, wordAttribute(28, 9)],
  });
  assert.deepEqual(
    [...bytes],
    [
      ...[48, 0, 0, 0, 16, 0, 5, 0, 7, 0, 0, 0, 0, 0, 0, 0],
      ...Array(16).fill(0xaa),
      ...[6, 0, 3, 0, 0x65, 0, 0, 0],
      ...[8, 0, 28, 0, 9, 0, 0, 0],
    ],
  );
});
