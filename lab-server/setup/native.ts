import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { cached, cacheKey } from "./cached.ts";
import { buildChroot, type Chroot } from "./chroot.ts";
import type { Log } from "./step.ts";

const repository = resolve(import.meta.dirname, "../..");
const systemDoor = join(repository, "sys/sys.c");

/** A C library to be linked in, whose functions the program calls by name through sys/library.ts. */
export interface NativeLibrary {
  /** As the linker knows it: "seccomp" for libseccomp.a, which must be among the packages of the chroot. */
  name: string;
  /** What each function that may be called returns: a number (int), or an address or other machine word. */
  functions: Readonly<Record<string, "integer" | "address">>;
}

export interface NativeOptions {
  library?: NativeLibrary;
  /** Leaves out the lines and columns of stack frames, for a program that starts often and must start fast. */
  isStripped?: boolean;
  /** Modules to put in the place of others: both as paths from the repository. A replacement may import the original. */
  replacements?: Readonly<Record<string, string>>;
}

const mainScript = "main.js";

/*
 * Arguments: what to link besides, qjsc's option to strip or nothing, then the chunks, the program's own first. Each
 * becomes bytecode in C. qjsc leaves out the source text but keeps line and column of every stack frame, unless it
 * strips them; the source maps beside the binary lead them back to the TypeScript.
 */
const compile = `
set -e
library=$1
strip=$2
shift 2
gcc -O2 -std=c17 -Wall -Wextra -Werror -isystem /usr/include/quickjs -I. -c -o sys.o sys.c
modules=$(printf ' -M %s' "$@")
number=0
for script in "$@"; do
  # import() finds its way by the name of the chunk that calls it, which stripping takes away.
  if grep -q 'import(' $script; then kept=; else kept=$strip; fi
  qjsc -c -m $kept -M kernel -M os $modules -N module$number -o module.c $script
  gcc -c -o module$number.o module.c
  number=$((number + 1))
done
gcc -static -s -Wl,--gc-sections -Wl,--wrap=__register_frame_info -Wl,--wrap=__deregister_frame_info \\
  -o binary *.o \\
  -L/usr/lib/x86_64-linux-gnu/quickjs -lquickjs $library -lm
`;

/**
 * Builds a TypeScript program for QuickJS as a static x86-64 binary named `output` and returns its path in
 * the cache; its source maps lie beside it. What the program imports dynamically becomes a chunk of its own,
 * which costs neither time nor memory until it is imported. The key is what esbuild made of the sources, so
 * only a change that reaches the program builds it anew.
 */
export async function buildNative(
  entry: string,
  output: string,
  log: Log,
  options: NativeOptions = {},
): Promise<string> {
  const chroot = await buildChroot(log);
  const program = await bundleProgram(entry, options.replacements ?? {});
  const { library, isStripped = false } = options;
  const inputs = [
    { value: [program.chunks, library, isStripped, compile, chroot.key] },
    { file: systemDoor },
  ];
  const key = cacheKey(inputs);
  const { folder } = await cached(
    output,
    inputs,
    (unfinished) =>
      compileProgram({ chroot, program, library, isStripped, key, folder: unfinished, output, log }),
    { log },
  );
  return join(folder, output);
}

interface Program {
  /** File name → JavaScript. The first is where the program begins. */
  chunks: [string, string][];
  /** File name → source map. */
  sourceMaps: [string, string][];
  /** Whether it uses QuickJS's event loop. */
  waits: boolean;
}

async function bundleProgram(
  entry: string,
  replacements: NonNullable<NativeOptions["replacements"]>,
): Promise<Program> {
  const result = await build({
    absWorkingDir: repository,
    entryPoints: { main: entry },
    bundle: true,
    splitting: true,
    write: false,
    outdir: "out",
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    external: ["kernel", "os"],
    plugins: [replacing(replacements)],
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "silent",
    metafile: true,
  });
  const files = result.outputFiles.map(({ path, text }): [string, string] => [basename(path), text]);
  const isMain = ([name]: [string, string]) => name === mainScript;
  const chunks = files.filter(([name]) => name.endsWith(".js"));
  const imports = Object.values(result.metafile.outputs).flatMap((file) => file.imports);
  return {
    chunks: [...chunks.filter(isMain), ...chunks.filter((file) => !isMain(file))],
    sourceMaps: files.filter(([name]) => name.endsWith(".map")),
    waits: imports.some(({ path, external }) => external && path === "os"),
  };
}

function replacing(replacements: Readonly<Record<string, string>>): Plugin {
  const pathOf = (file: string) => relative(repository, file);
  return {
    name: "replacing",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) => {
        const replacement = replacements[pathOf(resolve(resolveDir, path))];
        if (replacement === undefined || replacement === pathOf(importer)) return undefined;
        return { path: join(repository, replacement) };
      }),
  };
}

/** What sys.c is told of the program. */
function programHeader(
  { chunks, waits }: Program,
  { key, library }: { key: string; library: NativeLibrary | undefined },
): string {
  const modules = chunks.map(([name], number) => `MODULE("${name}", module${number})`);
  const functions = Object.entries(library?.functions ?? {}).map(
    ([name, result]) => `${result.toUpperCase()}(${name})`,
  );
  const lines = [`#define MODULES ${modules.join(" ")}`, `#define BUILD "${key}"`];
  if (functions.length > 0) lines.push(`#define LIBRARY_FUNCTIONS ${functions.join(" ")}`);
  if (waits) lines.push("#define EVENT_LOOP");
  return `${lines.join("\n")}\n`;
}

async function compileProgram({
  program,
  library,
  isStripped,
  ...options
}: {
  program: Program;
  library: NativeLibrary | undefined;
  isStripped: boolean;
  key: string;
  chroot: Chroot;
  folder: string;
  output: string;
  log: Log;
}): Promise<void> {
  // Not in the cache: as an ordinary user the chroot's root is a stranger there.
  const work = await mkdtemp(join(tmpdir(), "cloison-native-"));
  try {
    options.log("compiling");
    for (const [name, text] of program.chunks) await writeFile(join(work, name), text);
    await writeFile(join(work, "program.h"), programHeader(program, { key: options.key, library }));
    await copyFile(systemDoor, join(work, "sys.c"));
    const linked = library ? `-l${library.name}` : "";
    const names = program.chunks.map(([name]) => name);
    await options.chroot.run(["sh", "-c", compile, "sh", linked, isStripped ? "-s" : "", ...names], {
      work,
      log: options.log,
    });
    const binary = join(options.folder, options.output);
    await copyFile(join(work, "binary"), binary);
    await chmod(binary, 0o755);
    for (const [name, text] of program.sourceMaps) await writeFile(join(options.folder, name), text);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
