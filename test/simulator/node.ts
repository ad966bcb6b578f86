/**
 * What the simulator takes from Node. n8n's lint forbids Node's globals and built-in modules in every
 * `.ts` file of a package, because a node must not use them; the simulator never ships and cannot do
 * without sockets and timers. It keeps its own door, so that it depends on nothing else in `test/`.
 */
export { setMaxListeners } from 'node:events';
export { createServer, STATUS_CODES } from 'node:http';
export type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
export type { AddressInfo, Socket } from 'node:net';
export { default as process } from 'node:process';
export { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
export { parseArgs } from 'node:util';
export { crc32 } from 'node:zlib';
