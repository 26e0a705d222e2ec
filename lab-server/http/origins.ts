/** Which pages may talk to this server, and by which names it may be addressed. */
export class Origins {
  readonly #origins: Set<string>;
  readonly #hosts: Set<string>;

  constructor(origins: string[]) {
    this.#origins = new Set(origins);
    this.#hosts = new Set(origins.map((origin) => new URL(origin).host));
  }

  /** The origins of a server that is for this computer alone. */
  static ofLoopback(port: number): string[] {
    return [`http://localhost:${port}`, `http://127.0.0.1:${port}`, `http://[::1]:${port}`].map(
      (origin) => new URL(origin).origin,
    );
  }

  /** Whether a request's Origin header is allowed; an absent one is not. */
  allows(origin: string | undefined): boolean {
    return origin !== undefined && this.#origins.has(origin);
  }

  /**
   * Whether a request's Host header is one of ours. A name that an attacker points at this address (DNS
   * rebinding) is not, however same-origin its page may look to the browser.
   */
  answersTo(host: string | undefined): boolean {
    if (host === undefined || !/^[A-Za-z0-9.:[\]-]{1,260}$/.test(host)) return false;
    const name = host.toLowerCase();
    return [...this.#hosts].some((ours) => ours === name || `${ours}:80` === name || `${ours}:443` === name);
  }

  /**
   * The origins as WebSocket addresses, for a Content-Security-Policy. Its grammar knows no IPv6 address;
   * there 'self' has to do, which covers ws: in browsers that follow CSP level 3.
   */
  get webSocketSources(): string[] {
    return [...this.#origins]
      .filter((origin) => !origin.includes("["))
      .map((origin) => origin.replace(/^http/, "ws"));
  }
}
