// What the sandbox can be told to do wrong.
//
// A fault names the requests it concerns and which of them it strikes (the third, the next two, all). Clients are right
// only if they live through every one of these.

export interface FaultRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly actor: string | undefined;
}

export type FaultAct =
  /** Answers without doing the work. A text goes out as text/plain, or as HTML when it starts with `<`. */
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
    }
  /** The request throttle: 429, text/plain, `Retry-After` in seconds (behaviours A10). */
  | { readonly do: 'throttle'; readonly seconds: number }
  /** The limit of one action: 429 in JSON (behaviours A11). */
  | { readonly do: 'limit' }
  /** Real milliseconds of waiting before the work. */
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'cut-before' }
  | { readonly do: 'cut-after' }
  | {
      readonly do: 'call';
      readonly when: 'before' | 'after';
      readonly callback: (request: FaultRequest) => void | Promise<void>;
    };

export interface Fault {
  readonly method?: string;
  /** Tried on path and query. */
  readonly path?: RegExp;
  /** A user name. */
  readonly actor?: string;
  /** The first matching request that is struck, counted from 1 (default). */
  readonly nth?: number;
  /** How many are struck from there on; default 1, `Infinity` for all. */
  readonly times?: number;
  readonly act: FaultAct;
}

export type DeliveryFaultAct =
  | { readonly do: 'drop' }
  /** Real milliseconds. */
  | { readonly do: 'delay'; readonly ms: number }
  /** Delivered this many times in all. */
  | { readonly do: 'repeat'; readonly times: number }
  /** Held back until so many are held, then delivered in reverse; `idle()` lets go of fewer. */
  | { readonly do: 'reorder'; readonly window: number };

export interface DeliveryFault {
  readonly hookId?: number;
  /** The value of X-Gitlab-Event, such as `Issue Hook`. */
  readonly event?: string;
  readonly nth?: number;
  readonly times?: number;
  readonly act: DeliveryFaultAct;
}

export interface Faults {
  /** From now on strikes matching requests; the result takes the fault away. */
  add(fault: Fault): () => void;
  /** The same for webhook deliveries. */
  addDelivery(fault: DeliveryFault): () => void;
  clear(): void;
  /** The acts that strike this request, counted as having happened. */
  strike(request: FaultRequest): FaultAct[];
  strikeDelivery(hookId: number, event: string): DeliveryFaultAct[];
}

export function makeFaults(): Faults {
  const requests = new Set<Counted<Fault>>();
  const deliveries = new Set<Counted<DeliveryFault>>();
  return {
    add: (fault) => register(requests, fault),
    addDelivery: (fault) => register(deliveries, fault),
    clear() {
      requests.clear();
      deliveries.clear();
    },
    strike: (request) =>
      struck(
        requests,
        ({ method, path, actor }) =>
          (method === undefined || method === request.method) &&
          (path === undefined || path.test(request.url)) &&
          (actor === undefined || actor === request.actor),
      ),
    strikeDelivery: (hookId, event) =>
      struck(
        deliveries,
        (fault) => (fault.hookId === undefined || fault.hookId === hookId) && (fault.event ?? event) === event,
      ),
  };
}

interface Counted<F> {
  readonly fault: F;
  seen: number;
}

function register<F>(faults: Set<Counted<F>>, fault: F): () => void {
  const counted = { fault, seen: 0 };
  faults.add(counted);
  return () => faults.delete(counted);
}

function struck<A, F extends { readonly nth?: number; readonly times?: number; readonly act: A }>(
  faults: Set<Counted<F>>,
  matches: (fault: F) => boolean,
): A[] {
  const acts: A[] = [];
  for (const counted of faults) {
    if (!matches(counted.fault)) continue;
    counted.seen += 1;
    const first = counted.fault.nth ?? 1;
    if (counted.seen >= first && counted.seen < first + (counted.fault.times ?? 1)) acts.push(counted.fault.act);
  }
  return acts;
}
