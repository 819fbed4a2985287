// The server's side of a WebSocket, RFC 6455: the handshake, text frames, ping, pong and close.
//
// As much as Socket Mode needs: no extensions, no binary messages, messages of up to 1 MB.

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Joined to the client's key and hashed, it proves that the server speaks the protocol (RFC 6455, 1.3). */
const PROOF = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE = 1024 * 1024;

const Opcode = { continuation: 0x0, text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

export interface WebSocketConnection {
  send(text: string): void;
  ping(): void;
  /** Says goodbye with a code of RFC 6455, 7.4.1 (1000: all is well) and ends the connection. */
  close(code: number): void;
  /** Cuts the line without a word. */
  cut(): void;
}

export interface WebSocketListener {
  message(text: string): void;
  closed(): void;
}

/** Answers the upgrade of a request; undefined (and a 400) where it is none of a WebSocket. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  listener: WebSocketListener,
): WebSocketConnection | undefined {
  const key = request.headers['sec-websocket-key'];
  if (key === undefined || request.headers.upgrade?.toLowerCase() !== 'websocket') {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    return undefined;
  }
  const accept = createHash('sha1')
    .update(key + PROOF)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return connect(socket, head, listener);
}

function connect(socket: Duplex, head: Buffer, listener: WebSocketListener): WebSocketConnection {
  let buffered = head;
  let fragments: Buffer[] = [];
  const send = (opcode: number, payload: Buffer): void => {
    if (socket.writable) socket.write(frame(opcode, payload));
  };
  const close = (code: number): void => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    send(Opcode.close, payload);
    socket.end();
  };
  const take = ({ opcode, final, payload }: Frame): void => {
    if (opcode === Opcode.ping) send(Opcode.pong, payload);
    else if (opcode === Opcode.close) close(1000);
    else if (opcode === Opcode.text || opcode === Opcode.continuation) {
      fragments.push(payload);
      if (!final) return;
      const text = Buffer.concat(fragments).toString();
      fragments = [];
      listener.message(text);
    } else if (opcode !== Opcode.pong) close(1003); // data of a kind that is not taken
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    if (buffered.length > MAX_MESSAGE) close(1009);
    else {
      for (let read = readFrame(buffered); read !== undefined; read = readFrame(buffered)) {
        buffered = buffered.subarray(read.length);
        take(read);
      }
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => listener.closed());
  return {
    send: (text) => send(Opcode.text, Buffer.from(text)),
    ping: () => send(Opcode.ping, Buffer.from('ping')),
    close,
    cut: () => socket.destroy(),
  };
}

interface Frame {
  readonly opcode: number;
  readonly final: boolean;
  readonly payload: Buffer;
  /** Bytes of the frame as a whole. */
  readonly length: number;
}

/** The first frame of what has come; undefined while a part of it is missing. */
function readFrame(data: Buffer): Frame | undefined {
  const [first, second] = data;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const sizeBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (second & 0x80) !== 0;
  const start = 2 + sizeBytes + (masked ? 4 : 0);
  if (data.length < start) return undefined;
  const size = sizeBytes === 2 ? data.readUInt16BE(2) : sizeBytes === 8 ? Number(data.readBigUInt64BE(2)) : short;
  if (data.length < start + size) return undefined;
  const mask = masked ? data.subarray(start - 4, start) : Buffer.alloc(4);
  const payload = Buffer.from(data.subarray(start, start + size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, length: start + size };
}

/** A frame of a server: whole, and without a mask. */
function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const header = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
  header[0] = 0x80 | opcode;
  header[1] = size < 126 ? size : size < 65_536 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(size, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(size), 2);
  return Buffer.concat([header, payload]);
}
