import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

/**
 * Whether the node runs as a tool of an AI agent. n8n makes a node type `…Tool` of every node that is
 * usable as one; agents of version 3 have the engine run it like any other node, earlier agents and
 * n8n's MCP trigger call it themselves, in a context that says so.
 */
export const isToolUse = (context: IExecuteFunctions): boolean =>
	context.getNode().type.endsWith('Tool') ||
	('isToolExecution' in context && context.isToolExecution());

/**
 * Whether the other items go on when one fails: with *continue on fail*, and always in a tool. What
 * a tool throws reaches the model without its advice, or not at all.
 */
export const goesOnAfterFailure = (context: IExecuteFunctions): boolean =>
	context.continueOnFail() || isToolUse(context);

type Json = INodeExecutionData['json'];

/** In bytes: the answer to one image stays below 2 kB, and the model knows its own prompt. */
const LONGEST_TEXT_BYTES = 300;

/** What the model said itself and may be long, or can do nothing with. */
const OF_NO_USE: readonly string[] = ['answeredModel', 'inputs', 'usage'];

/** Texts that are of no use when they are cut. */
const WHOLE_TEXTS: readonly string[] = ['url', 'taskId', 'traceId'];

const NEXT_BY_STATUS: Readonly<Record<string, string>> = {
	timedOut:
		'The image is paid for, but still being made. Call this tool again with the same parameters to get it; that costs nothing.',
	submitted: 'The image is paid for and being made; its result goes to the callback URL.',
	pending: 'The image is still being made. Ask again later.',
};

/**
 * An output item as the model is to read it: n8n hands the agent the JSON of the items as one text.
 * What it needs most comes first; what is absent is left out.
 */
export function itemForModel(context: IExecuteFunctions, item: INodeExecutionData) {
	const { json, binary } = item;
	if (typeof json.error === 'string') return { ...item, json: failureForModel(json) };
	const { url, status, taskId, traceId, created, ...facts } = json;
	const next = typeof status === 'string' ? NEXT_BY_STATUS[status] : undefined;
	return {
		...item,
		json: {
			...(status !== undefined && { status }),
			...(next && { whatToDo: next }),
			...(url ? { url } : fileForModel(context, binary)),
			...brief({ ...facts, taskId, created, traceId }),
		},
	};
}

/** A failure as the model is to read it, so that it can mend its call or tell its user. */
function failureForModel({ error, details }: Json): Json {
	const { description, mayHaveBeenBilled, ...facts } = isRecord(details) ? details : {};
	return {
		error: String(error).replace(/ \[item \d+\]$/, ''),
		whatToDo: [description, mayHaveBeenBilled === true && UNCERTAIN].filter(Boolean).join(' '),
		...(mayHaveBeenBilled === true && { mayHaveBeenBilled }),
		...brief(facts),
	};
}

const UNCERTAIN =
	'Do not try other parameters for the same image, which would be billed again; tell the user instead.';

/** The address of an image that came without a link and was stored in n8n, if n8n can give one. */
function fileForModel({ helpers }: IExecuteFunctions, binary: INodeExecutionData['binary']): Json {
	const [file] = Object.values(binary ?? {});
	if (!file) return {};
	// Older versions of n8n sign no URLs, and files that are kept in memory have no address.
	if (file.id !== undefined && 'createBinarySignedUrl' in helpers) {
		return {
			url: helpers.createBinarySignedUrl(file, '7 days'),
			note: 'The image was made. The service gave no link, so this one leads to the file in n8n; it expires after 7 days.',
		};
	}
	return {
		url: null,
		fileName: file.fileName ?? null,
		note: 'The image was made, but has no link. Tell the user to open the execution in n8n: the file is there, in the output of this tool.',
	};
}

/** Leaves out what is absent, and cuts what the model can do without. */
function brief(facts: Json): Json {
	return Object.fromEntries(
		Object.entries(facts).flatMap(([name, value]) => {
			if (value === null || value === undefined || OF_NO_USE.includes(name)) return [];
			const isCut = typeof value === 'string' && !WHOLE_TEXTS.includes(name);
			return [[name, isCut ? cut(value) : value]];
		}),
	);
}

function cut(text: string): string {
	if (Buffer.byteLength(text) <= LONGEST_TEXT_BYTES) return text;
	const start = Buffer.from(text).subarray(0, LONGEST_TEXT_BYTES).toString();
	return `${start.replace(/\uFFFD+$/, '')}…`;
}

const isRecord = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
