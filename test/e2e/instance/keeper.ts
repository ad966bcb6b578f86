import type { Order, Program, Report } from './keeper-protocol';
import { createInterface, join, once, process, spawn } from '../support/node';
import { projectFolder } from '../support/paths';

export type { Program } from './keeper-protocol';

/** How a program ended: its exit code, or the signal that ended it. */
export interface Exit {
	code: number | null;
	signal: string | null;
}

interface Waiting {
	started(pid: number): void;
	failed(error: Error): void;
	exited(exit: Exit): void;
}

/**
 * The tests' side of the keeper (see keeper.mts): programs started here end with the test run,
 * however it ends, and `folder` is removed then.
 */
export class Keeper {
	private readonly waiting = new Map<string, Waiting>();
	private readonly exits = new Map<string, Promise<Exit>>();
	private readonly child;

	constructor(folder?: string) {
		const script = join(projectFolder, 'test', 'e2e', 'instance', 'keeper.mts');
		// Not every Node that this project works with reads TypeScript by itself.
		const args = ['--import', 'tsx', script];
		this.child = spawn(process.execPath, folder === undefined ? args : [...args, folder], {
			cwd: projectFolder,
			detached: true,
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		createInterface({ input: this.child.stdout }).on('line', (line) => {
			const report: Report = JSON.parse(line);
			this.hear(report);
		});
	}

	/** Starts a program and returns its process id. */
	async start(program: Program): Promise<number> {
		const { name } = program;
		return await new Promise((resolve, reject) => {
			const exit = new Promise<Exit>((exited) => {
				this.waiting.set(name, { started: resolve, failed: reject, exited });
			});
			this.exits.set(name, exit);
			this.send({ order: 'start', program });
		});
	}

	/** Waits until the program ends by itself, or because it was told to. */
	async exit(name: string): Promise<Exit> {
		const exit = this.exits.get(name);
		if (exit === undefined) throw new Error(`No program "${name}" was started`);
		return await exit;
	}

	/** Asks the program to end (SIGTERM, after 15 s SIGKILL) and waits until it has. */
	async stop(name: string): Promise<Exit> {
		this.send({ order: 'stop', name });
		return await this.exit(name);
	}

	/** Ends the program and all it started with SIGKILL, as a power cut would. */
	async kill(name: string): Promise<Exit> {
		this.send({ order: 'kill', name });
		return await this.exit(name);
	}

	/** Ends all programs, removes the folder, and waits until both are done. */
	async close(): Promise<void> {
		if (this.child.exitCode !== null) return;
		const gone = once(this.child, 'exit');
		this.child.stdin.end();
		await gone;
	}

	private send(order: Order): void {
		this.child.stdin.write(`${JSON.stringify(order)}\n`);
	}

	private hear(report: Report): void {
		const waiting = this.waiting.get(report.name);
		if (waiting === undefined) return;
		if (report.report === 'started') waiting.started(report.pid);
		if (report.report === 'failed') waiting.failed(new Error(`${report.name}: ${report.reason}`));
		if (report.report === 'exited') waiting.exited({ code: report.code, signal: report.signal });
	}
}
