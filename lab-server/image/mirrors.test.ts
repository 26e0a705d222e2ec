import assert from "node:assert/strict";
import { test } from "node:test";
import { mirrors } from "./mirrors.ts";

const indexTargets = `http://mirror.example/debian/ trixie main
http://mirror.example/debian/ trixie contrib
http://mirror.example/debian/ trixie-updates main
http://mirror.example/debian-security/ trixie-security main
http://mirror.example/debian/ trixie main
http://vendor.example/apt stable main
cdrom:[Debian]/ trixie main
`;

test("a host of the same release lends its mirrors, main only, each once", () => {
  assert.deepEqual(mirrors({ codename: "trixie", indexTargets }), [
    "deb http://mirror.example/debian/ trixie main",
    "deb http://mirror.example/debian/ trixie-updates main",
    "deb http://mirror.example/debian-security/ trixie-security main",
  ]);
});

test("a host of another release lends none", () => {
  assert.deepEqual(mirrors({ codename: "bookworm", indexTargets }), []);
  assert.deepEqual(mirrors({ codename: undefined, indexTargets: "" }), []);
});

test("updates without the release are of no use", () => {
  const updates = "http://mirror.example/debian/ trixie-updates main\n";
  assert.deepEqual(mirrors({ codename: "trixie", indexTargets: updates }), []);
});
