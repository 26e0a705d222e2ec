const prefix = "cloison.";

/** What the browser remembers for us, or null: storage may be switched off, which must not stop a lesson. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** Remembers a value until it is replaced; null forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
  } catch {
    // Without storage the page works, it only forgets.
  }
}
