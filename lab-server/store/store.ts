import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Parameters } from "../../labs/exercise.ts";
import type { MachineSpec } from "../../labs/machine.ts";

/** A session lives this long after it was last seen. */
export const sessionLifetimeMs = 30 * 24 * 3600 * 1000;

/** The machine of a session, as the next server needs it to take it up again. */
export interface StoredMachine {
  id: string;
  hostname: string;
  spec: MachineSpec;
}

/** What a session did with an exercise. */
export interface Attempt {
  exercise: string;
  parameters: Parameters;
  hintsShown: number;
  solved: boolean;
  /** Set up on the session's present machine. */
  armed: boolean;
}

interface SessionRow {
  id: string;
  machine_id: string | null;
  machine_hostname: string | null;
  machine_spec: string | null;
}

interface AttemptRow {
  exercise: string;
  parameters: string;
  hints_shown: number;
  solved: number;
  armed: number;
}

/** Statements that lead from each version of the database to the next; never changed, only added to. */
const migrations = [
  `CREATE TABLE session (
     id TEXT PRIMARY KEY,
     created_ms INTEGER NOT NULL,
     seen_ms INTEGER NOT NULL,
     machine_id TEXT UNIQUE,
     machine_hostname TEXT,
     machine_spec TEXT
   ) STRICT;
   CREATE INDEX session_seen ON session (seen_ms);
   CREATE TABLE attempt (
     session TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
     exercise TEXT NOT NULL,
     parameters TEXT NOT NULL,
     hints_shown INTEGER NOT NULL DEFAULT 0,
     solved INTEGER NOT NULL DEFAULT 0,
     armed INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (session, exercise)
   ) STRICT;`,
];

/**
 * What must survive the server: sessions, their machines, their attempts. Of a session's token only the
 * SHA-256 is kept, so that a copy of the file opens no session.
 */
export class Store {
  readonly #database: DatabaseSync;

  /** Opens or creates the file. Throws when it was written by a later version of the server. */
  constructor(file: string) {
    // SQLite gives its other files the mode of this one.
    if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
    this.#database = new DatabaseSync(file, { timeout: 5000 });
    try {
      this.#database.exec(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
      );
      this.#migrate(file);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #migrate(file: string): void {
    const version = Number(this.#database.prepare("PRAGMA user_version").get()?.user_version);
    if (version > migrations.length)
      throw new Error(
        `Cannot open ${file}: it was written by a later version of this server. Update the server or remove the file.`,
      );
    for (const [index, statements] of migrations.entries())
      if (index >= version)
        this.#database.exec(`BEGIN; ${statements} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }

  /** A new session; the token is told only here. */
  createSession(nowMs: number): { id: string; token: string } {
    const token = randomBytes(32).toString("base64url");
    const id = hashToken(token);
    this.#database
      .prepare("INSERT INTO session (id, created_ms, seen_ms) VALUES (?, ?, ?)")
      .run(id, nowMs, nowMs);
    return { id, token };
  }

  /** The session of a token, whose life starts anew; undefined when there is none or it has run out. */
  findSession(token: string, nowMs: number): string | undefined {
    const { changes } = this.#database
      .prepare("UPDATE session SET seen_ms = ? WHERE id = ? AND seen_ms > ?")
      .run(nowMs, hashToken(token), nowMs - sessionLifetimeMs);
    return changes === 1 ? hashToken(token) : undefined;
  }

  countSessions(): number {
    return Number(this.#database.prepare("SELECT count(*) AS n FROM session").get()?.n);
  }

  /** Every session that has run out. */
  expiredSessions(nowMs: number): string[] {
    const rows = this.#database
      .prepare("SELECT id FROM session WHERE seen_ms <= ?")
      .all(nowMs - sessionLifetimeMs);
    return rows.map((row) => String(row.id));
  }

  /** Sessions without a machine, the one longest unseen first. */
  *leastRecentlySeen(): Generator<string> {
    const statement = this.#database.prepare(
      "SELECT id FROM session WHERE machine_id IS NULL ORDER BY seen_ms",
    );
    for (const row of statement.iterate()) yield String(row.id);
  }

  removeSession(id: string): void {
    this.#database.prepare("DELETE FROM session WHERE id = ?").run(id);
  }

  machineOf(session: string): StoredMachine | undefined {
    const row = this.#database.prepare("SELECT * FROM session WHERE id = ?").get(session);
    return row && toMachine(row as unknown as SessionRow);
  }

  /** Every session that has a machine. */
  sessionsWithMachine(): { session: string; machine: StoredMachine }[] {
    const rows = this.#database.prepare("SELECT * FROM session WHERE machine_id IS NOT NULL").all();
    return rows.flatMap((row) => {
      const machine = toMachine(row as unknown as SessionRow);
      return machine ? [{ session: String(row.id), machine }] : [];
    });
  }

  /** Records a session's machine, or that it has none; nothing is armed on a new machine. */
  setMachine(session: string, machine: StoredMachine | undefined): void {
    this.#database
      .prepare("UPDATE session SET machine_id = ?, machine_hostname = ?, machine_spec = ? WHERE id = ?")
      .run(
        machine?.id ?? null,
        machine?.hostname ?? null,
        machine ? JSON.stringify(machine.spec) : null,
        session,
      );
    this.#database.prepare("UPDATE attempt SET armed = 0 WHERE session = ?").run(session);
  }

  /** The attempts of a session, by exercise. */
  attempts(session: string): Map<string, Attempt> {
    const rows = this.#database
      .prepare("SELECT * FROM attempt WHERE session = ? ORDER BY rowid")
      .all(session);
    return new Map(
      rows.map((row) => {
        const { exercise, parameters, hints_shown, solved, armed } = row as unknown as AttemptRow;
        return [
          exercise,
          {
            exercise,
            parameters: JSON.parse(parameters) as Parameters,
            hintsShown: hints_shown,
            solved: solved === 1,
            armed: armed === 1,
          },
        ];
      }),
    );
  }

  /** Adds an attempt or overwrites the one of the same exercise. */
  saveAttempt(session: string, attempt: Attempt): void {
    this.#database
      .prepare(
        `INSERT INTO attempt (session, exercise, parameters, hints_shown, solved, armed) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (session, exercise) DO UPDATE SET parameters = excluded.parameters,
           hints_shown = excluded.hints_shown, solved = excluded.solved, armed = excluded.armed`,
      )
      .run(
        session,
        attempt.exercise,
        JSON.stringify(attempt.parameters),
        attempt.hintsShown,
        Number(attempt.solved),
        Number(attempt.armed),
      );
  }

  close(): void {
    this.#database.close();
  }
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function toMachine(row: SessionRow): StoredMachine | undefined {
  if (row.machine_id === null || row.machine_hostname === null || row.machine_spec === null) return undefined;
  return {
    id: row.machine_id,
    hostname: row.machine_hostname,
    spec: JSON.parse(row.machine_spec) as MachineSpec,
  };
}
