import { environmentVariable } from "../../cli/environment-variable.ts";
import { Bus, BusError } from "./bus.ts";
import type { DbusValue, Variant } from "./dbus-value.ts";
import { parseAddress } from "./parse-address.ts";

/** A property of a unit: its name and value. See systemd.resource-control(5) and org.freedesktop.systemd1(5). */
export type UnitProperty = readonly [name: string, value: Variant];

const name = "org.freedesktop.systemd1";
const path = "/org/freedesktop/systemd1";
const manager = "org.freedesktop.systemd1.Manager";
const jobMs = 30_000;

/** systemd, the system's or the user's own, over D-Bus. */
export class SystemdManager {
  readonly #bus: Bus;
  /** Behind a bus there are many; systemd's own socket leads to it alone. */
  readonly #destination: string | undefined;

  private constructor(bus: Bus, destination: string | undefined) {
    this.#bus = bus;
    this.#destination = destination;
  }

  /**
   * Connects to systemd's own socket, which is there before any bus and without one, else through the bus. Throws when
   * systemd does not run.
   */
  static connect(options: { isUser: boolean }): SystemdManager {
    const { own, buses } = options.isUser ? userSockets() : systemSockets();
    const reasons: string[] = [];
    for (const socket of own) {
      try {
        return new SystemdManager(Bus.connect(socket), undefined);
      } catch (error) {
        reasons.push(`${socket}: ${(error as Error).message}`);
      }
    }
    for (const socket of buses) {
      try {
        const connected = new SystemdManager(Bus.connect(socket), name);
        connected.#subscribe();
        return connected;
      } catch (error) {
        reasons.push(`${socket}: ${(error as Error).message}`);
      }
    }
    const remedy = options.isUser
      ? "log in so that systemd --user runs and XDG_RUNTIME_DIR is set (package dbus-user-session)"
      : "leave --systemd-cgroup out where systemd does not run";
    throw new Error(`Cannot reach systemd: ${reasons.join("; ") || "no socket is known"}; ${remedy}`);
  }

  /** A property of the manager itself. */
  property(property: string): DbusValue {
    const [answer] = this.#bus.call({
      destination: this.#destination,
      path,
      interface: "org.freedesktop.DBus.Properties",
      member: "Get",
      signature: "ss",
      arguments: [manager, property],
    });
    return (answer as Variant).value;
  }

  /**
   * Makes a unit that lives until its processes end, and waits until it is there. One of that name that has failed
   * makes place.
   */
  startTransientUnit(unit: string, properties: readonly UnitProperty[]): void {
    const start = () =>
      this.#job("StartTransientUnit", "ssa(sv)a(sa(sv))", [unit, "replace", properties, []]);
    let result: string;
    try {
      result = start();
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== "org.freedesktop.systemd1.UnitExists") throw error;
      this.resetFailedUnit(unit);
      result = start();
    }
    if (result === "done") return;
    this.resetFailedUnit(unit);
    throw new Error(`the job to start ${unit} ended with ${result}; see journalctl`);
  }

  /** Stops a unit and waits. One that is not there is no error. */
  stopUnit(unit: string): void {
    try {
      this.#job("StopUnit", "ss", [unit, "replace"]);
    } catch (error) {
      if (!(error instanceof BusError) || error.code !== "org.freedesktop.systemd1.NoSuchUnit") throw error;
    }
  }

  /** Lets systemd forget that a unit has failed, and the unit with it. */
  resetFailedUnit(unit: string): void {
    try {
      this.#call("ResetFailedUnit", "s", [unit]);
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
    }
  }

  /** Changes properties until the unit ends. */
  setUnitProperties(unit: string, properties: readonly UnitProperty[]): void {
    this.#call("SetUnitProperties", "sba(sv)", [unit, true, properties]);
  }

  close(): void {
    this.#bus.close();
  }

  /** Calls what queues a job and waits for its end. Result: done, canceled, timeout, failed, dependency, skipped. */
  #job(member: string, signature: string, values: readonly DbusValue[]): string {
    const [job] = this.#call(member, signature, values);
    const ended = this.#bus.awaitSignal(
      ({ interface: from, member, values }) =>
        from === manager && member === "JobRemoved" && values[1] === job,
      { timeoutMs: jobMs, what: `${member} of ${values[0]}` },
    );
    return String(ended.values[3]);
  }

  #call(member: string, signature: string, values: readonly DbusValue[]): DbusValue[] {
    return this.#bus.call({
      destination: this.#destination,
      path,
      interface: manager,
      member,
      signature,
      arguments: values,
    });
  }

  /** A bus wants to know us, and passes on only the signals that are asked for. */
  #subscribe(): void {
    const bus = { destination: "org.freedesktop.DBus", path: "/org/freedesktop/DBus" };
    const calls = { ...bus, interface: "org.freedesktop.DBus" };
    this.#bus.call({ ...calls, member: "Hello", signature: "", arguments: [] });
    const rule = `type='signal',interface='${manager}',member='JobRemoved'`;
    this.#bus.call({ ...calls, member: "AddMatch", signature: "s", arguments: [rule] });
    this.#call("Subscribe", "", []);
  }
}

const systemSockets = () => ({
  own: ["/run/systemd/private"],
  buses: parseAddress(
    environmentVariable("DBUS_SYSTEM_BUS_ADDRESS") ?? "unix:path=/run/dbus/system_bus_socket",
  ),
});

function userSockets() {
  const folder = environmentVariable("XDG_RUNTIME_DIR");
  const address = environmentVariable("DBUS_SESSION_BUS_ADDRESS");
  return {
    own: folder ? [`${folder}/systemd/private`] : [],
    buses: address ? parseAddress(address) : folder ? [`${folder}/bus`] : [],
  };
}
