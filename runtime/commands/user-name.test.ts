import assert from "node:assert/strict";
import { test } from "node:test";
import { userName } from "./user-name.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\nlady:x:1000:1000:::\n";

test("the first entry with the number gives the name", () => {
  assert.equal(userName(0, passwd), "root");
  assert.equal(userName(1000, passwd), "ada");
});

test("without an entry it is the number", () => {
  assert.equal(userName(100, passwd), "#100");
  assert.equal(userName(7, ""), "#7");
});
