import { deepEqual, throws } from "node:assert/strict";
import { test } from "node:test";
import { indexMask } from "./index-mask.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

test("single indices and ranges become bits, in whole words", () => {
  deepEqual(indexMask("0"), bytes(1, 0, 0, 0, 0, 0, 0, 0));
  deepEqual(indexMask("0-3,7"), bytes(0x8f, 0, 0, 0, 0, 0, 0, 0));
  deepEqual(indexMask(" 63 , 1 - 2 "), bytes(6, 0, 0, 0, 0, 0, 0, 0x80));
  deepEqual(indexMask("6-9,64"), bytes(0xc0, 3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
});

test("what is no list is refused", () => {
  for (const list of ["", "1-", "65536"]) throws(() => indexMask(list), /must be a list such as 0-3,7/, list);
});
