import { absolutePath, integer, list, object, required, text } from "../rule.ts";

/** config.md, "POSIX-platform Hooks". `timeout` in seconds. */
export const hookShape = object(() => ({
  path: required(absolutePath),
  args: list(text),
  env: list(text),
  timeout: integer(1, 2 ** 31 - 1),
}));

export const hooksShape = object(() => ({
  prestart: list(hookShape),
  createRuntime: list(hookShape),
  createContainer: list(hookShape),
  startContainer: list(hookShape),
  poststart: list(hookShape),
  poststop: list(hookShape),
}));
