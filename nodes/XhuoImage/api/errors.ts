import { idOf, isObject, saysNo, textOf, unwrap, type JsonObject } from './values';

/** What the service says went wrong (contract §2). */
export interface ErrorAnswer {
	readonly code?: string;
	/** A kind of error, as some services name it beside the code, or in place of it. */
	readonly type?: string;
	readonly message?: string;
	readonly traceId?: string;
	readonly taskId?: string;
}

/**
 * Reads what the service says went wrong: an `error`, or `errors`, with something in it, or a reason
 * beside a `success` that says no.
 *
 * @returns `undefined` if the body does not say so: `"error": ""`, `{}` and `null` say nothing
 */
export function readError(body: unknown): ErrorAnswer | undefined {
	const answer = unwrap(body);
	if (!isObject(answer)) return undefined;
	const said = saidIn(answer.error) ?? saidIn(answer.errors);
	const reason = said ?? (saysNo(answer.success) ? saidBeside(answer) : undefined);
	return reason && { ...reason, ...referencesOf(answer) };
}

/**
 * Reads the reason of an answer that is known to be none: code and message wherever services put
 * them, down to a plain text of a few lines.
 *
 * @param body the parsed JSON, `undefined` if the answer is none
 * @param text the answer as it came, where it may be no JSON
 */
export function readReason(body: unknown, text = ''): ErrorAnswer {
	const answer = unwrap(body);
	if (!isObject(answer)) return saidIn(body) ?? plainText(text);
	const said =
		readError(answer) ??
		INSIDE.map((name) => readError(answer[name])).find((inner) => inner !== undefined) ??
		saidBeside(answer);
	return { ...said, ...referencesOf(answer) };
}

/** Where an answer that wraps another has it. */
const INSIDE = ['data', 'response', 'result'] as const;

const MESSAGES = [
	'message',
	'msg',
	'error_message',
	'error_msg',
	'errmsg',
	'detail',
	'details',
	'error_description',
	'fail_reason',
	'failure_reason',
	'reason',
	'title',
];

type Said = Pick<ErrorAnswer, 'code' | 'type' | 'message'>;

/** An error as services write it: a text, an object, or a list of them. */
function saidIn(raw: unknown): Said | undefined {
	const value = unwrap(raw);
	const code = typeof value === 'number' || isStatus(value) ? codeOf(value) : undefined;
	if (code !== undefined) return { code };
	if (isObject(value)) {
		const type = textOf(value.type);
		return nonEmpty({ ...saidBeside(value), ...(type && { type }) });
	}
	const message = messageOf(value);
	const first = Array.isArray(value)
		? value.map((entry) => (isObject(entry) ? codeOf(entry.code) : undefined)).find(Boolean)
		: undefined;
	return nonEmpty({ ...(first && { code: first }), ...(message && { message }) });
}

function saidBeside(object: JsonObject): Said | undefined {
	const code =
		CODES.map((name) => codeOf(object[name])).find(Boolean) ??
		STATUSES.map((name) => object[name]).find(isStatus);
	const message = messageIn(object);
	return nonEmpty({
		...(code !== undefined && { code: String(code) }),
		...(message && { message }),
	});
}

const nonEmpty = <T extends object>(said: T): T | undefined =>
	Object.keys(said).length > 0 ? said : undefined;

const CODES = ['code', 'error_code', 'errorCode', 'errcode'] as const;
const STATUSES = ['status_code', 'statusCode', 'http_status', 'httpStatus', 'status'] as const;

/** Whether it is an HTTP status that tells of a refusal, such as 429, also as text. */
export const isStatus = (value: unknown): value is number | string =>
	(typeof value === 'number' || typeof value === 'string') && /^[45]\d\d$/.test(String(value));

function codeOf(value: unknown): string | undefined {
	const code = typeof value === 'number' ? String(value) : idOf(value);
	return code === undefined || NOTHING_WRONG.test(code) ? undefined : code;
}

/** How services write in the place of a code or a message that all is well. */
const NOTHING_WRONG = /^(0|200|ok|success|succeeded|none|null|nil|undefined|false|no error)$/i;

function messageIn(object: JsonObject, depth = 0): string | undefined {
	for (const name of MESSAGES) {
		const message = messageOf(object[name], depth);
		if (message) return message;
	}
	return (
		messageOf(object.error, depth) ??
		messageOf(object.errors, depth) ??
		messageOfFields(object.errors) ??
		messageOfFields(object.detail)
	);
}

/** What is wrong with each field, as some frameworks list it: `{ "size": ["too small"] }`. */
function messageOfFields(raw: unknown): string | undefined {
	const fields = unwrap(raw);
	if (!isObject(fields)) return undefined;
	const messages = Object.entries(fields).flatMap(([field, said]) => {
		const message = Array.isArray(said) ? messageOf(said) : undefined;
		return message ? [`${field}: ${message}`] : [];
	});
	return messages.slice(0, MOST_MESSAGES).join('; ') || undefined;
}

/** A text, also one that holds JSON with the message of the next service; or a list of such. */
function messageOf(raw: unknown, depth = 0): string | undefined {
	const value = unwrap(raw);
	if (depth > DEEPEST) return undefined;
	if (isObject(value)) return messageIn(value, depth + 1);
	if (!Array.isArray(value)) return saying(textOf(value));
	const messages = value.slice(0, MOST_MESSAGES).flatMap((entry: unknown) => {
		const message = messageOf(entry, depth + 1);
		return message ? [placeOf(entry) + message] : [];
	});
	return messages.join('; ') || undefined;
}

const saying = (text: string | undefined): string | undefined =>
	text !== undefined && NOTHING_WRONG.test(text) ? undefined : text;

const DEEPEST = 4;
const MOST_MESSAGES = 10;

/** Which field a message is about, as `loc` says it: `["body", "size"]`. */
function placeOf(entry: unknown): string {
	const place = isObject(entry) && Array.isArray(entry.loc) ? textOf(entry.loc.at(-1)) : undefined;
	return place ? `${place}: ` : '';
}

function referencesOf({ trace_id, task_id }: JsonObject): Pick<ErrorAnswer, 'traceId' | 'taskId'> {
	const [traceId, taskId] = [idOf(trace_id), idOf(task_id)];
	return { ...(traceId && { traceId }), ...(taskId && { taskId }) };
}

/** A few lines that are no web page and no JSON, as proxies answer. */
function plainText(text: string): Said {
	const lines = text.trim().split('\n');
	const isProse = lines.length <= 5 && text.length <= 1000 && !/^\s*[<[{]/.test(text);
	const message = isProse ? textOf(text) : undefined;
	return message ? { message } : {};
}
