import type { CallContext } from "./call.ts";
import type { Implementation, MethodDefinition, ServiceDefinition } from "./service.ts";
import { StatusCode, TtrpcError } from "./status.ts";

/** A service together with what answers it; made by `service`. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: Implementation<ServiceDefinition>;
}

/** A method and the implementation that answers it. */
export interface ServedMethod {
  readonly method: MethodDefinition;
  readonly call: (input: unknown, context: CallContext) => unknown;
}

/** Finds methods by the names that requests give. */
export class MethodTable {
  readonly #services = new Map<string, Map<string, ServedMethod>>();

  /** Throws for a service given twice and for a method that nothing implements. */
  constructor(services: readonly Service[]) {
    for (const { definition, implementation } of services) {
      const { fullName } = definition;
      if (this.#services.has(fullName)) throw new Error(`Cannot serve ${fullName} twice on one connection`);
      const methods = new Map<string, ServedMethod>();
      for (const [name, method] of Object.entries(definition.methods)) {
        const call = implementation[name]?.bind(implementation);
        if (!call) throw new Error(`Cannot serve ${fullName}: its implementation lacks the method ${name}`);
        methods.set(method.name, { method, call: call as ServedMethod["call"] });
      }
      this.#services.set(fullName, methods);
    }
  }

  /** Throws UNIMPLEMENTED for names that are not served. */
  find(service: string, method: string): ServedMethod {
    const methods = this.#services.get(service);
    if (!methods)
      throw new TtrpcError(StatusCode.UNIMPLEMENTED, `No service ${quote(service)} is served here`);
    const served = methods.get(method);
    if (served) return served;
    throw new TtrpcError(StatusCode.UNIMPLEMENTED, `Service ${service} has no method ${quote(method)}`);
  }
}

/** A name from the peer as part of a message: a hostile one may be megabytes long. */
function quote(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
