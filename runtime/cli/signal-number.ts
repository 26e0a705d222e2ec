/* By number from 1, as signal(7) has them on x86 and ARM. */
const names =
  "HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS";
const synonyms: Readonly<Record<string, string>> = { IOT: "ABRT", CLD: "CHLD", POLL: "IO" };
const firstRealTime = 34; // SIGRTMIN as the C library has it; it keeps 32 and 33 for itself
const last = 64;

/** The number of a signal that is named, with or without SIG, or is a number. Throws for any other word. */
export function signalNumber(word: string): number {
  const number = /^\d+$/.test(word) ? Number(word) : numberOfName(word.toUpperCase().replace(/^SIG/, ""));
  if (number === undefined || number > last)
    throw new Error(
      `unknown signal ${JSON.stringify(word)}: use a name such as TERM or a number up to ${last}`,
    );
  return number;
}

function numberOfName(name: string): number | undefined {
  const [, end, distance = "0"] = /^RT(MIN|MAX)(?:[+-](\d+))?$/.exec(name) ?? [];
  if (end) {
    const isForward = end === "MIN";
    if (name.includes(isForward ? "-" : "+")) return undefined;
    const number = isForward ? firstRealTime + Number(distance) : last - Number(distance);
    return number >= firstRealTime ? number : undefined;
  }
  const own = Object.hasOwn(synonyms, name) ? (synonyms[name] ?? name) : name;
  const index = names.split(" ").indexOf(own);
  return index < 0 ? undefined : index + 1;
}
