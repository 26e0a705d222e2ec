import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { defaultMachine } from "../../labs/machine.ts";
import { Store, sessionLifetimeMs } from "./store.ts";

const machine = { id: "m1", hostname: "lab-0123", spec: defaultMachine };

function temporaryFile(t: { after: (clean: () => void) => void }): string {
  const folder = mkdtempSync(join(tmpdir(), "cloison-store-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "sessions.sqlite");
}

test("a token opens its session and no other", () => {
  const store = new Store(":memory:");
  const { id, token } = store.createSession(1000);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(store.findSession(token, 1000), id);
  assert.equal(
    store.findSession(store.createSession(1000).id, 1000),
    undefined,
    "the stored hash is no token",
  );
  assert.equal(store.findSession("", 1000), undefined);
});

test("a session runs out 30 days after it was last seen", () => {
  const store = new Store(":memory:");
  const { id, token } = store.createSession(0);
  assert.equal(store.findSession(token, sessionLifetimeMs - 1), id);
  assert.equal(store.findSession(token, 2 * sessionLifetimeMs - 2), id, "seen again, its life started anew");
  assert.deepEqual(store.expiredSessions(3 * sessionLifetimeMs - 3), []);
  assert.deepEqual(store.expiredSessions(3 * sessionLifetimeMs - 2), [id]);
  assert.equal(store.findSession(token, 3 * sessionLifetimeMs - 2), undefined);
});

test("everything is found again after a restart, and the token is nowhere in the files", (t) => {
  const file = temporaryFile(t);
  const before = new Store(file);
  const { id, token } = before.createSession(5);
  const attempt = {
    exercise: "memory-limit",
    parameters: { limitMiB: 48, group: "blue" },
    hintsShown: 2,
    solved: true,
    armed: true,
  };
  before.setMachine(id, machine);
  before.saveAttempt(id, attempt);
  for (const suffix of ["", "-wal"]) {
    assert.ok(!readFileSync(file + suffix).includes(token));
    assert.equal(statSync(file + suffix).mode & 0o777, 0o600, "nobody else may read it");
  }
  before.close();
  const after = new Store(file);
  assert.equal(after.findSession(token, 6), id);
  assert.deepEqual(after.machineOf(id), machine);
  assert.deepEqual(after.sessionsWithMachine(), [{ session: id, machine }]);
  assert.deepEqual([...after.attempts(id).values()], [attempt]);
  after.close();
});

test("a new machine has nothing armed, and keeps what was solved", () => {
  const store = new Store(":memory:");
  const { id } = store.createSession(0);
  const attempt = { exercise: "one", parameters: {}, hintsShown: 0, solved: true, armed: true };
  store.saveAttempt(id, attempt);
  store.setMachine(id, machine);
  assert.deepEqual(store.attempts(id).get("one"), { ...attempt, armed: false });
  store.setMachine(id, undefined);
  assert.equal(store.machineOf(id), undefined);
});

test("only sessions without a machine are offered for removal, the longest unseen first", () => {
  const store = new Store(":memory:");
  const [first, second, third] = [30, 10, 20].map((nowMs) => store.createSession(nowMs).id);
  store.setMachine(second as string, machine);
  assert.deepEqual([...store.leastRecentlySeen()], [third, first]);
  store.saveAttempt(third as string, {
    exercise: "one",
    parameters: {},
    hintsShown: 0,
    solved: false,
    armed: false,
  });
  store.removeSession(third as string);
  assert.equal(store.attempts(third as string).size, 0);
  assert.equal(store.countSessions(), 2);
});

test("a file of a later version is refused and left as it was", (t) => {
  const file = temporaryFile(t);
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  assert.throws(() => new Store(file), /later version of this server.*remove the file/);
});
