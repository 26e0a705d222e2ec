import type { Exercise } from "./exercise.ts";

/** Exercises by id, in the order given. Throws when two share an id. */
export function defineCatalog(exercises: readonly Exercise[]): ReadonlyMap<string, Exercise> {
  const catalog = new Map<string, Exercise>();
  for (const exercise of exercises) {
    if (catalog.has(exercise.id))
      throw new Error(`Cannot make the catalog: two exercises are called ${exercise.id}; rename one`);
    catalog.set(exercise.id, exercise);
  }
  return catalog;
}
