import { boolean, list, matching, object, record, required, text } from "../rule.ts";
import { hooksShape } from "./hooks-shape.ts";
import { linuxShape } from "./linux-shape.ts";
import { mountShape } from "./mount-shape.ts";
import { processShape } from "./process-shape.ts";

/** The whole of config.json: config.md. */
export const configShape = object(() => ({
  ociVersion: required(
    matching(
      /^1\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\w.-]+)?(\+[\w.-]+)?$/,
      'a version 1 of the specification, as "1.2.0"',
    ),
  ),
  root: required(object(() => ({ path: required(text), readonly: boolean }))),
  process: processShape,
  hostname: text,
  domainname: text,
  mounts: list(mountShape),
  hooks: hooksShape,
  annotations: record(text),
  linux: linuxShape,
}));
