/** What the end-to-end tests take from Node beyond what the other tests share. */
export * from '../../support/node';
export { createHash, randomUUID } from 'node:crypto';
export { readdirSync, statSync, watch } from 'node:fs';
export { copyFile, cp, open, rename } from 'node:fs/promises';
export { connect as connectTcp, createServer as createTcpServer } from 'node:net';
export { arch, platform } from 'node:os';
export { delimiter } from 'node:path';
export { createInterface } from 'node:readline';
