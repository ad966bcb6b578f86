/**
 * `npm run bench`: measures this package, as built, beside what a user of n8n would use instead, and
 * beside what is possible at all. `npm run bench -- images rate` measures these parts alone.
 *
 * All parts but `batch` run in a real n8n, which takes minutes and 3 GB to install the first time.
 * Writes output/bench/bench.json, and output/bench/bench.svg with the part `images`; with `--write` also the
 * tables in docs/scaling.md and the chart that the README shows. Ends with 1 where a target was missed.
 */
import { mkdir, process, writeFile } from '../support/node';
import { measureBatch } from './batch';
import { measureCallbacks } from './callbacks';
import type { Part } from './part';
import { tablesInWords, targetsInWords } from './report';
import { chartOf } from './scale/chart';
import { measureImages } from './scale/images';
import { measureLarge } from './scale/large';
import { measureLimited } from './scale/limited';
import { measureLoading } from './scale/loading';
import { measureProfile } from './scale/profile';
import { measureRate } from './scale/rate';
import { measureSubmits } from './scale/submits';
import { writeDocuments } from './write';

/** With it, n8n makes its expression engine ready when there is an expression, not for every call. */
const LAZY = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
	images: measureImages,
	large: measureLarge,
	limited: measureLimited,
	submits: measureSubmits,
	rate: async () => await measureRate({}),
	'rate-lazy': async () => await measureRate(LAZY),
	profile: measureProfile,
	loading: measureLoading,
	batch: measureBatch,
	callbacks: async () => await measureCallbacks({}),
	'callbacks-lazy': async () => await measureCallbacks(LAZY),
};

const FOLDER = 'output/bench';
const WRITE = '--write';

async function main(): Promise<void> {
	const asked = process.argv.slice(2).filter((argument) => argument !== WRITE);
	const unknown = asked.filter((name) => !(name in PARTS));
	if (unknown.length > 0) {
		throw new Error(
			`No such part: ${unknown.join(', ')}. There are: ${Object.keys(PARTS).join(', ')}`,
		);
	}
	const parts: Record<string, Part> = {};
	for (const [name, measure] of Object.entries(PARTS)) {
		if (asked.length > 0 && !asked.includes(name)) continue;
		process.stdout.write(`\nMeasuring ${name} …\n`);
		parts[name] = await measure();
		process.stdout.write(`\n${tablesInWords(parts[name])}\n`);
		await keep(parts);
	}
	if (process.argv.includes(WRITE)) await writeDocuments(parts);
	const targets = Object.values(parts).flatMap((part) => part.targets);
	process.stdout.write(`\n${targetsInWords(targets)}\n`);
	if (targets.some(({ isKept }) => !isKept)) process.exitCode = 1;
}

/** Writes what is there so far: a long measurement may be interrupted. */
async function keep(parts: Readonly<Record<string, Part>>): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	const json = Object.fromEntries(
		Object.entries(parts).map(([name, { figures, targets }]) => [name, { figures, targets }]),
	);
	await writeFile(`${FOLDER}/bench.json`, `${JSON.stringify(json, null, '\t')}\n`);
	if (parts.images) await writeFile(`${FOLDER}/bench.svg`, chartOf(parts.images.figures));
}

void main();
