import { recall, remember } from "./storage.ts";

const name = "session";

/** The token of the session that this browser has, if any. */
export const knownToken = (): string | null => recall(name);

/** Forgets the session, because the server no longer knows it. */
export const forgetToken = (): void => remember(name, null);

/** The token of this browser's session; asks the server for a session if there is none. */
export async function sessionToken(): Promise<string> {
  const known = knownToken();
  if (known !== null) return known;
  const response = await fetch("/api/sessions", { method: "POST" });
  if (!response.ok) throw new Error(`Cannot open a session: the server answered ${response.status}`);
  const { token }: { token?: unknown } = await response.json();
  if (typeof token !== "string" || token === "")
    throw new Error("Cannot open a session: the server's answer holds no token");
  remember(name, token);
  return token;
}
