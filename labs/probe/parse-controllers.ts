/** Parses cgroup.controllers or cgroup.subtree_control: names with blanks between, or an empty line. */
export function parseControllers(text: string): string[] {
  return text.split(/[ \n]+/).filter((name) => name !== "");
}
