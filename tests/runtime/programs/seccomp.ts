import "../../../sys/text-coding.ts";
import { syscall } from "kernel";
import type { Seccomp } from "../../../runtime/config/config.ts";
import { compileFilter } from "../../../runtime/seccomp/compile-filter.ts";
import { loadFilter } from "../../../runtime/seccomp/load-filter.ts";
import { sendListener } from "../../../runtime/seccomp/send-listener.ts";
import { attempt, perform } from "../../../sys/door.ts";
import { close } from "../../../sys/files.ts";
import { openProcess, takeDescriptor } from "../../../sys/pidfd.ts";
import { PollEvent, poll } from "../../../sys/poll.ts";
import { fork } from "../../../sys/processes.ts";
import { receiveMessage, socketPair } from "../../../sys/unix-messages.ts";
import { acceptUnix, listenUnix } from "../../../sys/unix-socket.ts";
import { say } from "./say.ts";

/** What seccomp.test.ts asks for. "12n" stands for a bigint. */
interface Request {
  what: "program" | "calls" | "notify" | "serve";
  seccomp: Seccomp;
  stateRoot: string;
  /** Numbers of system calls and their arguments, made one after another under the filter. */
  calls?: [number, ...(number | string)[]][];
}

const request: Request = JSON.parse(scriptArgs[1] ?? "", (_, value) =>
  typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
);
const program =
  request.what === "serve" ? new Uint8Array() : compileFilter(request.seccomp, request.stateRoot);

/** The program itself, and how long it took to get it. */
function showProgram(): void {
  const startNs = now();
  compileFilter(request.seccomp, request.stateRoot);
  const againNs = now() - startNs;
  say(
    JSON.stringify({
      againNs,
      program: [...program].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    }),
  );
}

function now(): number {
  const time = new BigInt64Array(2);
  perform("clock_gettime", 1, new Uint8Array(time.buffer));
  return Number((time[0] ?? 0n) * 1_000_000_000n + (time[1] ?? 0n));
}

function makeCalls(): void {
  loadFilter(program, request.seccomp);
  for (const [number, ...words] of request.calls ?? []) say(String(syscall(number, ...words)));
}

/** Who makes a call that is asked about, who hands the listener on, and who answers. */
function notify(): void {
  const { listenerPath = "" } = request.seccomp;
  const agent = listenUnix(listenerPath);
  const [ours, theirs] = socketPair();
  const child = fork(() => {
    const listener = loadFilter(program, request.seccomp);
    perform("write", theirs, Uint8Array.of(listener ?? 0), 1);
    const result = attempt("mkdirat", -100, "/tmp/cloison-never-made", 0o700);
    perform("write", theirs, Uint8Array.of(-result), 1);
  });
  const process = openProcess(child) ?? -1;
  const number = receiveMessage(ours, 1).bytes[0] ?? 0;
  const listener = takeDescriptor(process, number);
  const state = { ociVersion: "1.3.0", id: "c", status: "creating" };
  sendListener(listener, { seccomp: request.seccomp, state, pid: child });
  close(listener);
  answer(agent);
  say(`${receiveMessage(ours, 1).bytes[0]} ${child}`);
}

function answer(agent: number): void {
  const listener = takeListener(agent);
  answerNext(listener);
  close(listener);
}

/** Prints what came with it, whether more than one descriptor did, and whether the connection ended then. */
function takeListener(agent: number): number {
  poll([{ descriptor: agent, events: PollEvent.in }]);
  const connection = acceptUnix(agent) ?? -1;
  poll([{ descriptor: connection, events: PollEvent.in }]);
  const { bytes, descriptors } = receiveMessage(connection, 65_536);
  say(new TextDecoder().decode(bytes));
  poll([{ descriptor: connection, events: PollEvent.in }]);
  say(`${descriptors.length} ${receiveMessage(connection, 1).bytes.byteLength}`);
  return descriptors[0] ?? -1;
}

/** No directory is made; everything else goes on. false: nobody is under the filter any more. */
function answerNext(listener: number): boolean {
  const [ready = 0] = poll([{ descriptor: listener, events: PollEvent.in }]);
  if (!(ready & PollEvent.in)) return false;
  const asked = new Uint8Array(80); // struct seccomp_notif
  if (attempt("ioctl", listener, 0xc0502100, asked) < 0) return true; // SECCOMP_IOCTL_NOTIF_RECV
  const number = new DataView(asked.buffer).getInt32(16, true);
  const reply = new Uint8Array(24); // struct seccomp_notif_resp
  const view = new DataView(reply.buffer);
  reply.set(asked.subarray(0, 8));
  const noLink = 40; // ELOOP
  if (number === 83 || number === 258) view.setInt32(16, -noLink, true);
  else view.setUint32(20, 1, true); // SECCOMP_USER_NOTIF_FLAG_CONTINUE
  attempt("ioctl", listener, 0xc0182101, reply); // SECCOMP_IOCTL_NOTIF_SEND
  return true;
}

/** Answers for one container until it has ended. */
function serve(): void {
  const { listenerPath = "" } = request.seccomp;
  const agent = listenUnix(listenerPath);
  say("listening");
  const listener = takeListener(agent);
  while (answerNext(listener));
}

({ program: showProgram, calls: makeCalls, notify, serve })[request.what]();
