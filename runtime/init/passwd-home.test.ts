import assert from "node:assert/strict";
import { test } from "node:test";
import { passwdHome } from "./passwd-home.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\nwww:x:33:33::/var/www:/bin/false\n";

test("the home of a user is the sixth field of their line", () => {
  assert.equal(passwdHome(passwd, 0), "/root");
  assert.equal(passwdHome(passwd, 33), "/var/www");
});

test("nobody is found where nobody is", () => {
  assert.equal(passwdHome(passwd, 34), undefined);
  assert.equal(passwdHome("", 0), undefined);
});
