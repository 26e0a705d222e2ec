import assert from "node:assert/strict";
import { test } from "node:test";
import { backportsEntry, signedBy } from "./backports.ts";

const deb822 = `Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/mirror.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/security.gpg
`;
const indexTargets = `http://mirror.example/debian-security/ bookworm-security main
http://mirror.example/debian/ bookworm contrib
http://mirror.example/debian/ bookworm main
`;

test("backports come from where the release comes from, signed by the same key", () => {
  assert.equal(
    backportsEntry("bookworm", { indexTargets, sources: deb822 }),
    "deb [signed-by=/usr/share/keyrings/mirror.gpg] http://mirror.example/debian/ bookworm-backports main",
  );
});

test("an entry without a key of its own makes one without", () => {
  const sources = "deb http://mirror.example/debian bookworm main\n";
  assert.equal(
    backportsEntry("bookworm", { indexTargets, sources }),
    "deb http://mirror.example/debian/ bookworm-backports main",
  );
});

test("backports that apt has already are not added again", () => {
  const withBackports = `${indexTargets}http://other.example/debian/ bookworm-backports main\n`;
  assert.equal(backportsEntry("bookworm", { indexTargets: withBackports, sources: deb822 }), undefined);
});

test("without a source for the release, or with a strange one, the user is told what to do", () => {
  for (const targets of ["", "cdrom:[Debian'] bookworm main", "http://a.example/$(id) bookworm main"])
    assert.throws(
      () => backportsEntry("bookworm", { indexTargets: targets, sources: "" }),
      /Add bookworm-backports to apt's sources/,
    );
});

test("the key is found in both formats of sources, for the place asked for", () => {
  const line = "deb [arch=amd64 signed-by=/etc/apt/keyrings/a.asc] http://a.example/debian/ bookworm main";
  assert.equal(signedBy(line, "http://a.example/debian"), "/etc/apt/keyrings/a.asc");
  assert.equal(
    signedBy(deb822, "http://mirror.example/debian-security/"),
    "/usr/share/keyrings/security.gpg",
  );
  assert.equal(signedBy(line, "http://b.example/debian"), undefined);
  assert.equal(
    signedBy("# deb [signed-by=/x] http://a.example/debian bookworm main", "http://a.example/debian"),
    undefined,
  );
  assert.equal(
    signedBy("URIs: http://a.example/debian\nSigned-By:\n -----BEGIN", "http://a.example/debian"),
    undefined,
  );
});
