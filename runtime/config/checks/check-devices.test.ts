import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "../parse-config.ts";
import { refusalOf } from "../refusal-of.ts";

const refusal = (device: object) => refusalOf({ linux: { devices: [{ path: "/dev/x", ...device }] } });

test("a device has numbers, unless it is a pipe", () => {
  for (const type of ["c", "b", "u"]) {
    assert.equal(refusal({ type, major: 4095, minor: 1048575 }), undefined);
    assert.equal(
      refusal({ type, minor: 0 }),
      `linux.devices[0].major: is missing; a device of type "${type}" needs it`,
    );
    assert.match(refusal({ type, major: 1 }) ?? "", /^linux\.devices\[0\]\.minor: is missing/);
  }
  assert.equal(refusal({ type: "p" }), undefined);
  assert.match(refusal({ type: "c", major: 4096, minor: 0 }) ?? "", /^linux\.devices\[0\]\.major: /);
  assert.match(refusal({ type: "c", major: 1, minor: -1 }) ?? "", /^linux\.devices\[0\]\.minor: /);
  assert.match(
    refusal({ type: "a", major: 1, minor: 1 }) ?? "",
    /^linux\.devices\[0\]\.type: invalid device type/,
  );
  assert.match(
    refusal({ type: "p", path: "dev/x" }) ?? "",
    /^linux\.devices\[0\]\.path: must be an absolute/,
  );
});

test("the type of the file is dropped from its mode", () => {
  const config = parseConfig(
    JSON.stringify({
      ociVersion: "1.2.0",
      root: { path: "/" },
      linux: { devices: [{ path: "/dev/x", type: "p", fileMode: 0o20666 }] },
    }),
  );
  assert.equal(config.linux?.devices?.[0]?.fileMode, 0o666);
});
