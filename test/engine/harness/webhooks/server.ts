import type { Express, Request, Response } from 'express';
import express from 'express';

import { once } from '../../../support/node';
import type { WorkflowBuilder } from '../builder';
import type { Execution, Listener, RunOptions } from '../execution';
import type { RunResult } from '../run-result';
import type { Activation } from './activation';
import { activate } from './activation';
import type { Known } from './suspended';
import { Refused, resumeByCall } from './suspended';

const LARGEST_BODY = '100mb';

/** As n8n reads a body (its `body-parser`): JSON and text by their name, and of all else the bytes. */
function readBody(request: Request, _response: Response, next: () => void): void {
	const body: unknown = request.body;
	const type = request.headers['content-type']?.split(';')[0];
	request.rawBody = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
	request.readRawBody = async () => undefined;
	request.body = undefined;
	const text = request.rawBody.toString('utf8');
	if (type === 'application/json' && text !== '') request.body = JSON.parse(text);
	if (type === 'text/plain') request.body = text;
	next();
}

/** An active workflow: where its trigger listens, and what its calls have started. */
export interface ActiveWorkflow {
	url: string;
	/** The next execution that a call starts, when it has ended. Ask before the call can come. */
	nextExecution(): Promise<RunResult>;
}

/** n8n's address for callers from outside: starts active workflows, resumes suspended executions. */
export class WebhookServer implements Listener {
	private readonly executions = new Map<string, Known>();
	private readonly activations = new Map<string, Activation>();
	private storesNothing = false;
	private readonly waiters = new Map<string, (result: RunResult) => void>();

	private constructor(
		readonly url: string,
		readonly close: () => Promise<void>,
	) {}

	/** Listens on a free port of this machine. */
	static async start(): Promise<WebhookServer> {
		const app = express();
		app.use(express.raw({ type: () => true, limit: LARGEST_BODY }), readBody);
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

	onStart(executionId: string): void {
		this.executions.set(executionId, { state: 'running' });
	}

	onResult(result: RunResult): void {
		const state = result.status === 'waiting' ? 'waiting' : 'finished';
		this.executions.set(result.executionId, { state, result });
	}

	/**
	 * The result of a suspended execution after a call has resumed it: its end, or that it waits
	 * again. Ask before the call can come.
	 */
	async resumed(waiting: RunResult): Promise<RunResult> {
		return await this.wait(waiting.executionId);
	}

	/** Activates a workflow, so that calls to its trigger start executions. */
	async activate(workflow: WorkflowBuilder, options: RunOptions = {}): Promise<ActiveWorkflow> {
		const own = { ...options, testNodes: workflow.ownNodes(), server: this };
		const activation = await activate(workflow.definition(), own);
		const { path } = activation;
		this.activations.set(path, activation);
		return {
			url: `${this.url}/webhook/${path}`,
			nextExecution: async () => await this.wait(path),
		};
	}

	/** Whether executions can be stored: without it, a call that would start one is answered 500. */
	breakStorage(isBroken: boolean): void {
		this.storesNothing = isBroken;
	}

	private route(app: Express): void {
		app.all('/webhook-waiting/:id{/*suffix}', async (request: Request, response: Response) => {
			await this.answer(String(request.params.id), response, this.resume(request, response));
		});
		app.all('/webhook/*path', async (request: Request, response: Response) => {
			const path = pathBehind(2, request);
			await this.answer(path, response, this.start(path, request, response));
		});
	}

	/** Follows the execution that a call starts, or says why it starts none. */
	private async answer(
		waiter: string,
		response: Response,
		starting: Promise<Execution | undefined>,
	): Promise<void> {
		try {
			const execution = await starting;
			if (execution) void execution.finished.then((result) => this.tell(waiter, result));
		} catch (error) {
			const status = error instanceof Refused ? error.status : 500;
			const message = error instanceof Error ? error.message : String(error);
			if (!response.headersSent) response.status(status).json({ code: status, message });
		}
	}

	private async start(path: string, request: Request, response: Response) {
		const activation = this.activations.get(path);
		if (activation?.method !== request.method) {
			throw new Refused(404, `The webhook "${request.method} ${path}" is not registered`);
		}
		return await activation.receive(request, response, () => {
			if (this.storesNothing) throw new Refused(500, 'The database does not answer');
		});
	}

	private async resume(request: Request, response: Response): Promise<Execution | undefined> {
		const id = String(request.params.id);
		const suffix = pathBehind(3, request);
		const known = this.executions.get(id);
		if (!known) throw new Refused(404, `The execution "${id}" does not exist`);
		if (known.state === 'running')
			throw new Refused(409, `The execution "${id}" is running already`);
		if (request.query.signature !== known.result.data.resumeToken) {
			throw new Refused(401, 'Invalid token');
		}
		if (known.state === 'finished') {
			throw new Refused(409, `The execution "${id}" has finished already`);
		}
		const stillWaits = () => this.executions.get(id) === known;
		return await resumeByCall(known.result, stillWaits, suffix, request, response);
	}

	private async wait(waiter: string): Promise<RunResult> {
		return await new Promise((resolve) => this.waiters.set(waiter, resolve));
	}

	private tell(waiter: string, result: RunResult): void {
		this.waiters.get(waiter)?.(result);
		this.waiters.delete(waiter);
	}
}

/** The path of a request without its first parts. */
function pathBehind(parts: number, request: Request): string {
	return request.path.split('/').slice(parts).join('/');
}
