/**
 * `npm run demo`: runs `examples/image-showcase.json` in n8n's engine with the built package, writes
 * the images to `output/`, reads them back and shows them in a table. Exit code 0 only if every
 * image is there and is what the table says.
 */
import type { INode } from 'n8n-workflow';

import { execute, onBinaryStored, readWorkflow } from '../engine/harness';
import type { RunResult } from '../engine/harness';
import { mkdir, performance, process, resolve } from '../support/node';
import type { SavedImage } from './images';
import { findDifference, saveImage } from './images';
import type { Service } from './service';
import { chooseService } from './service';
import { formatTable } from './table';

const WORKFLOW = 'examples/image-showcase.json';
const SCENES_NODE = 'One Item per Scene';
const OUTPUT_FOLDER = resolve('output');

const print = (line = '') => process.stdout.write(`${line}\n`);
const isImageNode = ({ type }: INode) => type.endsWith('.xhuoImage');

async function main(): Promise<boolean> {
	const service = await chooseService();
	try {
		print(service.introduction);
		const { nodes } = await readWorkflow(WORKFLOW);
		const imageNodes = nodes.filter(isImageNode).map(({ name }) => name);
		const run = await runShowcase(service);
		const images = await saveImages(run, imageNodes);
		const expected = imageNodes.length * run.items(SCENES_NODE).length;
		return await report(run, images, expected);
	} finally {
		await service.close();
	}
}

/** Runs the workflow as it is in the file, with a line for each image as it comes in. */
async function runShowcase({ apiToken, baseUrl }: Service): Promise<RunResult> {
	const started = performance.now();
	const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(8);
	let count = 0;
	const stopListening = onBinaryStored(({ fileName, fileSize }) => {
		count += 1;
		print(`${seconds()}  image ${count}: ${fileName}, ${fileSize}`);
	});
	print(`Running ${WORKFLOW} in n8n's engine`);
	try {
		const execution = await execute(await readWorkflow(WORKFLOW), {
			packageForm: 'built',
			credentials: { xhuoApi: { apiToken, baseUrl } },
			onNodeFinished: (name) => print(`${seconds()}  node "${name}" has finished`),
		});
		return await execution.finished;
	} finally {
		stopListening();
	}
}

async function saveImages(run: RunResult, nodes: readonly string[]): Promise<SavedImage[]> {
	await mkdir(OUTPUT_FOLDER, { recursive: true });
	const items = nodes.flatMap((node) => run.items(node));
	return await Promise.all(items.map(async (item) => await saveImage(run, item, OUTPUT_FOLDER)));
}

/** @returns whether everything is as it should be */
async function report(
	run: RunResult,
	images: readonly SavedImage[],
	expected: number,
): Promise<boolean> {
	const differences = await Promise.all(images.map(findDifference));
	const findings = differences.filter((difference) => difference !== undefined);
	if (run.error) findings.push(`${run.error.message} ${run.error.description ?? ''}`);
	if (expected === 0 || images.length !== expected) {
		findings.push(`${images.length} images of ${expected} are there`);
	}
	if (images.length > 0) print(`\n${formatTable(images)}`);
	print();
	for (const finding of findings) print(`✗ ${finding}`);
	if (findings.length > 0) return false;
	print(`✓ ${images.length} images are in output/, read back from disk and decoded at these sizes`);
	return true;
}

void main().then((isComplete) => {
	process.exitCode = isComplete ? 0 : 1;
});
