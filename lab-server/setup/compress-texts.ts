import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);

/** Below this a file fits one packet either way. */
const smallestBytes = 1024;

/**
 * Puts a .br and a .gz beside every text file in a folder, once, so that the server need not compress on
 * each request.
 */
export async function compressTexts(folder: string): Promise<void> {
  for (const file of globSync("**/*.{html,css,js,svg,json,txt}", { cwd: folder })) {
    const path = join(folder, file);
    const contents = await readFile(path);
    if (contents.length < smallestBytes) continue;
    const parameters = { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length };
    await writeFile(`${path}.br`, await asBrotli(contents, { params: parameters }));
    await writeFile(`${path}.gz`, await asGzip(contents, { level: 9 }));
  }
}
