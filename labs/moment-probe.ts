import type { Probe } from "./probe/probe.ts";

/**
 * A probe for one run of checks: it asks the machine for each thing once and gives every check the same answer,
 * so that checks which look at the same process agree, and a run costs few calls. Made anew for each run.
 */
export function momentProbe(probe: Probe): Probe {
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(question: unknown[], ask: () => Promise<T>): Promise<T> => {
    const key = JSON.stringify(question);
    let answer = answers.get(key) as Promise<T> | undefined;
    if (answer === undefined) {
      answer = ask();
      answers.set(key, answer);
    }
    return answer;
  };
  return {
    readFile: (path) => once(["readFile", path], () => probe.readFile(path)),
    readFileIn: (path, inside) =>
      once(["readFileIn", path, inside.pid, inside.linuxNamespaces], () => probe.readFileIn(path, inside)),
    listDirectory: (path) => once(["listDirectory", path], () => probe.listDirectory(path)),
    listProcesses: () => once(["listProcesses"], () => probe.listProcesses()),
  };
}
