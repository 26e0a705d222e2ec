import { defineCatalog } from "./define-catalog.ts";
import type { Exercise } from "./exercise.ts";
import { isolatedHostname } from "./foundations/isolated-hostname.ts";
import { memoryLimit } from "./foundations/memory-limit.ts";
import { singleCapability } from "./foundations/single-capability.ts";

/** Every exercise of the course by its id, in the order of the lessons. */
export const catalog: ReadonlyMap<string, Exercise> = defineCatalog([
  isolatedHostname,
  memoryLimit,
  singleCapability,
]);

/** The exercise of that id, if there is one. */
export const findExercise = (id: string): Exercise | undefined => catalog.get(id);
