import { checkpointHelp } from "./checkpoint.ts";
import { createHelp } from "./create.ts";
import { deleteHelp } from "./delete.ts";
import { eventsHelp } from "./events.ts";
import { execHelp } from "./exec.ts";
import { explainHelp } from "./explain.ts";
import { featuresHelp } from "./features.ts";
import { formatHelp } from "./format-help.ts";
import { globalHelp } from "./global.ts";
import type { HelpPage } from "./help-page.ts";
import { killHelp } from "./kill.ts";
import { listHelp } from "./list.ts";
import { pauseHelp } from "./pause.ts";
import { psHelp } from "./ps.ts";
import { restoreHelp } from "./restore.ts";
import { resumeHelp } from "./resume.ts";
import { runHelp } from "./run.ts";
import { specHelp } from "./spec.ts";
import { startHelp } from "./start.ts";
import { stateHelp } from "./state.ts";
import { updateHelp } from "./update.ts";

/** The page of every command, in the order of a container's life. */
export const commandPages: readonly HelpPage[] = [
  ...[specHelp, explainHelp, createHelp, startHelp, runHelp, execHelp, killHelp, deleteHelp],
  ...[stateHelp, listHelp, psHelp, eventsHelp, updateHelp, pauseHelp, resumeHelp],
  ...[checkpointHelp, restoreHelp, featuresHelp],
];

/** The manual page of a command, or of the program under the name "cloison". undefined: there is no such command. */
export function findHelp(name: string): string | undefined {
  if (name === globalHelp.syntax.name) return overview();
  const page = commandPages.find(({ syntax }) => syntax.name === name);
  return page && formatHelp(page);
}

function overview(): string {
  const lines = commandPages.map(({ syntax, summary }) => `    ${syntax.name.padEnd(11)} ${summary}`);
  lines.push(`    ${"help".padEnd(11)} print the manual page of a command`);
  const [first, ...others] = globalHelp.sections ?? [];
  const commands = ["COMMANDS", lines.join("\n")] as const;
  return formatHelp({ ...globalHelp, sections: first ? [commands, first, ...others] : [commands] });
}
