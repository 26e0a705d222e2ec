/** The folder and the last name of an absolute path, in which . and .. have been worked off. "/" has no name. */
export function splitPath(path: string): { parent: string; name: string } {
  const names: string[] = [];
  for (const name of path.split("/"))
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  const name = names.pop() ?? "";
  return { parent: `/${names.join("/")}`, name };
}
