import type { ExplainedCall } from "./explained-call.ts";

const headings = {
  create: "create: the container is made, and its process waits",
  start: "start: the process becomes the program of config.json",
} as const;

/** The calls as a table for reading: who makes each, what it is, and what of config.json causes it. */
export function printExplanation(calls: readonly ExplainedCall[]): string {
  const lines: string[] = [];
  let stage: ExplainedCall["stage"] | undefined;
  for (const call of calls) {
    if (call.stage !== stage) {
      if (stage) lines.push("");
      lines.push(headings[call.stage]);
      stage = call.stage;
    }
    lines.push(`${call.by.padStart(12)}  ${call.text}${causeOf(call)}`);
  }
  return `${lines.join("\n")}\n`;
}

function causeOf({ cause, line }: ExplainedCall): string {
  if (cause === undefined) return "";
  return `  ← ${line === undefined ? "" : `line ${line}: `}${cause}`;
}
