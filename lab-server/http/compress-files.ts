import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const isText = (file: string) => /\.(html|css|m?js|svg|json|xml|txt|webmanifest)$/.test(file);

/** Smaller ones gain nothing: they fit one packet anyway. */
const leastBytes = 1024;

/**
 * Puts a `.br` and a `.gz` beside every text file below a folder, for servers to send as they are. Part of
 * building the site, so that no request waits for a compressor.
 */
export async function compressFiles(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!isText(file)) continue;
    const path = join(folder, file);
    const contents = await readFile(path);
    if (contents.length < leastBytes) continue;
    const [asBrotli, asGzip] = await Promise.all([
      promisify(brotliCompress)(contents, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: contents.length,
        },
      }),
      promisify(gzip)(contents, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    if (asBrotli.length < contents.length) await writeFile(`${path}.br`, asBrotli);
    if (asGzip.length < contents.length) await writeFile(`${path}.gz`, asGzip);
  }
}
