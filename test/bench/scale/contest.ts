import { say } from '../../e2e/support/progress';
import { inTime } from '../report';
import { FLOOR, type Contestant } from './contestants';
import type { Result } from './results';
import { publish, warmUp, type Run } from './run';
import { runFloor } from './runFloor';
import { startService, type Service } from './service';
import { furnish, type Stage } from './stage';
import type { Work } from './works';

const WARM_UP_IMAGES = 3;

/**
 * Has the contestants do a work in turns, in one n8n and on one service, after one time each that does
 * not count. The floor goes first.
 */
export async function contest(
	stage: Stage,
	work: Work,
	contestants: readonly Contestant[],
): Promise<Result> {
	const service = await startService(work);
	const n8n = await stage.start();
	try {
		const credentials = await furnish(n8n, service);
		const takers = new Map<string, () => Promise<Run>>([
			[FLOOR, async () => await floorRun(stage, work, service)],
		]);
		for (const contestant of contestants) {
			await warmUp(n8n, contestant, work, WARM_UP_IMAGES, service, credentials);
			takers.set(contestant.name, await publish(n8n, contestant, work, service, credentials));
		}
		const slow = contestants.filter(({ isSlow }) => isSlow).map(({ name }) => name);
		const runs = new Map<string, Run[]>([...takers.keys()].map((name) => [name, []]));
		for (let round = 0; round < work.runs; round += 1) {
			for (const [name, run] of takers) {
				if (round > 0 && slow.includes(name) && work.images > 1) continue;
				const result = await run();
				runs.get(name)?.push(result);
				sayRun(work, name, result);
			}
		}
		return { work, runs };
	} finally {
		await service.close();
		await n8n.dispose();
	}
}

/** Tells of a run to the person who is watching. */
export function sayRun({ name }: Work, contestant: string, { ms, images }: Run): void {
	say(`· ${name}, ${contestant}: ${inTime(ms)}, ${images} images`);
}

async function floorRun({ installation }: Stage, work: Work, service: Service): Promise<Run> {
	const before = await service.counts();
	const { ms, warmUpImages } = await runFloor(installation, work, service);
	const after = await service.counts();
	const requests = after.requests - before.requests - 2 * warmUpImages;
	const images = after.images - before.images - warmUpImages;
	return { ms, requests, images, serviceLoad: (after.cpuMs - before.cpuMs) / ms };
}
