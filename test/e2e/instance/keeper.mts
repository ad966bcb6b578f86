/**
 * The keeper owns the processes that the tests start, and their folder. It is a process of its own
 * because a test run can end in ways that leave no chance to clean up (Ctrl-C, SIGKILL, a crash):
 * whatever happens, the pipe to the keeper closes, and the keeper then ends every program, removes
 * the folder and goes too.
 *
 * Usage: node keeper.mts [folder to remove at the end]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';

import type { Order, Program, Report } from './keeper-protocol.js';

/** How long a program may take to end after SIGTERM, in ms. */
const PATIENCE_MS = 15_000;

const folder = process.argv[2];
const running = new Map<string, ChildProcess>();

function tell(report: Report): void {
	process.stdout.write(`${JSON.stringify(report)}\n`);
}

function start({ name, command, args, cwd, env, log, uid }: Program): void {
	const output = openSync(log, 'a');
	const child = spawn(command, args, {
		cwd,
		env,
		uid,
		gid: uid,
		detached: true,
		stdio: ['ignore', output, output],
	});
	closeSync(output);
	child.once('error', (error) => tell({ report: 'failed', name, reason: error.message }));
	child.once('spawn', () => {
		running.set(name, child);
		if (child.pid !== undefined) tell({ report: 'started', name, pid: child.pid });
	});
	child.once('exit', (code, signal) => {
		killGroup(child);
		running.delete(name);
		tell({ report: 'exited', name, code, signal });
	});
}

/** Ends the program and what it started: `detached` made it the leader of a process group. */
function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		// The whole group is gone already.
	}
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const impatience = setTimeout(() => killGroup(child), PATIENCE_MS);
	child.kill('SIGTERM');
	await exited;
	clearTimeout(impatience);
}

function obey(order: Order): void {
	if (order.order === 'start') return start(order.program);
	const child = running.get(order.name);
	if (child === undefined) return;
	if (order.order === 'kill') killGroup(child);
	else void stop(child);
}

let ending = false;
async function end(): Promise<void> {
	if (ending) return;
	ending = true;
	await Promise.all([...running.values()].map(stop));
	if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	process.exit(0);
}

// Whoever listened may be gone: nothing to tell then.
process.stdout.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const order: Order = JSON.parse(line);
		obey(order);
	})
	.on('close', () => void end());
