import { z } from 'zod';

import type { N8nInstallation } from '../../e2e/install/install-n8n';
import { join, mkdtemp, once, rm, spawn, tmpdir } from '../../support/node';
import type { Service } from './service';
import { promptsOf, type Work } from './works';

const resultSchema = z.object({ ms: z.number(), warmUpImages: z.number() });

/**
 * Runs the program of `floor.ts` once.
 *
 * @returns the time from the first call to the last file, in milliseconds, and how many images it made
 *   beforehand to warm up
 */
export async function runFloor(
	{ node }: N8nInstallation,
	work: Work,
	{ baseUrl, token }: Service,
): Promise<z.infer<typeof resultSchema>> {
	const folder = await mkdtemp(join(tmpdir(), 'xhuo-floor-'));
	try {
		const { concurrency } = work;
		const order = { baseUrl, token, prompts: promptsOf(work), concurrency, folder };
		const args = ['--import', 'tsx', 'test/bench/scale/floor.ts', JSON.stringify(order)];
		const child = spawn(node.executable, args, { stdio: ['ignore', 'pipe', 'inherit'] });
		let text = '';
		child.stdout.on('data', (chunk) => (text += String(chunk)));
		await once(child, 'close');
		return resultSchema.parse(JSON.parse(text));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
