import { freePort } from '../../e2e/instance/free-port';
import {
	collectGarbage,
	inspectable,
	memoryOfObjects,
	withInspector,
	type Ask,
} from '../../e2e/support/inspector';
import { atMost, type Part, type Table } from '../part';
import { inMegabytes, inTime } from '../report';
import { sayRun } from './contest';
import { httpRequest, openAi, xhuoImage, type Contestant } from './contestants';
import { publish, warmUp, type Run } from './run';
import { startService } from './service';
import { furnish, openStage, type Stage } from './stage';
import { median } from './statistics';
import { WORKS, type Work } from './works';

const MEGABYTE = 1_000_000;
const MOST_MEMORY_MB = 64;
const TWO_HUNDRED_OF_FIFTY = 1.2;

/** How many n8ns are started, one after the other, for each work. */
const STARTS = 3;

/** A run, and what its objects still take once the garbage is collected, in bytes. */
interface LargeRun extends Run {
	readonly left: number;
}

/** What a contestant needed in n8ns that were just started, and then in the same ones once more. */
interface Runs {
	readonly work: Work;
	readonly name: string;
	readonly first: readonly LargeRun[];
	readonly later: readonly LargeRun[];
}

const memoryOf = (runs: readonly Run[]): number => median(runs.map(({ memory }) => memory ?? NaN));

/**
 * Images of 8 MB, and how much more memory n8n takes for them than at rest: in an n8n that was just
 * started and has made one image, and in the same one afterwards. What Node.js reads from a connection
 * is garbage until V8 collects it, and the memory of the first run stays with the process.
 */
export async function measureLarge(): Promise<Part> {
	const stage = await openStage();
	try {
		const hundred = await runsOf(stage, WORKS.large, xhuoImage);
		const fifty = await runsOf(stage, WORKS.largeFifty, xhuoImage);
		const twoHundred = await runsOf(stage, WORKS.largeTwoHundred, xhuoImage);
		const others = [
			// Does that of n8n's own nodes grow as well?
			await runsOf(stage, WORKS.largeFifty, httpRequest),
			await runsOf(stage, WORKS.large, httpRequest),
			await runsOf(stage, WORKS.largeTwoHundred, httpRequest),
			await runsOf(stage, WORKS.large, openAi),
		];
		const all = [fifty, hundred, twoHundred, ...others];
		const growth = memoryOf(twoHundred.first) / memoryOf(fifty.first);
		const most = memoryOf(hundred.later) / MEGABYTE;
		return {
			tables: [tableOf(all)],
			targets: [
				atMost(
					'memory for 100 of 8 MB, in an n8n that has run before',
					most,
					MOST_MEMORY_MB,
					' MB',
				),
				atMost('memory for 200 of 8 MB, of that for 50', growth, TWO_HUNDRED_OF_FIFTY, ' ×'),
			],
			figures: all,
		};
	} finally {
		await stage.close();
	}
}

function tableOf(all: readonly Runs[]): Table {
	const inWords = (runs: readonly Run[]) =>
		runs.map(({ memory }) => inMegabytes(memory ?? NaN)).join(', ');
	const row = ({ name, work, first, later }: Runs) => {
		const runs = [...first, ...later];
		const images = Math.min(...runs.map((run) => run.images));
		const ms = median(runs.map((run) => run.ms));
		const left = inMegabytes(median(runs.map((run) => run.left)));
		return [name, work.name, inTime(ms), inWords(first), inWords(later), left, String(images)];
	};
	return {
		title: "Memory of n8n's process over its rest, 10 images at once, 500 ms each",
		headings: ['', 'work', 'median time', 'just started', 'once more', 'no garbage', 'images'],
		rows: all.map(row),
	};
}

async function runsOf(stage: Stage, work: Work, contestant: Contestant): Promise<Runs> {
	const first: LargeRun[] = [];
	const later: LargeRun[] = [];
	while (first.length < (contestant.isSlow ? 1 : STARTS)) {
		for (const [index, run] of (await inFreshN8n(stage, work, contestant)).entries()) {
			(index === 0 ? first : later).push(run);
			sayRun(work, contestant.name, run);
		}
	}
	return { work, name: contestant.name, first, later };
}

async function inFreshN8n(stage: Stage, work: Work, contestant: Contestant): Promise<LargeRun[]> {
	const inspector = await freePort();
	const service = await startService(work);
	const n8n = await stage.start(inspectable(inspector));
	try {
		const credentials = await furnish(n8n, service);
		await warmUp(n8n, contestant, work, 1, service, credentials);
		const run = await publish(n8n, contestant, work, service, credentials);
		const runs: LargeRun[] = [];
		let before = await withInspector(inspector, withoutGarbage);
		while (runs.length < work.runs) {
			const made = await run();
			const after = await withInspector(inspector, withoutGarbage);
			runs.push({ ...made, left: after - before });
			before = after;
		}
		return runs;
	} finally {
		await service.close();
		await n8n.dispose();
	}
}

async function withoutGarbage(ask: Ask): Promise<number> {
	await collectGarbage(ask);
	return await memoryOfObjects(ask);
}
