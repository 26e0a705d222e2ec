import { readText } from "../../sys/text-files.ts";

/** The text of a bundle's config.json. */
export function readConfig(bundle: string): string {
  try {
    return readText(`${bundle}/config.json`);
  } catch (cause) {
    throw new Error(`Cannot read ${bundle}/config.json: --bundle must name a folder with a config.json`, {
      cause,
    });
  }
}
