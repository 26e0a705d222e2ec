import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSession, PageClient } from "../server/page-client.ts";
import { ServerProcess } from "../server/server-process.ts";

const keystrokes = 200;
const clicks = 20;
const outputBytes = 20_000_000;
const interrupts = 5;

/** What was measured, in the units of the names. */
export interface TerminalFigures {
  promptP50Ms: number;
  promptP95Ms: number;
  guestEchoP50Ms: number;
  guestEchoP99Ms: number;
  echoP50Ms: number;
  echoP99Ms: number;
  outputMBPerSecond: number;
  interruptP50Ms: number;
  interruptMaxMs: number;
  serverIdleMiB: number;
  serverPeakMiB: number;
}

/**
 * A pseudoterminal's own echo, measured by a program beside it: what no terminal over a network can beat.
 * ioctl numbers from asm-generic/ioctls.h: TIOCSPTLCK unlocks the other end, TIOCGPTN tells its number; system
 * call 228 of x86-64 is clock_gettime.
 */
const guestEcho = `
sub now { my $t = "\\0" x 16; syscall(228, 1, $t); my ($s, $ns) = unpack("qq", $t); return $s * 1e3 + $ns / 1e6 }
open(my $m, "+<", "/dev/ptmx") or die; my $unlocked = pack("i", 0); ioctl($m, 0x40045431, $unlocked) or die;
my $n = pack("i", 0); ioctl($m, 0x80045430, $n) or die; open(my $s, "+<", "/dev/pts/" . unpack("i", $n)) or die;
my @t; for (1..${keystrokes}) { my $b = now(); syswrite($m, "x"); my $e = "";
while ($e !~ /x/) { sysread($m, $e, 64) } push @t, now() - $b; select(undef, undef, undef, 0.02) }
@t = sort { $a <=> $b } @t; printf "guest %s %.4f %.4f\\n", "echo", $t[${keystrokes / 2}], $t[${Math.ceil(keystrokes * 0.99) - 1}];
`;

/** Runs the benchmark on the real server with real machines; prints a table, then a line of JSON. */
export async function run(): Promise<TerminalFigures> {
  const state = mkdtempSync(join(tmpdir(), "cloison-bench-"));
  chmodSync(state, 0o755);
  const server = new ServerProcess({
    CLOISON_PORT: "0",
    CLOISON_STATE: state,
    CLOISON_SESSIONS_PER_MINUTE: "1000",
  });
  try {
    const url = await server.url();
    const figures = await measure(url, server.child.pid as number);
    print(figures);
    return figures;
  } finally {
    await server.end("SIGINT");
    rmSync(state, { recursive: true, force: true });
  }
}

async function measure(url: string, pid: number): Promise<TerminalFigures> {
  const prompts = await measurePrompts(url);
  const page = await PageClient.connect(url, await createSession(url));
  const terminal = await page.startWithTerminal();
  const serverIdleMiB = memoryMiB(pid, "VmRSS");
  const guest = await measureGuestEcho(page, terminal);
  const echo = await measureEcho(page, terminal);
  const outputMBPerSecond = await measureOutput(page, terminal);
  const interruptsMs = await measureInterrupts(page, terminal);
  const serverPeakMiB = memoryMiB(pid, "VmHWM");
  await page.close();
  return {
    promptP50Ms: percentile(prompts, 0.5),
    promptP95Ms: percentile(prompts, 0.95),
    guestEchoP50Ms: guest.p50,
    guestEchoP99Ms: guest.p99,
    echoP50Ms: percentile(echo, 0.5),
    echoP99Ms: percentile(echo, 0.99),
    outputMBPerSecond,
    interruptP50Ms: percentile(interruptsMs, 0.5),
    interruptMaxMs: percentile(interruptsMs, 1),
    serverIdleMiB,
    serverPeakMiB,
  };
}

/** From the click to a prompt, each time on a machine of its own, which is ended again. */
async function measurePrompts(url: string): Promise<number[]> {
  const durationsMs: number[] = [];
  for (let click = 0; click < clicks; click++) {
    const page = await PageClient.connect(url, await createSession(url));
    await page.next("hello");
    const startMs = performance.now();
    await page.startWithTerminal();
    durationsMs.push(performance.now() - startMs);
    page.send({ type: "stop" });
    await page.next("machine", { where: ({ machine }) => machine.status === "none" });
    await page.close();
    await sleep(500);
  }
  return durationsMs;
}

async function measureGuestEcho(page: PageClient, terminal: number): Promise<{ p50: number; p99: number }> {
  const script = Buffer.from(guestEcho).toString("base64");
  page.type(terminal, `echo ${script} | base64 -d > /tmp/echo.pl; perl /tmp/echo.pl\r`);
  const text = await page.shows(terminal, /guest echo \S+ \S+/, 60_000);
  const [, p50, p99] = /guest echo (\S+) (\S+)/.exec(text) ?? [];
  return { p50: Number(p50), p99: Number(p99) };
}

/** Each key is typed when the one before has been echoed, as by the kernel for a program that only reads. */
async function measureEcho(page: PageClient, terminal: number): Promise<number[]> {
  page.type(terminal, "cat > /dev/null\r");
  await page.shows(terminal, /cat > \/dev\/null\r\n/);
  await sleep(500);
  const durationsMs: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    const before = page.outputBytes;
    const startMs = performance.now();
    page.type(terminal, "x");
    await page.until(() => (page.outputBytes > before ? true : undefined), "the echo");
    durationsMs.push(performance.now() - startMs);
    await sleep(20);
  }
  page.type(terminal, "\x03");
  await page.shows(terminal, /# $/);
  return durationsMs;
}

async function measureOutput(page: PageClient, terminal: number): Promise<number> {
  const before = page.outputBytes;
  const startMs = performance.now();
  page.type(terminal, `yes 0123456789012345678901234567890123456789 | head -c ${outputBytes}; echo do''ne\r`);
  await page.shows(terminal, /done\r\n.*# $/, 300_000);
  return (page.outputBytes - before) / 1000 / (performance.now() - startMs);
}

async function measureInterrupts(page: PageClient, terminal: number): Promise<number[]> {
  const durationsMs: number[] = [];
  for (let round = 0; round < interrupts; round++) {
    const enough = page.outputBytes + 2_000_000;
    page.type(terminal, "yes\r");
    await page.until(() => (page.outputBytes > enough ? true : undefined), "output", 60_000);
    const startMs = performance.now();
    page.type(terminal, "\x03");
    await page.shows(terminal, /\^C\r\n.*# $/);
    durationsMs.push(performance.now() - startMs);
    page.type(terminal, "clear\r");
    await sleep(300);
  }
  return durationsMs;
}

function memoryMiB(pid: number, field: "VmRSS" | "VmHWM"): number {
  const [, kiB] =
    new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kiB) / 1024;
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function print(figures: TerminalFigures): void {
  const rows: [string, string, string][] = [
    ["click to prompt, p50", `${figures.promptP50Ms.toFixed(0)} ms`, "≤ 500 ms"],
    ["click to prompt, p95", `${figures.promptP95Ms.toFixed(0)} ms`, "≤ 1000 ms"],
    ["the PTY's own echo in the guest, p50", `${figures.guestEchoP50Ms.toFixed(2)} ms`, ""],
    ["the PTY's own echo in the guest, p99", `${figures.guestEchoP99Ms.toFixed(2)} ms`, ""],
    ["echo at the page, p50", `${figures.echoP50Ms.toFixed(2)} ms`, ""],
    ["echo at the page, p99", `${figures.echoP99Ms.toFixed(2)} ms`, "≤ the guest's + 10 ms"],
    [`${outputBytes / 1e6} MB of output`, `${figures.outputMBPerSecond.toFixed(1)} MB/s`, ""],
    ["Ctrl-C during output, p50", `${figures.interruptP50Ms.toFixed(0)} ms`, "≤ 300 ms"],
    ["Ctrl-C during output, longest", `${figures.interruptMaxMs.toFixed(0)} ms`, "≤ 300 ms"],
    ["server memory, idle", `${figures.serverIdleMiB.toFixed(0)} MiB`, ""],
    ["server memory, peak", `${figures.serverPeakMiB.toFixed(0)} MiB`, "bounded"],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value, target] of rows)
    console.log(`${name.padEnd(width)}  ${value.padStart(12)}  ${target}`);
  console.log(JSON.stringify(figures));
}
