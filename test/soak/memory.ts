import { z } from 'zod';

import type { N8n } from '../e2e/instance/n8n';
import { collectGarbage, withInspector } from '../e2e/support/inspector';
import { currentMemory } from '../e2e/support/memory';
import { sleep } from '../support/node';
import { givingBack } from './giveBack';

/** How long n8n is left alone before it is measured, in ms: caches and pools are tidied by then. */
const SETTLE_MS = 15_000;
/** So often, so far apart in ms: pages go back to the system in the background. */
const SAMPLES = 5;
const BETWEEN_SAMPLES_MS = 600;

const usageSchema = z.object({
	heapUsed: z.number(),
	heapTotal: z.number(),
	external: z.number(),
	arrayBuffers: z.number(),
});
const answerSchema = z.object({
	result: z.object({ result: z.object({ value: usageSchema }) }),
});

/** Memory of an n8n at rest, after its garbage was collected; in bytes. */
export interface Memory {
	/** What the system counts (resident set size), before and after the allocator gave back what it keeps. */
	readonly rss: number;
	readonly used: number;
	/** Live objects of JavaScript. */
	readonly heapUsed: number;
	/** What V8 holds for them. */
	readonly heapTotal: number;
	/** What these objects hold outside of that, such as files; the next one is a part of it. */
	readonly external: number;
	readonly arrayBuffers: number;
}

/**
 * Measures an n8n that has nothing to do, so that two moments of a run can be compared: after a rest
 * its garbage is collected, as it would be sooner or later; and the allocator gives back what is freed,
 * as the one of glibc hardly ever does by itself.
 *
 * @param port of Node's inspector in n8n, see `inspectable` of test/e2e/support/inspector.ts
 * @param library see `compileGiveBack`
 */
export async function memoryAtRest(
	{ processId }: N8n,
	port: number,
	library: string,
): Promise<Memory> {
	await sleep(SETTLE_MS);
	return await withInspector(port, async (ask) => {
		await collectGarbage(ask);
		const question = { expression: 'process.memoryUsage()', returnByValue: true };
		const usage = answerSchema.parse(await ask('Runtime.evaluate', question));
		const rss = await leastOf(processId);
		await ask('Runtime.evaluate', { expression: givingBack(library) });
		return { ...usage.result.result.value, rss, used: await leastOf(processId) };
	});
}

async function leastOf(processId: number): Promise<number> {
	const samples: number[] = [];
	for (let times = 0; times < SAMPLES; times += 1) {
		samples.push(await currentMemory(processId));
		await sleep(BETWEEN_SAMPLES_MS);
	}
	return Math.min(...samples);
}
