/**
 * What tests, the simulator and the engine harness take from Node itself.
 *
 * n8n's lint forbids Node's globals and built-in modules in every `.ts` file of a package, because a
 * node must not use them. Code that never ships needs them, and gets them here and nowhere else.
 */
export { spawn } from 'node:child_process';
export { createHash } from 'node:crypto';
export { once } from 'node:events';
export { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
export { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
export { createServer } from 'node:http';
export type { IncomingMessage, Server, ServerResponse } from 'node:http';
export type { AddressInfo } from 'node:net';
export { availableParallelism, tmpdir } from 'node:os';
export { basename, dirname, extname, join, relative, resolve } from 'node:path';
export { performance } from 'node:perf_hooks';
export { default as process } from 'node:process';
export { Readable } from 'node:stream';
export { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
export { pathToFileURL } from 'node:url';
export { constants as zlib, crc32, deflateRawSync, deflateSync } from 'node:zlib';
