let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something through the panel's polite live region, also when it is the same as before. */
export function announce(text: string): void {
  const region = document.querySelector("[data-lab-announce]");
  if (!region) return;
  region.textContent = "";
  // A screen reader hears of a change only when the empty region has been there for a moment.
  clearTimeout(timer);
  timer = setTimeout(() => {
    region.textContent = text;
  }, 100);
}
