import assert from "node:assert/strict";
import { test } from "node:test";
import { cycleFigures, heldFigures, median, readAnswers } from "./figures.ts";

const answers = readAnswers(
  [
    ["ours plain create", 3_000_000, 2000, 0],
    ["ours plain start", 1_000_000, 1900, 0],
    ["ours plain wait", 500_000, 2500, 0],
    ["ours plain delete", 2_000_000, 1800, 0],
    ["ours plain run", 4_000_000, 2100, 0],
    ["ours plain create", 5_000_000, 2000, 0],
    ["ours plain start", 1_000_000, 1900, 0],
    ["ours plain delete", 1_000_000, 1800, 0],
    ["ours plain run", 6_000_000, 2100, 0],
    ["ours held create", 3_000_000, 1, 0],
    ["ours held create", 3_000_000, 1, 0],
    ["ours created hold", 0, 3000, 0],
  ]
    .map((words) => words.join("\t"))
    .join("\n"),
);

test("a cycle is added up before its median is taken, and waiting for the container is no part of it", () => {
  const figures = cycleFigures(answers, "ours", "plain");
  assert.equal(figures.cycleMs, (6 + 7) / 2);
  assert.equal(figures.runMs, 5);
});

test("the peak is that of the largest process, also of one that was left behind", () => {
  assert.equal(cycleFigures(answers, "ours", "plain").peakKiB, 2500);
});

test("what is held is divided among the containers", () => {
  assert.equal(heldFigures(answers, "ours").createdKiB, 1500);
});

test("a command that failed spoils the measurement", () => {
  assert.throws(() => readAnswers("ours plain run\t1\t1\t1"), /"ours plain run" ended with 1/);
});

test("the median of an even number lies between the two in the middle", () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([3, 1, 2]), 2);
});
