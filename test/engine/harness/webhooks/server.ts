import type { Express, Request, Response } from 'express';
import express from 'express';

import { once } from '../../../support/node';
import type { Execution, Listener } from '../execution';
import type { RunResult } from '../run-result';
import type { Suspension } from './suspended';
import { Refused, resumeByCall } from './suspended';

const LARGEST_BODY = '100mb';

/** n8n's address for callers from outside: resumes suspended executions. */
export class WebhookServer implements Listener {
	private readonly suspensions = new Map<string, Suspension>();
	private readonly waiters = new Map<string, (result: RunResult) => void>();

	private constructor(
		readonly url: string,
		readonly close: () => Promise<void>,
	) {}

	/** Listens on a free port of this machine. */
	static async start(): Promise<WebhookServer> {
		const app = express();
		app.use(express.json({ limit: LARGEST_BODY }));
		const http = app.listen(0, '127.0.0.1');
		await once(http, 'listening');
		const address = http.address();
		if (address === null || typeof address === 'string') throw new Error('No port to listen on');
		const server = new WebhookServer(`http://127.0.0.1:${address.port}`, async () => {
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
		});
		server.route(app);
		return server;
	}

	/** Called by the engine harness when an execution has ended or suspended itself. */
	onResult(result: RunResult): void {
		const state = result.status === 'waiting' ? 'waiting' : 'finished';
		this.suspensions.set(result.executionId, { result, state });
	}

	/**
	 * The result of a suspended execution after a call has resumed it: its end, or that it waits
	 * again. Ask before the call can come.
	 */
	async resumed(waiting: RunResult): Promise<RunResult> {
		return await new Promise((resolve) => this.waiters.set(waiting.executionId, resolve));
	}

	private route(app: Express): void {
		app.all('/webhook-waiting/:id{/*suffix}', async (request: Request, response: Response) => {
			try {
				const execution = await this.resume(request, response);
				if (execution) void this.follow(execution);
			} catch (error) {
				const status = error instanceof Refused ? error.status : 500;
				const message = error instanceof Error ? error.message : String(error);
				if (!response.headersSent) response.status(status).json({ code: status, message });
			}
		});
	}

	private async resume(request: Request, response: Response): Promise<Execution | undefined> {
		const id = String(request.params.id);
		const suffix = request.path.split('/').slice(3).join('/');
		const suspension = this.suspensions.get(id);
		if (!suspension) throw new Refused(404, `The execution "${id}" does not exist`);
		if (request.query.signature !== suspension.result.data.resumeToken) {
			throw new Refused(401, 'Invalid token');
		}
		if (suspension.state !== 'waiting') {
			throw new Refused(409, `The execution "${id}" is ${suspension.state} already`);
		}
		return await resumeByCall(suspension, suffix, request, response);
	}

	private async follow(execution: Execution): Promise<void> {
		const result = await execution.finished;
		this.waiters.get(result.executionId)?.(result);
		this.waiters.delete(result.executionId);
	}
}
