import { defaulted, integer, list, object } from "../rule.ts";

/** 2^32-1 is left out: for setresuid(2) it means "no change", and the process would stay root. */
export const userId = integer(0, 2 ** 32 - 2);

export const userShape = object(() => ({
  uid: defaulted(userId, () => 0),
  gid: defaulted(userId, () => 0),
  umask: integer(0, 0o777),
  additionalGids: list(userId),
}));
