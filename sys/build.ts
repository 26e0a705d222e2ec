import * as native from "kernel";

/** Which build of this program runs: 16 hexadecimal digits that change whenever anything of the program does. */
export const build: string = native.build;
