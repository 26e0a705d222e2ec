import assert from "node:assert/strict";
import { test } from "node:test";
import { checkpointSyntax } from "../syntax/checkpoint.ts";
import { commandPages, findHelp } from "./find-help.ts";
import { globalHelp } from "./global.ts";

for (const { syntax } of [...commandPages, globalHelp]) {
  const text = findHelp(syntax.name) ?? "";

  test(`the page of ${syntax.name} fits 80 columns and has every section`, () => {
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
    for (const line of text.split("\n")) assert.equal(line, line.trimEnd());
    for (const title of ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES"])
      assert.match(text, new RegExp(`^${title}\n {7}\\S`, "m"));
  });

  test(`the options in the page of ${syntax.name} are those that the parser knows`, () => {
    const known = Object.entries(syntax.options).map(([name, { kind, short }]) => ({
      names: short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`],
      hasValue: kind !== "flag",
    }));
    const options = /^OPTIONS\n(.*?)^(?=\S)/ms.exec(text)?.[1] ?? "";
    const shown = [...options.matchAll(/^ {7}(-.*)$/gm)].map(([, heading = ""]) => ({
      names: heading.split(", ").map((each) => each.split(" ")[0] ?? ""),
      hasValue: heading.split(", ").every((each) => each.includes(" ")),
    }));
    assert.deepEqual(shown, known);
  });
}

test("the overview lists every command", () => {
  const text = findHelp("cloison") ?? "";
  for (const { syntax, summary } of commandPages)
    assert.match(text, new RegExp(`^ {11}${syntax.name} +${summary}$`, "m"));
});

test("what is no command has no page", () => {
  assert.equal(findHelp("constructor"), undefined);
  assert.equal(findHelp(""), undefined);
});

test("a page names its form and its options", () => {
  assert.match(findHelp("exec") ?? "", /^ {7}cloison \[global options\] exec \[options\] ID COMMAND/m);
  assert.match(findHelp("state") ?? "", /^ {7}cloison \[global options\] state ID$/m);
  assert.match(findHelp("exec") ?? "", /^ {7}--user UID\[:GID\], -u UID\[:GID\]\n {14}User, and group/m);
  assert.match(findHelp(checkpointSyntax.name) ?? "", /criu/);
});
