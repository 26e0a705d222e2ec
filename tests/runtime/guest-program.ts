import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { AgentClient } from "../../lab-server/session/agent-client.ts";

const callMs = 60_000;
/** The agent takes no more in one call. */
const mostBytes = 1_000_000;

/** Puts a program of this machine into a course machine, at the same name in /usr/local/bin. */
export async function pushProgram(client: AgentClient, path: string): Promise<string> {
  const target = `/usr/local/bin/${basename(path)}`;
  const packed = gzipSync(readFileSync(path));
  const parts: string[] = [];
  for (let start = 0; start < packed.length; start += mostBytes) {
    const part = `${target}.part${parts.length}`;
    parts.push(part);
    const data = packed.subarray(start, start + mostBytes);
    await client.writeFile({ path: part, data, mode: 0 }, { timeoutMs: callMs });
  }
  const names = parts.join(" ");
  const script = `cat ${names} | gzip -d > ${target} && chmod 755 ${target} && rm ${names}`;
  const { exitCode, stderr } = await client.runCommand(
    { argv: ["sh", "-c", script], stdin: new Uint8Array(), timeoutMs: callMs, environment: {} },
    { timeoutMs: callMs },
  );
  if (exitCode !== 0) throw new Error(`Cannot unpack ${target}: ${Buffer.from(stderr)}`);
  return target;
}
