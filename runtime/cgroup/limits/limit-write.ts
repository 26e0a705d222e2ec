/** One value for one file of a cgroup. */
export interface LimitWrite {
  file: string;
  value: string;
  /** What of config.json asks for it, as a JSON pointer. */
  pointer: string;
  /** What to write where the kernel has no such file; null: then nothing is lost. Without it that is an error. */
  otherwise?: LimitWrite | null;
}

/** The field that a JSON pointer leads to, as errors name it: linux.resources.devices[2].access. */
export function fieldOf(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) =>
      /^[0-9]+$/.test(step) ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
    )
    .join("")
    .replace(/^\./, "");
}

/** A step of a JSON pointer (RFC 6901). */
export const pointerStep = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");
