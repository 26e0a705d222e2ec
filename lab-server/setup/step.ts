/** Says what a step is doing: one short line, no newline. */
export type Log = (line: string) => void;

const isTerminal = process.stdout.isTTY === true;
const quietMs = 5000;

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs one named step with its progress on the screen: a live line on a terminal, otherwise a line when it
 * starts, at most one each five seconds while it works, and one with its time when it ends.
 */
export async function step<T>(name: string, work: (log: Log) => Promise<T>): Promise<T> {
  const startMs = performance.now();
  let last = "";
  let printedMs = startMs;
  const draw = () => {
    const width = (process.stdout.columns ?? 80) - 1;
    process.stdout.write(`\r\x1b[K${`… ${name}  ${seconds(startMs)}  ${last}`.slice(0, width)}`);
  };
  const log: Log = (line) => {
    last = line.replaceAll(/[^\x20-\uffff]/g, " ").trim();
    if (isTerminal || performance.now() - printedMs < quietMs) return;
    printedMs = performance.now();
    console.log(`  ${name}  ${seconds(startMs)}  ${last}`);
  };
  const timer = isTerminal ? setInterval(draw, 200) : undefined;
  if (!isTerminal) console.log(`… ${name}`);
  const finish = (mark: string) => {
    clearInterval(timer);
    console.log(`${isTerminal ? "\r\x1b[K" : ""}${mark} ${name}  ${seconds(startMs)}`);
  };
  try {
    const result = await work(log);
    finish("✓");
    return result;
  } catch (error) {
    finish("✗");
    throw error;
  }
}
