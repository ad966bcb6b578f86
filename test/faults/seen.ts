import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { RunResult } from '../engine/harness';
import { ODD_FILES, oddFile } from '../simulator/images/odd';
import { createHash } from '../support/node';
import type { End } from './expectations';
import { NODE, ownFieldOf, type Stage } from './stage';

/** One thing that a user holds in the end: an image, a link, a message … */
export interface Held {
	readonly end: End;
	/** Which picture, where that can be told. */
	readonly prompt?: string;
	readonly taskId?: string;
	/** What the user reads, where it is not an image. */
	readonly text?: string;
	/** What is wrong with it, whatever the table says. */
	readonly flaw?: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const objectOf = (value: unknown): IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

/** What left a node of a run by each of its outputs, item by item. */
export async function heldFrom(stage: Stage, run: RunResult, node: string): Promise<Held[]> {
	const outputs = [run.items(node), run.items(node, { output: ERROR_OUTPUT })];
	const left = outputs.flatMap((items, output) => items.map((item) => ({ item, output })));
	return await Promise.all(
		left.map(async ({ item, output }) => {
			const held = await heldIn(stage, run, item);
			const flaw = held.flaw ?? wrongOutput(stage, node, item, output);
			return { ...held, ...(flaw !== undefined && { flaw }) };
		}),
	);
}

/** The second output of a node whose *On Error* is set to it. */
const ERROR_OUTPUT = 1;

/**
 * What failed leaves by the error output, with the fields of its own input item, and nothing else does.
 * A callback has no such fields, so what leaves the trigger is not asked for them.
 */
function wrongOutput(
	{ settings }: Stage,
	node: string,
	{ json }: INodeExecutionData,
	output: number,
): string | undefined {
	if (settings.onError !== 'continueErrorOutput') return undefined;
	const message = textOf(json.error);
	const should = message ? ERROR_OUTPUT : 0;
	if (output !== should)
		return `left by output ${output + 1}: ${JSON.stringify(json).slice(0, 200)}`;
	if (!message || node !== NODE) return undefined;
	const index = Number(/\[item (\d)\]$/.exec(message)?.[1]);
	const { customer } = ownFieldOf(index);
	return json.customer === customer
		? undefined
		: `left with the fields of ${textOf(json.customer)}`;
}

async function heldIn(stage: Stage, run: RunResult, item: INodeExecutionData): Promise<Held> {
	const { json } = item;
	const prompt = textOf(json.prompt);
	const taskId = textOf(json.taskId);
	if (item.binary?.data) {
		const isWhole = (await wholeFiles(stage)).has(hashOf(await run.bytes(item)));
		return {
			end: 'image',
			prompt,
			taskId,
			...(!isWhole && { flaw: 'the file is not what was served' }),
		};
	}
	if (json.success === false) {
		const { code, message, ...more } = objectOf(json.failure);
		const text = [code, message, ...Object.values(more)].map(textOf).join(' ');
		return { end: 'refused', prompt, taskId, text };
	}
	if (typeof json.error === 'string') {
		const details = objectOf(json.details);
		return heldAs(json.error, textOf(details.description), details);
	}
	if (json.status === 'timedOut' || json.status === 'submitted') {
		return { end: 'task id', prompt, taskId, ...(!taskId && { flaw: 'no task id' }) };
	}
	return {
		end: 'missing',
		prompt,
		flaw: `an item without file: ${JSON.stringify(json).slice(0, 200)}`,
	};
}

/** What an execution ended with, as its user reads it. */
export function heldError(run: RunResult): Held | undefined {
	const { error } = run;
	if (!error) return undefined;
	const context: IDataObject = 'context' in error ? objectOf(error.context) : {};
	return heldAs(error.message, textOf(error.description), objectOf(context.data));
}

function heldAs(message: string, description: string, facts: IDataObject): Held {
	const text = `${message} ${description}`;
	const taskId = textOf(facts.taskId);
	const flaw = flawIn(message, description, facts);
	return { end: endOf(text, facts), taskId, text, ...(flaw !== undefined && { flaw }) };
}

function endOf(text: string, facts: IDataObject): End {
	if (facts.mayHaveBeenBilled !== true) return 'refused';
	if (text.startsWith('An image is missing')) return 'missing';
	if (text.includes('did not ask for it again')) return 'uncertain';
	if (textOf(facts.url)) return 'link';
	if (text.includes('cannot be used')) return 'unreadable';
	return textOf(facts.taskId) ? 'task id' : 'uncertain';
}

/** Longer than any message of a person to a person. */
const LONGEST_MESSAGE = 300;

/** What a following node, or the support, finds beside every message; `null` where nobody knows. */
const FACTS = ['code', 'httpStatus', 'traceId', 'taskId', 'url', 'received', 'mayHaveBeenBilled'];

function flawIn(message: string, description: string, facts: IDataObject): string | undefined {
	if (!/\[item \d\]$/.test(message)) return 'the message does not name its item';
	if (message.length > LONGEST_MESSAGE) return 'the message is too long';
	if (description.length < 20) return 'there is no next step';
	const untold = FACTS.filter((fact) => !(fact in facts));
	if (untold.length > 0) return `the details lack ${untold.join(', ')}`;
	const billing = /billed|paid for/i.test(`${message} ${description}`);
	if (facts.mayHaveBeenBilled === true && !billing)
		return 'the message does not say what was billed';
	return undefined;
}

const hashOf = (file: Buffer): string => createHash('sha256').update(file).digest('hex');

let oddHashes: Promise<string[]> | undefined;

/** Every file that may come out: as it was made, or one of the odd ones that are whole. */
async function wholeFiles({ simulator, row }: Stage): Promise<Set<string>> {
	const [first] = simulator.images.all;
	const isOdd = /gif|avif|without|26-bytes/.test(row.title);
	if (isOdd && first) {
		oddHashes ??= Promise.all(
			ODD_FILES.map(async (kind) => hashOf(await oddFile(kind, first.file))),
		);
	}
	const made = simulator.images.all.map(({ sha256 }) => sha256);
	return new Set([...made, ...(isOdd ? ((await oddHashes) ?? []) : [])]);
}
