import { OpenFlag, open } from "../../sys/files.ts";
import { enterLinuxNamespace } from "../../sys/linux-namespaces.ts";
import { type ApartContext, doApart } from "./apart.ts";
import { type FileContents, readFile } from "./read-file.ts";

export interface ReadApart {
  path: string;
  maxBytes: number;
  /** Read as this process's Linux namespaces show it; the kinds are those of /proc/<pid>/ns. */
  inside?: { pid: number; linuxNamespaces: readonly string[] };
}

/** Reads a file that may be a student's, or as another process sees it. Throws TtrpcError. */
export async function readFileApart(
  { path, maxBytes, inside }: ReadApart,
  context: ApartContext,
): Promise<FileContents> {
  const where = inside ? ` inside process ${inside.pid}` : "";
  const read = () => {
    if (inside) enter(inside);
    const { data, truncated } = readFile(path, maxBytes);
    const answer = new Uint8Array(1 + data.byteLength);
    answer[0] = Number(truncated);
    answer.set(data, 1);
    return answer;
  };
  const apart = { action: `Cannot read ${path}${where}`, work: read, mostBytes: 1 + maxBytes };
  const answer = await doApart(apart, context);
  return { data: answer.subarray(1), truncated: answer[0] === 1 };
}

/** All are opened before the first is entered: from inside, /proc may be another. */
function enter({ pid, linuxNamespaces }: { pid: number; linuxNamespaces: readonly string[] }): void {
  const entrances = linuxNamespaces.map((kind) => open(`/proc/${pid}/ns/${kind}`, OpenFlag.readOnly));
  for (const entrance of entrances) enterLinuxNamespace(entrance);
}
