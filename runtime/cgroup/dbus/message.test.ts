import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { variant } from "./dbus-value.ts";
import { marshal } from "./marshal.ts";
import { decodeMessage, encodeCall, MessageType, messageLength } from "./message.ts";

/** What busctl, dbus-daemon and systemd sent, byte by byte. */
const captured: Record<string, string> = JSON.parse(
  readFileSync(new URL("../../../fixtures/dbus/messages.json", import.meta.url), "utf8"),
);
const bytesOf = (name: string) => new Uint8Array(Buffer.from(captured[name] ?? "", "hex"));

const properties = (pid: number) => [
  ["Description", variant("s", "café box")],
  ["Delegate", variant("b", true)],
  ["PIDs", variant("au", [pid])],
  ["MemoryMax", variant("t", 2n ** 64n - 1n)],
  ["CPUWeight", variant("t", 59n)],
  ["AllowedCPUs", variant("ay", Uint8Array.of(1))],
  [
    "DeviceAllow",
    variant("a(ss)", [
      ["char-136", "rwm"],
      ["/dev/char/1:3", "rw"],
    ]),
  ],
  ["DevicePolicy", variant("s", "strict")],
  ["TimeoutStopUSec", variant("t", 1_000_000n)],
];

test("a call with many types is taken apart", () => {
  const { type, path, interface: from, member, values } = decodeMessage(bytesOf("call-StartTransientUnit"));
  assert.deepEqual(
    [type, path, from, member],
    [MessageType.call, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "StartTransientUnit"],
  );
  const [, , pids] = values[2] as unknown as [unknown, unknown, [string, { value: number[] }]];
  assert.deepEqual(values, ["cap.scope", "replace", properties(pids[1].value[0] ?? 0), []]);
});

test("the same values become the same bytes", () => {
  for (const [name, signature] of [
    ["call-StartTransientUnit", "ssa(sv)a(sa(sv))"],
    ["call-SetUnitProperties", "sba(sv)"],
    ["call-Get", "ss"],
    ["signal-JobRemoved", "uoss"],
    ["reply-Get", "v"],
  ] as const) {
    const bytes = bytesOf(name);
    const body = marshal(signature, decodeMessage(bytes).values);
    assert.deepEqual(Buffer.from(body).toString("hex"), captured[name]?.slice(-2 * body.byteLength), name);
    assert.equal(new DataView(bytes.buffer).getUint32(4, true), body.byteLength, name);
  }
});

test("a whole call is what busctl sent, but for its flags and what the bus added", () => {
  const call = encodeCall(
    {
      destination: "org.freedesktop.DBus",
      path: "/org/freedesktop/DBus",
      interface: "org.freedesktop.DBus",
      member: "Hello",
      signature: "",
      arguments: [],
    },
    1,
  );
  const sent = captured["call-Hello"] ?? "";
  // The bus appends the sender, so the fields are longer.
  const fields = (bytes: string) => bytes.slice(32);
  assert.ok(fields(sent).startsWith(fields(Buffer.from(call).toString("hex")).replace(/0*$/, "")));
  assert.equal(messageLength(call), call.byteLength);
});

test("replies, errors and signals tell what they belong to", () => {
  const reply = decodeMessage(bytesOf("reply-StartTransientUnit"));
  assert.equal(reply.type, MessageType.reply);
  assert.equal(reply.replySerial, 2);
  assert.match(String(reply.values[0]), /^\/org\/freedesktop\/systemd1\/job\/\d+$/);
  const error = decodeMessage(bytesOf("error-GetUnit"));
  assert.equal(error.type, MessageType.error);
  assert.equal(error.errorName, "org.freedesktop.systemd1.NoSuchUnit");
  assert.deepEqual(error.values, ["Unit nothing.scope not loaded."]);
  const signal = decodeMessage(bytesOf("signal-JobRemoved"));
  assert.deepEqual([signal.type, signal.member], [MessageType.signal, "JobRemoved"]);
  assert.deepEqual(signal.values.slice(1), [...reply.values, "cap.scope", "done"]);
});

test("the length of a message is known from its first 16 bytes", () => {
  for (const name of Object.keys(captured)) {
    const bytes = bytesOf(name);
    assert.equal(messageLength(bytes.subarray(0, 16)), bytes.byteLength, name);
    assert.equal(messageLength(bytes.subarray(0, 15)), undefined);
  }
});

test("what is no message is refused before memory is taken for it", () => {
  const bytes = bytesOf("call-Hello");
  new DataView(bytes.buffer).setUint32(4, 0x7fffffff, true);
  assert.throws(() => messageLength(bytes), /a message of 2147483791 bytes/);
  assert.throws(() => messageLength(new Uint8Array(16).fill(0x41)), RangeError);
});

test("cut off anywhere, a message throws and does not hang", () => {
  const bytes = bytesOf("call-StartTransientUnit");
  for (let length = 16; length < bytes.byteLength; length += 3)
    assert.throws(() => decodeMessage(bytes.slice(0, length)));
});
