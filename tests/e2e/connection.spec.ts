import { WebSocket } from "ws";
import { subprotocol } from "../../lab-server/protocol/messages.ts";
import { expect, test } from "./lab-test.ts";

interface Attempt {
  origin: string | undefined;
  token: string | undefined;
}

/** The status of the answer to an upgrade; 101 when it is let in. */
function upgrade(port: number, { origin, token }: Attempt): Promise<number> {
  const protocols = [subprotocol, ...(token === undefined ? [] : [`token.${token}`])];
  const headers = origin === undefined ? {} : { origin };
  const socket = new WebSocket(`ws://localhost:${port}/api/lab`, protocols, { headers });
  return new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.terminate();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", reject);
  });
}

const isRefused = (status: number) => status >= 400 && status < 500;

test("both an allowed origin and a token are needed", async ({ lab, request }) => {
  const answer = await request.post("/api/sessions", { headers: { origin: lab.origin } });
  const { token } = await answer.json();
  expect(await upgrade(lab.port, { origin: lab.origin, token })).toBe(101);
  for (const attempt of [
    { origin: "http://evil.example", token },
    { origin: `${lab.origin}.evil.example`, token },
    { origin: undefined, token },
    { origin: lab.origin, token: undefined },
    { origin: lab.origin, token: "not-a-token" },
    { origin: lab.origin, token: `${token}x` },
  ]) {
    const status = await upgrade(lab.port, attempt);
    expect(isRefused(status), `${JSON.stringify(attempt)} was answered ${status}`).toBe(true);
  }
});

test("a page of another site gets no session", async ({ lab, request }) => {
  const answer = await request.post(`${lab.origin}/api/sessions`, {
    headers: { origin: "http://evil.example" },
  });
  expect(isRefused(answer.status())).toBe(true);
});

test("the server is killed and comes back: same machine, same screen", async ({
  page,
  lab,
  lesson,
  complaints,
}) => {
  await lesson.open();
  await lesson.start();
  await lesson.ask("echo before-$((40+2))", "before-42");
  const hostname = await lesson.hostname.textContent();
  await lab.kill();
  const notice = page.locator("[data-lab-link]");
  await expect(notice).toContainText("No connection to the lab.");
  await expect(notice.getByRole("button", { name: "Try now" })).toBeVisible();
  await lab.start();
  await expect(notice).toBeHidden({ timeout: 30_000 });
  await expect(lesson.hostname).toHaveText(hostname ?? "");
  await expect(lesson.screen).toContainText("before-42");
  await expect(page.getByRole("tab")).toHaveCount(1);
  await lesson.ask("echo after-$((40+2))", "after-42");
  await expect(page.getByRole("tab")).toHaveCount(1);
  // The browser itself reports the refused connections of the meantime.
  complaints.splice(
    0,
    complaints.length,
    ...complaints.filter((text) => !text.includes("ERR_CONNECTION_REFUSED")),
  );
});

test("a session that the server no longer knows is replaced by a new one", async ({
  page,
  lesson,
  complaints,
}) => {
  await lesson.open();
  await page.evaluate("localStorage.setItem('cloison.session', 'A'.repeat(43))");
  await page.reload();
  await expect(page.getByRole("button", { name: "Start the machine" })).toBeVisible({ timeout: 30_000 });
  await lesson.start();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("WebSocket")));
});
