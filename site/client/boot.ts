import type { Lab } from "./lab.ts";
import { PanelFrame } from "./panel-frame.ts";
import { knownToken } from "./session-token.ts";

/*
 * The only code that every page runs: it hides and shows the panel, and fetches the rest when the student
 * asks for the machine or has one already. Reading a lesson costs nothing more.
 */

/** Sets up the panel of this page, if it has one. */
export function boot(): void {
  const root = document.querySelector<HTMLElement>("[data-lab]");
  if (!root) return;
  const frame = new PanelFrame(root);
  let loading: Promise<Lab> | null = null;
  const load = () => {
    loading ??= import("./lab.ts").then(({ Lab }) => new Lab(root, frame));
    // A failed download is tried again by the next click.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  if (knownToken() !== null) {
    root.dataset.resuming = "";
    void load().then((lab) => lab.connect());
  }
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    const command = target.closest<HTMLElement>("[data-run]");
    if (command) void run(command, load);
    // Later clicks are handled by the lab itself.
    if (loading) return;
    const exercise = target
      .closest<HTMLElement>("[data-exercise-start]")
      ?.closest<HTMLElement>("[data-exercise]");
    if (exercise) void load().then((lab) => lab.start(exercise.dataset.exercise ?? null));
    else if (target.closest("[data-lab-start]")) void load().then((lab) => lab.start(null));
  });
}

async function run(button: HTMLElement, load: () => Promise<Lab>): Promise<void> {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    const lab = await load();
    await lab.run((button.dataset.run ?? "").split("\n"));
  } finally {
    button.ariaBusy = "false";
  }
}
