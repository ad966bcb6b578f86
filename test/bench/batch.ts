import { performance } from '../support/node';
import { startSimulator } from '../simulator';
import type { Contender } from './contenders';
import { httpRequestNodes, loopWithHttpRequestNodes, xhuoImageNode } from './contenders';
import type { Part } from './part';
import { timesTable } from './report';

const ITEMS = 40;
const CONCURRENCY = 10;
const LATENCY_MS = 500;
const BEST_MS = (ITEMS / CONCURRENCY) * LATENCY_MS;

const CONTENDERS = [xhuoImageNode, httpRequestNodes, loopWithHttpRequestNodes];

/** Many prompts through one workflow: how long until all images are there? */
export async function measureBatch(): Promise<Part> {
	const rows = [];
	for (const contender of CONTENDERS) {
		await timeRun(contender, 1);
		rows.push({ name: contender.name, ...(await timeRun(contender, ITEMS)) });
	}
	const title =
		`In n8n's engine alone: ${ITEMS} images that take the service ${LATENCY_MS} ms each, ` +
		`at best ${(BEST_MS / 1000).toFixed(2)} s with ${CONCURRENCY} at a time`;
	return { tables: [timesTable(title, rows)], targets: [], figures: rows };
}

/** Runs a contender against a simulator of its own. */
async function timeRun({ name, build }: Contender, items: number) {
	const simulator = await startSimulator({ latencyMs: LATENCY_MS, pictures: 'plain' });
	try {
		const { baseUrl, token } = simulator;
		const prompts = Array.from({ length: items }, (_, index) => `Lighthouse number ${index + 1}`);
		const builder = build({ prompts, model: 'gpt-image-2', concurrency: CONCURRENCY, baseUrl });
		const started = performance.now();
		const run = await builder.run({
			packageForm: 'built',
			credentials: { xhuoApi: { apiToken: token, baseUrl } },
		});
		const ms = performance.now() - started;
		const files = run.runs('Image').flatMap((_, index) => run.items('Image', { run: index }));
		const images = files.filter(({ binary }) => binary?.data).length;
		if (images !== items) throw new Error(`${name}: ${images} images of ${items}`);
		return { ms, note: `${images} images` };
	} finally {
		await simulator.close();
	}
}
