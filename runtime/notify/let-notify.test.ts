import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../config/parse-config.ts";
import { letNotify } from "./let-notify.ts";

const config = parseConfig(
  JSON.stringify({
    ociVersion: "1.2.0",
    root: { path: "rootfs" },
    process: { cwd: "/", args: ["sh"], env: ["A=1"] },
  }),
);

test("the container finds the runtime's socket where the caller's would be", () => {
  const { process, mounts } = letNotify(config, {
    socket: "/run/systemd/notify",
    folder: "/run/x/c1/notify",
  });
  assert.deepEqual(process?.env, ["A=1", "NOTIFY_SOCKET=/run/systemd/notify/notify"]);
  assert.deepEqual(mounts, [
    {
      destination: "/run/systemd/notify",
      source: "/run/x/c1/notify",
      type: "bind",
      options: ["bind", "nosuid", "noexec", "nodev", "ro"],
    },
  ]);
  assert.deepEqual(config.process?.env, ["A=1"]);
});

test("a caller in the abstract namespace gets a place too", () => {
  const { process } = letNotify(config, { socket: "@caller", folder: "/f" });
  assert.deepEqual(process?.env?.at(-1), "NOTIFY_SOCKET=/run/notify/notify");
});

test("without a process nobody will notify", () => {
  const { process: _, ...rest } = config;
  assert.equal(letNotify(rest, { socket: "/s", folder: "/f" }).mounts, undefined);
});
