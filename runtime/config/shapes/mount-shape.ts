import { integer, list, object, required, text } from "../rule.ts";

const id = integer(0, 2 ** 32 - 1);

/** config-linux.md, "User namespace mappings"; also for id-mapped mounts. */
export const idMappingShape = object(() => ({
  containerID: required(id),
  hostID: required(id),
  size: required(integer(1, 2 ** 32 - 1)),
}));

/** config.md, "Mounts". */
export const mountShape = object(() => ({
  destination: required(text),
  type: text,
  source: text,
  options: list(text),
  uidMappings: list(idMappingShape),
  gidMappings: list(idMappingShape),
}));
