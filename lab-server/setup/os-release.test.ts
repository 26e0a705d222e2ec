import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOsRelease } from "./os-release.ts";

test("fields are read with and without quotes, comments and empty lines are passed over", () => {
  const text = `# comment
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
ID=debian
VERSION_ID='12'

NAME="A \\"quoted\\" name"
not an assignment
`;
  assert.deepEqual(parseOsRelease(text), {
    PRETTY_NAME: "Debian GNU/Linux 12 (bookworm)",
    ID: "debian",
    VERSION_ID: "12",
    NAME: 'A "quoted" name',
  });
});
