/**
 * What is possible at all: a program that asks, fetches and writes the files, and does nothing else. It
 * runs in a process of its own, in the Node.js of n8n; see `runFloor`.
 */
import pLimit from 'p-limit';
import { Agent, request } from 'undici';
import { z } from 'zod';

import { performance, process, sleep, writeFile } from '../../support/node';

const orderSchema = z.object({
	baseUrl: z.string(),
	token: z.string(),
	prompts: z.array(z.string()),
	concurrency: z.number(),
	folder: z.string(),
});
const answerSchema = z.object({ data: z.array(z.object({ url: z.string() })).min(1) });

/** Images that are made before those that count: connections are open then, and the code is compiled. */
const WARM_UP = 3;
const TOO_MANY_REQUESTS = 429;

async function main(): Promise<void> {
	const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
	const { prompts, concurrency } = order;
	const dispatcher = new Agent({ connections: concurrency });
	const warmUp = Array.from({ length: WARM_UP }, () => 'A lighthouse');
	for (const [index, prompt] of warmUp.entries()) await make(prompt, `warm-up-${index}`);

	const limit = pLimit(concurrency);
	const started = performance.now();
	await Promise.all(
		prompts.map(async (prompt, index) => await limit(async () => await make(prompt, index))),
	);
	const ms = performance.now() - started;
	process.stdout.write(JSON.stringify({ ms, warmUpImages: warmUp.length }));
	await dispatcher.close();

	async function make(prompt: string, name: string | number): Promise<void> {
		const { body } = await request(await ask(prompt), { dispatcher });
		await writeFile(`${order.folder}/${name}.png`, Buffer.from(await body.arrayBuffer()));
	}

	async function ask(prompt: string): Promise<string> {
		const { statusCode, headers, body } = await request(
			`${order.baseUrl}/openai/images/generations`,
			{
				method: 'POST',
				headers: {
					authorization: `Bearer ${order.token}`,
					'content-type': 'application/json',
				},
				body: JSON.stringify({ model: 'gpt-image-2', prompt, size: '1024x1024' }),
				dispatcher,
			},
		);
		if (statusCode === TOO_MANY_REQUESTS) {
			await body.dump();
			await sleep(Number(headers['retry-after'] ?? 1) * 1000);
			return await ask(prompt);
		}
		const [image] = answerSchema.parse(await body.json()).data;
		return image?.url ?? '';
	}
}

void main();
