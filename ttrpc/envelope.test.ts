import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  MAX_METADATA_PAIRS,
} from "./envelope.ts";
import { StatusCode, TtrpcError } from "./status.ts";
import { hex } from "./testing.test.ts";

// Written by hand from request.proto and the protobuf encoding: a field's tag is its number * 8 + 2 for
// strings, bytes and messages (a length follows) or + 0 for integers.
const GOLDEN_REQUEST = hex(
  `
  0a 0a 74 65 73 74 2e 4e 6f 74 65 73   service, 10 bytes: "test.Notes"
  12 04 45 63 68 6f                     method, 4 bytes: "Echo"
  1a 06 08 05 12 02 68 69               payload, 6 bytes: number 5, text "hi"
  20 80 94 eb dc 03                     timeout_nano: 1,000,000,000 in groups of 7 bits, lowest first
  2a 06 0a 01 6b 12 01 76               metadata, 6 bytes: key "k", value "v"
`.replaceAll(/ {3,}\S.*$/gm, ""),
);
const REQUEST = {
  service: "test.Notes",
  method: "Echo",
  payload: hex("080512026869"),
  timeoutMs: 1000,
  metadata: { k: ["v"] },
};

test("a request has the bytes that the specification gives it", () => {
  assert.deepEqual(encodeRequest(REQUEST), GOLDEN_REQUEST);
});

test("those bytes are read as the request", () => {
  const { metadata, ...rest } = decodeRequest(GOLDEN_REQUEST);
  assert.deepEqual({ ...rest, metadata: { ...metadata } }, REQUEST);
});

test("responses have the bytes that the specification gives them", () => {
  assert.deepEqual(encodeResponse({ payload: hex("080512026869") }), hex("12 06 08 05 12 02 68 69"));
  assert.deepEqual(encodeResponse({ payload: hex("") }), hex(""));
  // status, 6 bytes: code 5, message "no"
  const failed = hex("0a 06 08 05 12 02 6e 6f");
  assert.deepEqual(encodeResponse({ error: new TtrpcError(StatusCode.NOT_FOUND, "no") }), failed);
  const { error } = decodeResponse(failed);
  assert.equal(error?.code, StatusCode.NOT_FOUND);
  assert.equal(error.message, "no");
});

test("a status with the code of success is success", () => {
  assert.deepEqual(decodeResponse(hex("0a 00 12 01 aa")), { payload: hex("aa") });
});

test("a failure never reads as success, nor a foreign code as a known one", () => {
  const { error } = decodeResponse(encodeResponse({ error: new TtrpcError(StatusCode.OK, "odd") }));
  assert.equal(error?.code, StatusCode.UNKNOWN);
  const foreign = decodeResponse(hex("0a 05 08 e7 07 12 00")).error;
  assert.equal(foreign?.code, StatusCode.UNKNOWN);
  assert.match(foreign.message, /999/);
});

test("no timeout, one that has passed and one beyond all numbers keep their meaning", () => {
  const timeout = (timeoutMs: number | undefined) =>
    decodeRequest(encodeRequest({ ...REQUEST, timeoutMs })).timeoutMs;
  assert.equal(timeout(undefined), undefined);
  assert.equal(timeout(0.5), 0.5);
  assert.equal(timeout(-3), -3);
  assert.ok((timeout(1e-9) ?? 0) > 0, "is not taken for none");
  assert.ok((timeout(Number.POSITIVE_INFINITY) ?? 0) > 1e12);
});

test("metadata keys are lower-case, may repeat, and may be called like parts of JavaScript", () => {
  const request = { ...REQUEST, metadata: { Two: ["a", "b"], ["__proto__"]: ["p"], constructor: ["c"] } };
  const { metadata } = decodeRequest(encodeRequest(request));
  assert.deepEqual(Object.entries(metadata), [
    ["two", ["a", "b"]],
    ["__proto__", ["p"]],
    ["constructor", ["c"]],
  ]);
  assert.equal("toString" in metadata, false);
});

test("a request with very many metadata pairs is refused", () => {
  const pairs = new Uint8Array((MAX_METADATA_PAIRS + 1) * 2);
  for (let i = 0; i < pairs.length; i += 2) pairs[i] = 0x2a;
  assert.throws(() => decodeRequest(pairs), { code: StatusCode.INVALID_ARGUMENT, message: /metadata pairs/ });
  assert.doesNotThrow(() => decodeRequest(pairs.subarray(2)));
});

test("a long error message is cut", () => {
  const encoded = encodeResponse({ error: new TtrpcError(StatusCode.INTERNAL, "x".repeat(10_000_000)) });
  assert.ok(encoded.length < 100_000);
});

test("unknown fields are skipped", () => {
  // Field 9 in all four wire types, a group with a field in it among them.
  const unknown = hex("48 01  49 0102030405060708  4a 01 00  4b 08 01 4c  4d 01020304");
  assert.equal(decodeRequest(Uint8Array.of(...unknown, ...GOLDEN_REQUEST)).method, "Echo");
  assert.deepEqual(decodeResponse(Uint8Array.of(...unknown, ...hex("12 01 aa"))), { payload: hex("aa") });
});

test("arbitrary bytes are a request or an INVALID_ARGUMENT, a response or an INTERNAL", () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constant(GOLDEN_REQUEST),
    fc.constant(hex("0a 06 08 05 12 02 6e 6f")),
  );
  const bytes = fc
    .array(pieces, { maxLength: 6 })
    .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));
  fc.assert(
    fc.property(bytes, (input) => {
      for (const [decode, code] of [
        [decodeRequest, StatusCode.INVALID_ARGUMENT],
        [decodeResponse, StatusCode.INTERNAL],
      ] as const) {
        try {
          decode(input);
        } catch (error) {
          assert.ok(error instanceof TtrpcError && error.code === code, String(error));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("groups within groups to the end of the frame are refused", () => {
  assert.throws(() => decodeRequest(new Uint8Array(1 << 20).fill(0x4b)), {
    code: StatusCode.INVALID_ARGUMENT,
  });
});
