import type { Field } from "../config/rule.ts";

/**
 * The names that may stand at a place of a document, sorted: a way through a shape's objects, and through lists to their
 * members. At an object: the names of its properties. Throws where there is no choice of names.
 */
export function namesInShape(shape: Field, ...path: readonly string[]): string[] {
  let field = shape;
  for (const name of path) {
    field = inner(field);
    const next = field.kind === "object" ? field.fields()[name] : undefined;
    if (!next) throw new Error(`config.json has no ${path.join(".")}`);
    field = next;
  }
  field = inner(field);
  if (field.kind === "names") return [...field.names].sort();
  if (field.kind === "object") return Object.keys(field.fields());
  throw new Error(`${path.join(".")} is not one of several names`);
}

function inner(field: Field): Field {
  if (field.kind === "required" || field.kind === "defaulted") return inner(field.rule);
  if (field.kind === "list") return inner(field.item);
  return field;
}
