/**
 * `npm run demo`: runs `examples/image-showcase.json`, and with one of its images
 * `examples/edit-form-photo.json`, in n8n's engine with the built package, writes the images to
 * `output/`, reads them back and shows them in a table. Exit code 0 only if every image is there and is
 * what the table says.
 */
import type { INode, IPinData } from 'n8n-workflow';

import { execute, onBinaryStored, readWorkflow } from '../engine/harness';
import type { RunResult, WorkflowDefinition } from '../engine/harness';
import { mkdir, performance, process, resolve } from '../support/node';
import type { SavedImage } from './images';
import { findDifference, saveImage } from './images';
import type { Service } from './service';
import { chooseService } from './service';
import { formatTable } from './table';

const SHOWCASE = 'examples/image-showcase.json';
const EDIT = 'examples/edit-form-photo.json';
const OUTPUT_FOLDER = resolve('output');

const print = (line = '') => process.stdout.write(`${line}\n`);
const isImageNode = ({ type }: INode) => type.endsWith('.xhuoImage');

/** A workflow that was run, and what should have come of it. */
interface Show {
	readonly run: RunResult;
	/** The names of its image nodes. */
	readonly imageNodes: readonly string[];
	readonly expected: number;
}

async function main(): Promise<boolean> {
	const service = await chooseService();
	try {
		print(service.introduction);
		const showcase = await runExample(SHOWCASE, service, 'One Item per Scene');
		const shows = [showcase];
		const photo = await photoIn(showcase);
		if (photo) shows.push(await runExample(EDIT, service, 'One Item per Style', photo));
		const images = await Promise.all(shows.map(saveImages));
		return await report(shows, images.flat());
	} finally {
		await service.close();
	}
}

/**
 * Runs a workflow as it is in the file, with a line for each image as it comes in.
 *
 * @param itemsNode the node that gives one item for each image of each image node
 * @param pinData what nodes give out that cannot run here
 */
async function runExample(
	path: string,
	service: Service,
	itemsNode: string,
	pinData: IPinData = {},
): Promise<Show> {
	const definition = await readWorkflow(path);
	print(`Running ${path} in n8n's engine`);
	const run = await runWithProgress({ ...definition, pinData }, service);
	const imageNodes = definition.nodes.filter(isImageNode).map(({ name }) => name);
	return { run, imageNodes, expected: imageNodes.length * run.items(itemsNode).length };
}

async function runWithProgress(
	definition: WorkflowDefinition,
	{ apiToken, baseUrl }: Service,
): Promise<RunResult> {
	const started = performance.now();
	const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(8);
	let count = 0;
	const stopListening = onBinaryStored(({ fileName, fileSize }) => {
		count += 1;
		print(`${seconds()}  image ${count}: ${fileName}, ${fileSize}`);
	});
	try {
		const execution = await execute(definition, {
			packageForm: 'built',
			credentials: { xhuoApi: { apiToken, baseUrl } },
			onNodeFinished: (name) => print(`${seconds()}  node "${name}" has finished`),
		});
		return await execution.finished;
	} finally {
		stopListening();
	}
}

/** Stands for a person who fills in the form: one of the images that were just made is the photo. */
async function photoIn({ run, imageNodes }: Show): Promise<IPinData | undefined> {
	const [item] = run.items(imageNodes[0] ?? '');
	const photo = item?.binary?.data;
	if (!photo) return undefined;
	const data = (await run.bytes(item)).toString('base64');
	const { mimeType, fileName } = photo;
	return { 'Photo Form': [{ json: {}, binary: { Photo: { data, mimeType, fileName } } }] };
}

async function saveImages({ run, imageNodes }: Show): Promise<SavedImage[]> {
	await mkdir(OUTPUT_FOLDER, { recursive: true });
	const items = imageNodes.flatMap((node) => run.items(node));
	return await Promise.all(items.map(async (item) => await saveImage(run, item, OUTPUT_FOLDER)));
}

/** @returns whether everything is as it should be */
async function report(shows: readonly Show[], images: readonly SavedImage[]): Promise<boolean> {
	const expected = shows.reduce((sum, show) => sum + show.expected, 0);
	const differences = await Promise.all(images.map(findDifference));
	const findings = differences.filter((difference) => difference !== undefined);
	for (const { run } of shows) {
		if (run.error) findings.push(`${run.error.message} ${run.error.description ?? ''}`);
	}
	if (shows.some((show) => show.expected === 0) || shows.length < 2 || images.length !== expected) {
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
