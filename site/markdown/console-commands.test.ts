import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { consoleCommands } from "./console-commands.ts";

test("a session gives the typed lines only", () => {
  const session = "# hostname\nlab\n# unshare --uts bash\n$ whoami\nroot\n";
  assert.equal(consoleCommands(session, "console"), "hostname\nunshare --uts bash\nwhoami");
});

test("a continued command keeps its lines, without the second prompt", () => {
  assert.equal(consoleCommands("# echo a \\\n>   b\na b\n", "console"), "echo a \\\n  b");
});

test("a hash without a space and an indented dollar are output", () => {
  assert.equal(consoleCommands("#not a prompt\n  $ neither\n", "console"), "");
});

test("a script is taken whole", () => {
  assert.equal(consoleCommands("cd /tmp\n# a comment\nls\n", "sh"), "cd /tmp\n# a comment\nls");
});

test("no line of output is ever among the commands", () => {
  const command = fc.stringMatching(/^[a-z][a-z ]{0,12}$/);
  const output = fc.stringMatching(/^[A-Z0-9][A-Z0-9 ]{0,12}$/);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(command, fc.array(output, { maxLength: 3 })), { minLength: 1 }),
      (steps) => {
        const session = steps.flatMap(([typed, printed]) => [`# ${typed}`, ...printed]).join("\n");
        assert.equal(consoleCommands(session, "console"), steps.map(([typed]) => typed).join("\n"));
      },
    ),
  );
});
