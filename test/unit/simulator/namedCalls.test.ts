import type { FAULT_GROUPS, FaultName, Simulator } from '../../simulator';
import { FAULT_NAMES, namedFault, startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

const NOON = Date.parse('2026-04-01T12:00:00Z');

let simulator: Simulator;
let client: TestClient;
let slept: number[] = [];

beforeAll(async () => {
	simulator = await startSimulator({
		pictures: 'plain',
		clock: { now: () => NOON, sleep: async (ms) => void slept.push(ms) },
	});
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(() => {
	simulator.reset();
	slept = [];
});

const FOX = { model: 'gpt-image-2', prompt: 'a fox', size: '256x256' };
const generate = async () => await client.generate(FOX);

interface Expected {
	status: number;
	body?: unknown;
	headers?: Record<string, unknown>;
	/** Good calls that come before; 0. */
	after?: number;
	/** Whether the next call is hit as well. */
	again?: boolean;
}

const code = (value: unknown) => expect.objectContaining({ error: errorOf(value) });
const errorOf = (value: unknown) => expect.objectContaining({ code: value });
const page = (title: string) => expect.stringContaining(`<title>${title}`);
const limited = (retryAfter?: string): Expected => ({
	status: 429,
	body: code('too_many_requests'),
	headers: { 'retry-after': retryAfter },
});

type Groups = typeof FAULT_GROUPS;
type NameOf<G extends keyof Groups> = keyof Groups[G];

const REFUSALS: Record<NameOf<'The service says no'>, Expected> = {
	'429-seconds': limited('2'),
	'429-date': limited('Wed, 01 Apr 2026 12:00:02 GMT'),
	'429-year': limited('31536000'),
	'429-negative': limited('-5'),
	'429-text': limited('soon'),
	'429-past-date': limited('Thu, 01 Jan 1970 00:00:00 GMT'),
	'429-without-hint': limited(undefined),
	'429-insufficient-quota': { status: 429, body: code('insufficient_quota') },
	'400-content-policy': { status: 400, body: code('content_policy_violation') },
	'400-moderation-blocked': { status: 400, body: code('moderation_blocked') },
	'422-moderation-blocked': { status: 422, body: code('moderation_blocked') },
	'422-content-policy': { status: 422, body: code('content_policy_violation') },
	'400-callback-url': { status: 400, body: code('bad_request') },
	'401-always': { status: 401, body: code('invalid_token'), again: true },
	'401-mid-batch': { status: 401, body: code('token_expired'), after: 2, again: true },
	'402-payment-required': { status: 402, body: code('payment_required') },
	'403-moderation': { status: 403, body: code('forbidden') },
	'403-mid-batch': { status: 403, body: code('used_up'), after: 2, again: true },
	'404-no-api': { status: 404, body: code('no_api') },
	'413-too-large': { status: 413, body: code('request_too_large') },
	'413-html': { status: 413, body: page('413 Request Entity Too Large') },
};

const ray = { 'cf-ray': expect.stringMatching(/^[0-9a-f]{16}-FRA$/) };
const WORDING: Record<NameOf<'What an error looks like'>, Expected> = {
	'403-firewall': { status: 403, body: page('Attention Required! | Cloudflare'), headers: ray },
	'407-proxy': { status: 407, body: page('Proxy Authentication Required'), headers: ray },
	'error-as-text': { status: 400, body: { error: 'The size is not supported.' } },
	'error-null': { status: 500, body: { success: false, error: null } },
	'error-empty-object': { status: 400, body: { success: false, error: {} } },
	'error-empty-text': { status: 500, body: { success: false, error: '' } },
	'error-detail-text': { status: 422, body: { detail: 'The prompt is too long.' } },
	'error-detail-list': {
		status: 422,
		body: {
			detail: [
				expect.objectContaining({ msg: 'value is not a valid size' }),
				expect.objectContaining({ loc: ['body', 'n'] }),
			],
		},
	},
	'error-message': { status: 400, body: { code: 1001, message: 'The model is not available.' } },
	'error-msg': { status: 400, body: { code: 1001, msg: 'The model is not available.' } },
	'error-list': {
		status: 400,
		body: { errors: [{ message: 'The size is wrong.' }, 'The model is wrong.'] },
	},
	'error-plain-text': {
		status: 503,
		body: expect.stringMatching(/^upstream connect error.*\n.*overflow$/),
		headers: { 'content-type': 'text/plain; charset=utf-8' },
	},
	'200-code-429': { status: 200, body: code(429) },
	'200-code-401': { status: 200, body: code(401) },
	'200-code-402': { status: 200, body: code('402') },
	'200-code-500': { status: 200, body: code(500) },
	'200-success-false': { status: 200, body: expect.objectContaining({ success: false }) },
};

const LOST = ['reset-before', 'reset-after', 'answer-cut', 'answer-cut-chunked'] as const;
const ENDLESS = ['no-answer', 'blanks-forever'] as const;

type Breakdown = NameOf<'The service or the way to it fails'>;
type Answered = Exclude<Breakdown, (typeof LOST)[number] | (typeof ENDLESS)[number]>;

const ANSWERED: Record<Answered, Expected> = {
	'408-timeout': { status: 408, body: code('timeout') },
	'499-closed': { status: 499, body: code('timeout') },
	'500-once': { status: 500, body: code('api_error') },
	'500-always': { status: 500, body: code('api_error'), again: true },
	'502-json': { status: 502, body: code('bad_gateway') },
	'502-html': { status: 502, body: page('502 Bad Gateway') },
	'503-json': { status: 503, body: code('bad_gateway') },
	'503-html': { status: 503, body: page('503 Service Unavailable') },
	'504-json': { status: 504, body: code('timeout') },
	'504-html': { status: 504, body: page('504 Gateway Timeout') },
	'200-html': {
		status: 200,
		body: page('Welcome'),
		headers: { 'content-type': 'text/html; charset=utf-8' },
	},
	'200-text': { status: 200, body: 'OK' },
	'200-empty': { status: 200, body: undefined },
	'200-no-images': { status: 200, body: expect.objectContaining({ data: [] }) },
	'200-30-mb': {
		status: 200,
		body: expect.objectContaining({ data: [expect.objectContaining({ url: expect.any(String) })] }),
	},
	'blanks-then-answer': {
		status: 200,
		body: expect.objectContaining({ data: [expect.objectContaining({ url: expect.any(String) })] }),
	},
	redirect: { status: 307 },
};

const rowsOf = (table: Partial<Record<FaultName, Expected>>) =>
	FAULT_NAMES.flatMap((name): Array<[FaultName, Expected]> => {
		const expected = table[name];
		return expected ? [[name, expected]] : [];
	});

describe('a fault by its name is answered so, and billed so', () => {
	it.each(rowsOf({ ...REFUSALS, ...WORDING, ...ANSWERED }))('%s', async (name, expected) => {
		const { status, body, headers = {}, after = 0, again = false } = expected;
		const ordered = simulator.misbehave(name);
		for (let good = 0; good < after; good++) expect((await generate()).status).toBe(200);

		const answer = await generate();
		const billed = simulator.ledger.length - after;

		expect(answer.status).toBe(status);
		if ('body' in expected) expect(answer.body).toEqual(body);
		for (const [header, value] of Object.entries(headers)) {
			expect(answer.headers[header]).toEqual(value);
		}
		expect(billed).toBe(namedFault(name).billed ? 1 : 0);
		expect(simulator.requests.at(-1)?.faultName).toBe(name);
		expect((await generate()).status).toBe(again ? status : 200);
		ordered.cancel();
	});
});

describe('a fault by its name that leaves the client without an answer', () => {
	it.each(LOST)('%s', async (name) => {
		simulator.misbehave(name);

		await expect(generate()).rejects.toThrow();

		expect(simulator.ledger).toHaveLength(namedFault(name).billed ? 1 : 0);
		expect((await generate()).status).toBe(200);
	});

	it.each(ENDLESS)('%s: until the client gives up', async (name) => {
		simulator.misbehave(name);
		const patience = new AbortController();
		const call = client.generate(FOX, { signal: patience.signal });
		const outcome = call.then(
			() => 'answered',
			() => 'gave up',
		);
		await simulator.until(() => simulator.ledger.length === 1);
		patience.abort();

		expect(await outcome).toBe('gave up');
		await simulator.until(() => simulator.requests[0]?.finishedAt !== null);
		expect(simulator.requests[0]).toMatchObject({ closedByClient: true });
	});
});

describe('what a large answer and one after blanks look like', () => {
	it('30 MB, and the blanks come before the JSON', async () => {
		simulator.script(['200-30-mb', 'blanks-then-answer']);
		const [large, late] = [await generate(), await generate()];

		expect(large.file.length).toBeGreaterThan(30_000_000);
		expect(slept.filter((ms) => ms === 100)).toHaveLength(3);
		expect(late.file.toString('latin1')).toMatch(/^ {3}\{"success":true/);
	});
});

describe('the same faults elsewhere', () => {
	it('a named fault can be aimed at another endpoint', async () => {
		simulator.misbehave('error-detail-text', { on: ['tasks'] });

		const fine = await generate();
		const asked = await client.tasks({ action: 'retrieve', id: 'any' });

		expect([fine.status, asked.status]).toEqual([200, 422]);
	});

	it('the aim of a test wins over the one that the name brings along', async () => {
		simulator.misbehave('403-mid-batch', { skip: 0, times: 1 });

		expect([(await generate()).status, (await generate()).status]).toEqual([403, 200]);
	});
});
