import { z } from 'zod';

import { freePort } from '../../e2e/instance/free-port';
import { inspectable, withInspector, type Ask } from '../../e2e/support/inspector';
import type { Part, Table } from '../part';
import { httpRequest, xhuoImage, type Contestant } from './contestants';
import { publish, warmUp } from './run';
import { startService } from './service';
import { furnish, openStage } from './stage';
import { WORKS } from './works';

const WARM_UP_IMAGES = 50;
const SHOWN = 14;

/** What V8 names besides functions. */
const IDLE = '(idle)';
const GARBAGE = '(garbage collector)';

const frameSchema = z.object({ functionName: z.string(), url: z.string() });
const profileSchema = z.object({
	result: z.object({
		profile: z.object({
			nodes: z.array(
				z.object({
					id: z.number(),
					callFrame: frameSchema,
					children: z.array(z.number()).optional(),
				}),
			),
			samples: z.array(z.number()),
			timeDeltas: z.array(z.number()),
		}),
	}),
});
type Profile = z.infer<typeof profileSchema>['result']['profile'];

/** Whose code n8n's process runs while it makes 1,000 images in one execution: the node's, or whose else. */
export async function measureProfile(): Promise<Part> {
	const stage = await openStage();
	const work = WORKS.thousand;
	const service = await startService(work);
	const port = await freePort();
	const n8n = await stage.start(inspectable(port));
	try {
		const credentials = await furnish(n8n, service);
		const shares: Record<string, ReadonlyMap<string, number>> = {};
		for (const contestant of [xhuoImage, httpRequest]) {
			await warmUp(n8n, contestant, work, WARM_UP_IMAGES, service, credentials);
			const run = await publish(n8n, contestant, work, service, credentials);
			const profile = await withInspector(port, async (ask) => await profiled(ask, run));
			shares[contestant.name] = byPackage(profile, work.images);
		}
		const names = [xhuoImage, httpRequest].map(({ name }: Contestant) => name);
		return { tables: [tableOf(names, shares)], targets: [], figures: inPlain(shares) };
	} finally {
		await service.close();
		await n8n.dispose();
		await stage.close();
	}
}

async function profiled(ask: Ask, run: () => Promise<unknown>): Promise<Profile> {
	await ask('Profiler.enable', {});
	await ask('Profiler.start', {});
	await run();
	return profileSchema.parse(await ask('Profiler.stop', {})).result.profile;
}

/** Milliseconds of the processor for each image, by package. What Node.js does counts for who asked it to. */
function byPackage({ nodes, samples, timeDeltas }: Profile, images: number): Map<string, number> {
	const parents = new Map(
		nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
	);
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const ownerOf = (id: number | undefined): string => {
		const frame = id === undefined ? undefined : frames.get(id);
		if (!frame) return 'Node.js by itself';
		const { functionName, url } = frame;
		if (functionName === IDLE || functionName === GARBAGE) return functionName;
		return packageOf(url) ?? ownerOf(parents.get(id ?? 0));
	};
	const owners = new Map(nodes.map(({ id }) => [id, ownerOf(id)]));
	const times = new Map<string, number>();
	for (const [index, sample] of samples.entries()) {
		const owner = owners.get(sample) ?? '';
		const ms = (timeDeltas[index] ?? 0) / 1000 / images;
		times.set(owner, (times.get(owner) ?? 0) + ms);
	}
	times.delete(IDLE);
	return times;
}

const packageOf = (url: string): string | undefined =>
	/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];

function tableOf(names: string[], shares: Record<string, ReadonlyMap<string, number>>): Table {
	const total = (owner: string) =>
		names.reduce((sum, name) => sum + (shares[name]?.get(owner) ?? 0), 0);
	const owners = [...new Set(names.flatMap((name) => [...(shares[name]?.keys() ?? [])]))];
	const sorted = owners.sort((one, other) => total(other) - total(one));
	const row = (title: string, of: readonly string[]) => [
		title,
		...names.map((name) => {
			const ms = of.reduce((sum, owner) => sum + (shares[name]?.get(owner) ?? 0), 0);
			return `${ms.toFixed(2)} ms`;
		}),
	];
	return {
		title: 'Time of a processor in n8n for each of 1,000 images, by whose code it is',
		headings: ['package', ...names],
		rows: [
			...sorted.slice(0, SHOWN).map((owner) => row(owner, [owner])),
			row(`${sorted.length - SHOWN} others`, sorted.slice(SHOWN)),
			row('in all', sorted),
		],
	};
}

const inPlain = (shares: Record<string, ReadonlyMap<string, number>>) =>
	Object.fromEntries(
		Object.entries(shares).map(([name, times]) => [name, Object.fromEntries(times)]),
	);
