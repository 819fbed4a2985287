// Socket Mode: apps.connections.open, and the events that go to the apps over the connection.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Core, newId, type SlackEvent, seconds } from './core.ts';
import { type Method, scopes } from './method.ts';
import type { App, Json } from './store.ts';
import { acceptWebSocket, type WebSocketConnection } from './websocket.ts';

/** Real ms between pings: clients give a server up that is silent for longer than they like. */
const PING_EVERY = 10_000;

export interface SocketMode {
  readonly method: Method;
  publish(event: SlackEvent): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The connections that are open now. */
  connections(): number;
  /** Ids of envelopes that were sent and not acknowledged. */
  unacknowledged(): readonly string[];
  /** Asks every app to connect anew, as Slack does from time to time. */
  refresh(): void;
  /** Cuts all lines. */
  cut(): void;
}

interface Connection {
  readonly app: App;
  readonly socket: WebSocketConnection;
}

export function makeSocketMode(core: () => Core): SocketMode {
  /** App ids by ticket; a ticket is good once. */
  const tickets = new Map<string, string>();
  const connections = new Set<Connection>();
  const waiting = new Set<string>();
  const send = ({ socket }: Connection, body: Json): void => socket.send(JSON.stringify(body));

  const open = (app: App, request: IncomingMessage, line: Duplex, head: Buffer): void => {
    let connection: Connection | undefined;
    let pinging: NodeJS.Timeout | undefined;
    const socket = acceptWebSocket(request, line, head, {
      message: (text) => waiting.delete(acknowledged(text)),
      closed() {
        clearInterval(pinging);
        if (connection) connections.delete(connection);
      },
    });
    if (!socket) return;
    connection = { app, socket };
    connections.add(connection);
    pinging = setInterval(() => socket.ping(), PING_EVERY).unref();
    send(connection, helloFor(app, [...connections].filter((one) => one.app.id === app.id).length));
  };

  return {
    method: {
      name: 'apps.connections.open',
      tier: 1,
      scopes: scopes('connections:write'),
      appToken: true,
      answer({ app }) {
        const ticket = randomBytes(16).toString('hex');
        tickets.set(ticket, app.id);
        return { url: `${core().url.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${app.id}` };
      },
    },
    publish({ channel, body, scopes: needed, onlyFor }) {
      for (const app of core().store.apps.values()) {
        if (onlyFor !== undefined && onlyFor !== app.userId) continue;
        if (!channel.members.includes(app.userId) || !needed.some((scope) => app.scopes.includes(scope))) continue;
        // Slack hands an event to one of an app's connections: here to the newest.
        const connection = [...connections].findLast((one) => one.app.id === app.id);
        if (!connection) continue;
        const envelope = envelopeOf(core(), app, body);
        waiting.add(envelope.envelope_id);
        send(connection, { ...envelope });
      }
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', core().url).searchParams.get('ticket') ?? '';
      const app = core().store.apps.get(tickets.get(ticket) ?? '');
      tickets.delete(ticket);
      if (app) open(app, request, socket, head);
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    },
    connections: () => connections.size,
    unacknowledged: () => [...waiting],
    refresh() {
      for (const connection of connections)
        send(connection, { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'sandbox' } });
    },
    cut() {
      for (const { socket } of connections) socket.cut();
    },
  };
}

/** The id of the envelope that a message of the client acknowledges; empty where it acknowledges none. */
function acknowledged(text: string): string {
  return /"envelope_id"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? '';
}

const helloFor = (app: App, connections: number): Json => ({
  type: 'hello',
  num_connections: connections,
  debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
  connection_info: { app_id: app.id },
});

function envelopeOf(core: Core, app: App, event: Json): Json & { envelope_id: string } {
  return {
    envelope_id: newId(core, 'E'),
    type: 'events_api',
    accepts_response_payload: false,
    retry_attempt: 0,
    retry_reason: '',
    payload: {
      team_id: core.store.team.id,
      api_app_id: app.id,
      event,
      type: 'event_callback',
      event_id: newId(core, 'Ev'),
      event_time: seconds(core),
      authorizations: [
        {
          enterprise_id: null,
          team_id: core.store.team.id,
          user_id: app.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    },
  };
}
