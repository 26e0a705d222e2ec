import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalOf } from "../refusal-of.ts";

const refusal = (process: object) => refusalOf({ process });

test("variables have a name and a value", () => {
  assert.equal(refusal({ env: ["A=", "B=c=d", "X\ny= "] }), undefined);
  assert.equal(refusal({ env: ["A=b", "C"] }), 'process.env[1]: must have the form NAME=value, found "C"');
  assert.match(refusal({ env: ["=b"] }) ?? "", /^process\.env\[0\]/);
});

test("ids: the one that means no change would leave the process root", () => {
  assert.equal(
    refusal({ user: { uid: 2 ** 32 - 2, gid: 1, additionalGids: [0, 5], umask: 0o777 } }),
    undefined,
  );
  assert.match(
    refusal({ user: { uid: 2 ** 32 - 1 } }) ?? "",
    /^process\.user\.uid: must be an integer from 0 /,
  );
  assert.match(refusal({ user: { gid: 2 ** 32 - 1 } }) ?? "", /^process\.user\.gid: /);
  assert.match(refusal({ user: { additionalGids: [1, -1] } }) ?? "", /^process\.user\.additionalGids\[1\]: /);
  assert.match(refusal({ user: { umask: 0o1000 } }) ?? "", /^process\.user\.umask: /);
});

test("capabilities that no kernel has are no error", () => {
  assert.equal(refusal({ capabilities: { bounding: ["CAP_UNKNOWN"] } }), undefined);
});

test("lists of CPUs", () => {
  assert.equal(refusal({ execCPUAffinity: { initial: "7", final: "0-3,7" } }), undefined);
  assert.equal(refusal({ execCPUAffinity: { initial: "" } }), undefined);
  assert.equal(
    refusal({ execCPUAffinity: { final: "3-" } }),
    'process.execCPUAffinity.final: must be a list of CPUs as "0-3,7", found "3-"',
  );
  assert.equal(refusal({ execCPUAffinity: { later: null } }), undefined, "an unknown property is ignored");
});

test("a terminal's size", () => {
  assert.equal(refusal({ terminal: true, consoleSize: { height: 0, width: 65535 } }), undefined);
  assert.match(refusal({ consoleSize: { height: 1 } }) ?? "", /^process\.consoleSize\.width: .*missing$/);
  assert.match(refusal({ consoleSize: { height: 1, width: 65536 } }) ?? "", /^process\.consoleSize\.width: /);
});
