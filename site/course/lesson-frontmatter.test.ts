import assert from "node:assert/strict";
import { test } from "node:test";
import { lessonFrontmatter } from "./lesson-frontmatter.ts";

const lesson = { module: "foundations", order: 1, level: 1, objectives: ["Name it."], lab: true };

const complaints = (page: object): string[] => {
  const { error } = lessonFrontmatter.safeParse(page);
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
};

test("a lesson and a plain page are accepted, with empty lists filled in", () => {
  assert.deepEqual(complaints(lesson), []);
  assert.deepEqual(lessonFrontmatter.parse({}), {
    objectives: [],
    prerequisites: [],
    exercises: [],
    lab: false,
  });
});

for (const [name, change, expected] of [
  ["an unknown module", { module: "magic" }, /^module: .*"magic".*foundations.*site\/course\/modules\.ts/],
  ["a level out of range", { level: 4 }, /^level: level must be 1, 2 or 3/],
  ["no order", { order: undefined }, /^order: A lesson must give its place/],
  ["no objectives", { objectives: [] }, /^objectives: .*at least one/],
  ["exercises without a terminal", { lab: false, exercises: ["a-b"] }, /^lab: .*set lab: true/],
  ["an id with capitals", { exercises: ["A b"] }, /^exercises\.0: .*lower-case/],
  ["an order without a module", { module: undefined }, /^module: A lesson must name its module/],
] as const)
  test(`${name} is refused with the remedy`, () => {
    const found = complaints({ ...lesson, ...change });
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0] ?? "", expected);
  });
