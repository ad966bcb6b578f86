import { z } from 'zod';

import type { StoredCredential } from '../../e2e/api/credentials';
import { itemsOf, runOf } from '../../e2e/api/execution-data';
import { listExecutions, readExecution, type Execution } from '../../e2e/api/executions';
import { activateWorkflow, callWebhook, importWorkflow } from '../../e2e/api/workflows';
import type { N8n } from '../../e2e/instance/n8n';
import { IMAGES } from '../../e2e/suite/workflows';
import { currentMemory, forgetPeakMemory, peakMemory } from '../../e2e/support/memory';
import { join, rm, sleep } from '../../support/node';
import { workflowOf, type Contestant } from './contestants';
import type { Service } from './service';
import type { Work } from './works';

/** What one contestant needed for a work, once. */
export interface Run {
	/** From the start of the first node that does the work to the end of the last, in milliseconds. */
	readonly ms: number;
	/** The whole execution, as n8n has stored it, in milliseconds. */
	readonly executionMs?: number;
	/** What n8n has stored of the execution in its database, in bytes for each image. */
	readonly stored?: number;
	/** The most memory that n8n used meanwhile, over what it had used at rest, in bytes. */
	readonly memory?: number;
	/** What the service got: calls, and files that were fetched. */
	readonly requests: number;
	/** Files that came out. */
	readonly images: number;
	/** Share of the time in which the service was at work on a processor, from 0 to 1. */
	readonly serviceLoad: number;
}

/** n8n is left alone for so long before it is measured, in milliseconds. */
const REST_MS = 1500;

/** Publishes the workflow of a contestant; gives what runs it. */
export async function publish(
	n8n: N8n,
	contestant: Contestant,
	work: Work,
	service: Service,
	credentials: StoredCredential[],
): Promise<() => Promise<Run>> {
	const { api } = n8n;
	const file = workflowOf(contestant, work, service.baseUrl);
	const workflow = await importWorkflow(api, file, credentials);
	await activateWorkflow(api, workflow);
	const nodes = contestant.nodes(work, service.baseUrl).map(({ name }) => name);
	return async () => {
		await sleep(REST_MS);
		const before = await service.counts();
		const rest = await currentMemory(n8n.processId);
		await forgetPeakMemory(n8n.processId);
		await callWebhook(api, file.name, {});
		const memory = (await peakMemory(n8n.processId)) - rest;
		const after = await service.counts();
		const [newest] = await listExecutions(api, workflow);
		const id = newest?.id ?? '';
		const execution = await readExecution(api, id);
		const { data } = await api.get(`/rest/executions/${id}`, z.object({ data: z.string() }));
		await rm(join(n8n.dataFolder, 'storage', 'workflows'), { recursive: true, force: true });
		const ms = timeOf(execution, nodes);
		return {
			ms,
			executionMs: lengthOf(execution),
			stored: Buffer.byteLength(data) / work.images,
			memory,
			requests: after.requests - before.requests,
			images: itemsOf(execution, IMAGES).filter(({ binary }) => binary?.data).length,
			serviceLoad: (after.cpuMs - before.cpuMs) / ms,
		};
	};
}

/** Has a contestant make a few images that do not count. */
export async function warmUp(
	n8n: N8n,
	contestant: Contestant,
	work: Work,
	images: number,
	service: Service,
	credentials: StoredCredential[],
): Promise<void> {
	const beforehand = { ...work, name: `${work.name}, warm-up`, images };
	await (
		await publish(n8n, contestant, beforehand, service, credentials)
	)();
}

const timesSchema = z.object({ startTime: z.number(), executionTime: z.number() });

/** The time of the nodes that follow each other, as n8n has noted it, in milliseconds. */
function timeOf(execution: Execution, nodes: readonly string[]): number {
	const times = nodes.map((name) => timesSchema.parse(runOf(execution, name)));
	const ends = times.map(({ startTime, executionTime }) => startTime + executionTime);
	return Math.max(...ends) - Math.min(...times.map(({ startTime }) => startTime));
}

const spanSchema = z.object({ startedAt: z.coerce.date(), stoppedAt: z.coerce.date() });

function lengthOf(execution: Execution): number {
	const { startedAt, stoppedAt } = spanSchema.parse(execution);
	return stoppedAt.getTime() - startedAt.getTime();
}
