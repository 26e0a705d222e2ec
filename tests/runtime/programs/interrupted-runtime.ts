import "../../../sys/text-coding.ts";
import "./interrupt.ts";
import "../../../runtime/main.ts";

/* The runtime, which something happens to before the system call that the environment names: see interrupt.ts. */
