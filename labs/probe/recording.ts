import { type DirectoryEntry, type Probe, ProbeError, type ProcessSnapshot } from "./probe.ts";

/** What a machine answered, as JSON: one entry for each question, in the order of asking. */
export type Recording = { question: unknown[]; answer?: unknown; error?: "missing" | "failed" }[];

/** A probe that passes every question on and writes down the answers, and the record so far. */
export function recordAnswers(probe: Probe): { probe: Probe; recording: Recording } {
  const recording: Recording = [];
  const record = async <T>(question: unknown[], ask: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask();
      recording.push({ question, answer: toJson(answer) });
      return answer;
    } catch (error) {
      if (error instanceof ProbeError) recording.push({ question, error: error.code });
      throw error;
    }
  };
  return {
    recording,
    probe: {
      readFile: (path) => record(["readFile", path], () => probe.readFile(path)),
      readFileIn: (path, inside) =>
        record(["readFileIn", path, inside], () => probe.readFileIn(path, inside)),
      listDirectory: (path) => record(["listDirectory", path], () => probe.listDirectory(path)),
      listProcesses: () => record(["listProcesses"], () => probe.listProcesses()),
    },
  };
}

/**
 * A probe that answers from a record, each question as it was answered first. A question that was not
 * recorded is an error: the check has changed since, and the state is to be captured again.
 */
export function replayAnswers(recording: Recording): Probe {
  const answers = new Map(recording.toReversed().map((entry) => [JSON.stringify(entry.question), entry]));
  const replay = async (...question: unknown[]): Promise<unknown> => {
    const entry = answers.get(JSON.stringify(question));
    if (entry === undefined)
      throw new Error(
        `Cannot replay ${JSON.stringify(question)}: it was not asked when this was recorded; record again`,
      );
    if (entry.error !== undefined) throw new ProbeError(entry.error, String(question[1] ?? "/proc"));
    return entry.answer;
  };
  return {
    readFile: async (path) => (await replay("readFile", path)) as string,
    readFileIn: async (path, inside) => (await replay("readFileIn", path, inside)) as string,
    listDirectory: async (path) => (await replay("listDirectory", path)) as DirectoryEntry[],
    listProcesses: async () => ((await replay("listProcesses")) as RecordedProcess[]).map(fromJson),
  };
}

type RecordedProcess = Omit<ProcessSnapshot, "linuxNamespaces"> & { linuxNamespaces: Record<string, string> };

/** JSON has no 64-bit numbers: inodes are written as text. */
const toJson = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? String(value) : value)));

const fromJson = (process: RecordedProcess): ProcessSnapshot => ({
  ...process,
  linuxNamespaces: Object.fromEntries(
    Object.entries(process.linuxNamespaces).map(([kind, inode]) => [kind, BigInt(inode)]),
  ),
});
