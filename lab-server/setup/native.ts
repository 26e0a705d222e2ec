import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { cached } from "./cached.ts";
import { buildChroot, type Chroot } from "./chroot.ts";
import type { Log } from "./step.ts";

const repository = resolve(import.meta.dirname, "../..");
const systemDoor = join(repository, "sys/sys.c");

/*
 * bundle.js → bytecode in C → a static binary. -s leaves out the source text but keeps line and column of
 * every stack frame, which the source map beside the binary leads back to the TypeScript.
 */
const compile = `
set -e
qjsc -e -m -M kernel,kernel -N program -o program.c bundle.js
gcc -O2 -std=c17 -Wall -Wextra -Werror -isystem /usr/include/quickjs -c -o sys.o sys.c
gcc -O1 -I/usr/include/quickjs -c -o program.o program.c
gcc -static -o binary program.o sys.o -L/usr/lib/x86_64-linux-gnu/quickjs -lquickjs -lm -ldl -lpthread
strip binary
rm program.c program.o sys.o
`;

/**
 * Builds a TypeScript program for QuickJS as a static x86-64 binary named `output` and returns its path in
 * the cache; its source map lies beside it. The key is what esbuild made of the sources, so only
 * a change that reaches the program builds it anew.
 */
export async function buildNative(entry: string, output: string, log: Log): Promise<string> {
  const chroot = await buildChroot(log);
  const { bundle, sourceMap } = await bundleProgram(entry);
  const inputs = [{ value: [bundle, compile, chroot.key] }, { file: systemDoor }];
  const { folder } = await cached(output, inputs, (unfinished) =>
    compileProgram({ chroot, bundle, sourceMap, folder: unfinished, output, log }),
  );
  return join(folder, output);
}

interface Bundle {
  bundle: string;
  sourceMap: string;
}

async function bundleProgram(entry: string): Promise<Bundle> {
  const result = await build({
    absWorkingDir: repository,
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: "out",
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    external: ["kernel", "os"],
    sourcemap: "external",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "silent",
  });
  const text = (end: string) => result.outputFiles.find((file) => file.path.endsWith(end))?.text ?? "";
  return { bundle: text(".js"), sourceMap: text(".js.map") };
}

async function compileProgram(
  program: Bundle & { chroot: Chroot; folder: string; output: string; log: Log },
): Promise<void> {
  // Not in the cache: as an ordinary user the chroot's root is a stranger there.
  const work = await mkdtemp(join(tmpdir(), "cloison-native-"));
  try {
    program.log("compiling");
    await writeFile(join(work, "bundle.js"), program.bundle);
    await copyFile(systemDoor, join(work, "sys.c"));
    await program.chroot.run(["sh", "-c", compile], { work, log: program.log });
    const binary = join(program.folder, program.output);
    await copyFile(join(work, "binary"), binary);
    await chmod(binary, 0o755);
    await writeFile(`${binary}.map`, program.sourceMap);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
