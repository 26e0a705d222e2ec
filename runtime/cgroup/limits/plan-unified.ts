import { type LimitWrite, pointerStep } from "./limit-write.ts";

/** linux.resources.unified: any file of the group. Of a value with several lines each is written on its own. */
export function planUnified(unified: Readonly<Record<string, string>>): LimitWrite[] {
  return Object.entries(unified).flatMap(([file, text]) => {
    if (file.includes("/"))
      throw new Error(`linux.resources.unified: ${file} must be the name of a file, without any slash`);
    const pointer = `/linux/resources/unified/${pointerStep(file)}`;
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((value) => ({ file, value, pointer }));
  });
}
