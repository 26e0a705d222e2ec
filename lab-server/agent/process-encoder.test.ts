import assert from "node:assert/strict";
import { test } from "node:test";
import { ListProcessesResponse } from "./generated/agent.ts";
import { ProcessEncoder } from "./process-encoder.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function source(pid: number, files: Record<string, string>) {
  return {
    pid,
    readFile: (name: string, into: Uint8Array) => {
      const text = files[name];
      if (text === undefined) return -1;
      into.set(encode(text));
      return encode(text).byteLength;
    },
    readNamespaceLink: (kind: string) => (files[kind]?.includes(":[") ? files[kind] : undefined),
  };
}

const bash = {
  status:
    "Name:\tbash\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t42\nNgid:\t0\nPid:\t42\nPPid:\t7\nUid:\t0\t0\t0\t0\n",
  cmdline: "bash\0-c\0echo é\0\0",
  cgroup: "0::/demo\n",
  pid: "pid:[4026531836]",
  pid_for_children: "pid:[4294967295]",
  uts: "uts:[4026531838]",
};

test("what is encoded by hand is what the generated code decodes", () => {
  const encoder = new ProcessEncoder();
  encoder.begin();
  encoder.add(source(42, bash));
  encoder.add(source(43, {}));
  encoder.add(source(300, { status: "Name:\ta\\\\b\\nc\nPPid:\t42\n" }));
  assert.deepEqual(ListProcessesResponse.decode(encoder.finish()).processes, [
    {
      pid: 42,
      ppid: 7,
      comm: "bash",
      argv: ["bash", "-c", "echo é", ""],
      linuxNamespaces: { pid: 4026531836n, pid_for_children: 4294967295n, uts: 4026531838n },
      status: bash.status,
      cgroup: "0::/demo\n",
    },
    {
      pid: 300,
      ppid: 42,
      comm: "a\\b\nc",
      argv: [],
      linuxNamespaces: {},
      status: "Name:\ta\\\\b\\nc\nPPid:\t42\n",
      cgroup: "",
    },
  ]);
});

test("an answer begins anew, also after one that was given up", () => {
  const encoder = new ProcessEncoder();
  encoder.begin();
  encoder.add(source(42, bash));
  encoder.begin();
  assert.equal(encoder.finish().byteLength, 0);
});
