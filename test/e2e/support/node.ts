/** What the end-to-end tests take from Node beyond what the other tests share. */
export * from '../../support/node';
export { createHash, randomUUID } from 'node:crypto';
export { readdirSync, statSync, watch, writeFileSync } from 'node:fs';
export { chmod, copyFile, cp, lstat, open, rename, symlink } from 'node:fs/promises';
export { createRequire } from 'node:module';
export { connect as connectTcp, createServer as createTcpServer } from 'node:net';
export { arch, platform } from 'node:os';
export { delimiter } from 'node:path';
export { createInterface } from 'node:readline';
