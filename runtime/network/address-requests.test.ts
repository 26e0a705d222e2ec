import assert from "node:assert/strict";
import { test } from "node:test";
import { addAddress, addressText, isKept } from "./address-requests.ts";
import { type RouteMessage, RouteType, wordAttribute } from "./route-message.ts";

/** An address of device 2, as the kernel tells of it. */
function address({ family = 2, flags = 0x80, scope = 0, bytes = [10, 0, 0, 1] } = {}): RouteMessage {
  const head = Uint8Array.of(family, 24, flags & 0xff, scope, 2, 0, 0, 0);
  const attributes = [
    { type: 1, value: Uint8Array.from(bytes) },
    { type: 3, value: Uint8Array.of(0x65, 0) },
    wordAttribute(8, flags),
  ];
  return { type: RouteType.newAddress, flags: 2, sequence: 1, head, attributes };
}

test("kept is what is permanent, valid everywhere and of that device", () => {
  assert.ok(isKept(address(), 2));
  assert.ok(isKept(address({ flags: 0x280 }), 2));
  assert.ok(!isKept(address({ flags: 0x200 }), 2));
  assert.ok(!isKept(address({ scope: 253 }), 2));
  assert.ok(!isKept(address(), 3));
});

test("the flags of the attribute count, and those of the head where there is none", () => {
  const { attributes, ...rest } = address();
  const without = attributes.filter(({ type }) => type !== 8);
  assert.ok(isKept({ ...rest, attributes: without }, 2));
  assert.ok(!isKept({ ...rest, attributes: [...without, wordAttribute(8, 0)] }, 2));
});

test("it is given to the other device, without the label of the old one", () => {
  const original = address();
  const { head, attributes } = addAddress(original, 300);
  assert.deepEqual([...head], [2, 24, 0x80, 0, 44, 1, 0, 0]);
  assert.deepEqual(
    attributes.map(({ type }) => type),
    [1, 8],
  );
  assert.equal(original.head[4], 2);
});

test("as text it is its own end, not the other one", () => {
  assert.equal(addressText(address()), "10.0.0.1/24");
  const line = address();
  const local = { type: 2, value: Uint8Array.of(10, 0, 0, 9) };
  assert.equal(addressText({ ...line, attributes: [...line.attributes, local] }), "10.0.0.9/24");
  const bytes = [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34];
  assert.equal(addressText(address({ family: 10, bytes })), "fd00:0:0:0:0:0:0:1234/24");
});
