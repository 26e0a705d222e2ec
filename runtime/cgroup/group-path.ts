/** A process's group in the unified hierarchy, from its /proc/<pid>/cgroup: the line is 0::path. */
export function ownGroup(text: string): string {
  const line = text.split("\n").find((line) => line.startsWith("0::"));
  if (line === undefined)
    throw new Error(
      "Cannot use cgroups: /proc/<pid>/cgroup has no line 0::, so the process is in no group of cgroup v2",
    );
  return line.slice(3).replace(/ \(deleted\)$/, "");
}

/** Resolves . and .. without looking, never above the root. "" for the root, else it begins with /. */
export function cleanPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps.map((step) => `/${step}`).join("");
}
