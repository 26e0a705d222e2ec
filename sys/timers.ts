// biome-ignore lint/style/useNodejsImportProtocol: the module of QuickJS
import { clearTimeout, setTimeout } from "os";

/** The timers of the engine. */
export const timers = { setTimeout, clearTimeout };
